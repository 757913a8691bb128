import type { LockAnswer } from '../ports.ts';

/** A lock that is reached over a network. Nothing here throws or rejects: what went wrong is an answer. */
export interface Lock {
  /** Opens it for that long, once; answers within its deadline. */
  open(pulseMs: number): Promise<LockAnswer>;
  /** How it is locked again after such an answer; null: it does that by itself, or nothing was opened. */
  off(answer: LockAnswer): (() => Promise<LockAnswer>) | null;
  /** What keeps it from being reached now, in a word; null: nothing known. */
  fault(): string | null;
  stop(): Promise<void>;
}
