import type { Cancel, Clock, MonotonicMs, Timers } from '../shared/domain/clock.ts';
import type { Health, Indicator, Reader, Strike } from './ports.ts';

/** The light of a trouble fills four seconds; what is mended sooner was a hiccup, and is not shown. */
const everyMs = 4_000;
const soundEveryMs = 60_000;

/**
 * While cards are not read, a door is not driven or nothing can be recorded, the reader's light says so: whoever comes
 * need not tap to learn it.
 */
export function showTrouble(parts: {
  readonly reader: Pick<Reader, 'fault'>;
  readonly strike: Pick<Strike, 'fault'>;
  readonly health: Pick<Health, 'notes'>;
  readonly indicator: Indicator;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
}): Cancel {
  const { reader, strike, health, indicator, clock, timers } = parts;
  const isWell = () =>
    reader.fault() === null &&
    strike.fault() === null &&
    !health.notes().some(({ code }) => code === 'journal');
  let soundedAt: MonotonicMs | null = null;
  return timers.every(everyMs, () => {
    if (isWell()) {
      soundedAt = null;
      return;
    }
    const now = clock.monotonicNow();
    const isSilent = soundedAt !== null && now - soundedAt < soundEveryMs;
    if (!isSilent) soundedAt = now;
    indicator.show(null, { kind: 'trouble', isSilent });
  });
}
