import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, MonotonicMs } from '../../../shared/domain/clock.ts';

export const sittingMs = 10 * 60_000;

/** What a code opened: ten minutes at the emergency page. */
export interface Sitting {
  readonly sheet: string;
  /** The code's number on the sheet: whoever holds the paper knows who had it. */
  readonly number: number;
  readonly left: number;
  /** Goes with every form: another page cannot know it. */
  readonly token: string;
  readonly endsAt: MonotonicMs;
  /** What the next page says, once. */
  said: Said | null;
}

export type Said =
  | { readonly what: 'opened' | 'failed' | 'unknown'; readonly door: string }
  | { readonly what: 'cannotRecord' };

/** Kept in memory, by the hash of what the cookie says: a restart ends them all. */
export interface Sittings {
  /** The cookie's value. */
  open(code: Pick<Sitting, 'sheet' | 'number' | 'left'>): string;
  find(cookie: string): Sitting | null;
  end(cookie: string): void;
}

export function createSittings(clock: Pick<Clock, 'monotonicNow'>): Sittings {
  const open = new Map<string, Sitting>();
  const isOver = ({ endsAt }: Sitting) => clock.monotonicNow() >= endsAt;
  const secret = () => randomBytes(16).toString('base64url');
  return {
    open(code) {
      for (const [key, sitting] of open) if (isOver(sitting)) open.delete(key);
      const cookie = secret();
      const endsAt = clock.monotonicNow() + sittingMs;
      open.set(hashOf(cookie).toString('hex'), { ...code, token: secret(), endsAt, said: null });
      return cookie;
    },
    find(cookie) {
      const sitting = open.get(hashOf(cookie).toString('hex')) ?? null;
      return sitting === null || isOver(sitting) ? null : sitting;
    },
    end: (cookie) => void open.delete(hashOf(cookie).toString('hex')),
  };
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether both are the same, in a time that tells nothing of either. */
export const isSame = (given: string, wanted: string): boolean =>
  timingSafeEqual(hashOf(given), hashOf(wanted));
