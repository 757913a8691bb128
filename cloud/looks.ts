import type { Clock } from '../shared/domain/clock.ts';

/** Says whether somebody looks at pages. */
export interface Looks {
  /** A page was asked for. */
  asked(): void;
  /** One was, of late: whoever did may ask for the next. */
  areTaken(): boolean;
}

/** As long as somebody reads a page. */
const momentMs = 60_000;

export function watchLooks(clock: Pick<Clock, 'monotonicNow'>): Looks {
  let lastAsked = Number.NEGATIVE_INFINITY;
  return {
    asked() {
      lastAsked = clock.monotonicNow();
    },
    areTaken: () => clock.monotonicNow() - lastAsked < momentMs,
  };
}
