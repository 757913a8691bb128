import type { Direction } from './access-point.ts';
import type { EpochMs } from './clock.ts';

/** Who a sequence is about: a member, or a card that has none. */
export type Person = `member:${string}` | `card:${string}`;

/** One person in one area of one place: punches pair within it and never across. */
export interface SequenceKey {
  readonly place: string;
  readonly area: string;
  readonly person: Person;
}

/** A granted tap as pairing sees it: already placed in its sequence, its time already corrected. */
export interface SequencePunch {
  /** The journal entry's id. */
  readonly id: string;
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly occurredAt: EpochMs;
  readonly direction: Direction;
  readonly accessPoint: string;
  readonly cardUid: string;
  /** The time is interpolated, not measured: its passage carries `untrusted_clock`. */
  readonly estimated: boolean;
}

/**
 * What pairing found a punch to be. `repeat` and `void` are kept and shown, and never pair; `presence` is a passage
 * by itself and touches no other.
 */
export type PunchRole = 'entry' | 'exit' | 'presence' | 'repeat' | 'void';
