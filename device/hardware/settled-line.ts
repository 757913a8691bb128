import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import { type HeardLevel, takeLevel } from '../../shared/domain/settled-level.ts';
import type { InputLine } from '../ports.ts';

/** Durations run on these. */
export interface LineTime {
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
}

/** A line that fell silent, or an edge that nobody was told of, is noticed within this. */
const lookMs = 1_000;

/**
 * Listens to one line, bounces left out: what it says is told once it was quiet, and from then on when it changes;
 * null where it cannot be read. Throws what `open` throws.
 */
export function listenSettled(
  open: (changed: () => void) => InputLine,
  heard: (on: boolean | null) => void,
  { clock, timers }: LineTime,
): Cancel {
  let level: HeardLevel | null = null;
  let isLost = false;
  let again: Cancel = () => undefined;
  const read = () => {
    again();
    let now: boolean;
    try {
      now = line.read();
    } catch {
      level = null;
      if (!isLost) heard(null);
      isLost = true;
      return;
    }
    isLost = false;
    const at = clock.monotonicNow();
    const step = takeLevel(level, now, at);
    level = step.heard;
    if (step.readAgainAt !== null) again = timers.after(step.readAgainAt - at, read);
    if (step.changed) heard(now);
  };
  const line = open(read);
  const look = timers.every(lookMs, read);
  read();
  return () => {
    look();
    again();
    line.stop();
  };
}
