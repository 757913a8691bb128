import type { Clock, MonotonicMs } from '../../../shared/domain/clock.ts';

/** Who mistypes may do so twice; from then on everybody waits, twice as long each time. */
const freeTries = 2;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;
/** So long after the last wrong one, a burst is over. */
const burstEndsMs = 10 * 60_000;

/**
 * Wrong codes, whoever typed them: addresses cost nothing on a local network, so nobody has tries of their own. In
 * memory: with 60 bits a code, a restart gives away nothing that counts.
 */
export interface Tries {
  /** Until the next one is looked at; 0: now. */
  waitMs(): number;
  /** How many it makes in this burst. */
  wrong(): number;
  right(): void;
}

export function createTries(clock: Pick<Clock, 'monotonicNow'>): Tries {
  let count = 0;
  let lastAt: MonotonicMs = 0;
  const since = () => clock.monotonicNow() - lastAt;
  return {
    waitMs() {
      if (count <= freeTries) return 0;
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (count - freeTries - 1));
      return Math.max(0, waitMs - since());
    },
    wrong() {
      count = count > 0 && since() >= burstEndsMs ? 1 : count + 1;
      lastAt = clock.monotonicNow();
      return count;
    },
    right() {
      count = 0;
    },
  };
}

/** A burst is told at its first wrong one and at each doubling: a flood of tries is no flood of entries. */
export const isTold = (count: number): boolean => Math.log2(count) % 1 === 0;
