import type { Cancel, Clock, MonotonicMs, Timers } from '../shared/domain/clock.ts';
import type { Indicator, Reader } from './ports.ts';

/** The light of a trouble fills four seconds; what is mended sooner was a hiccup, and is not shown. */
const everyMs = 4_000;
const soundEveryMs = 60_000;

/** While cards are not read the reader's light says so: whoever comes need not tap to learn it. */
export function showTrouble(parts: {
  readonly reader: Pick<Reader, 'fault'>;
  readonly indicator: Indicator;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
}): Cancel {
  const { reader, indicator, clock, timers } = parts;
  let soundedAt: MonotonicMs | null = null;
  return timers.every(everyMs, () => {
    if (reader.fault() === null) {
      soundedAt = null;
      return;
    }
    const now = clock.monotonicNow();
    const isSilent = soundedAt !== null && now - soundedAt < soundEveryMs;
    if (!isSilent) soundedAt = now;
    indicator.show(null, { kind: 'trouble', isSilent });
  });
}
