import type { EpochMs } from './clock.ts';

/** `HH:MM` of the place; until a time that is not later is until that time of the next day. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

/**
 * When the quiet hours end that an instant falls in; null: it falls in none. Where the clocks are changed in between
 * they are rather longer: an hour that comes twice is quiet twice.
 */
export function quietUntil(
  at: EpochMs,
  { from, until }: QuietHours,
  timeZone: string,
): EpochMs | null {
  const today = dayOf(at, timeZone);
  const crosses = until <= from;
  // The latest end counts: what began yesterday may end in what begins today.
  const ends = [-1, 0].flatMap((days) => {
    const day = today.add({ days });
    const start = momentOf(day, from, timeZone, 'earlier');
    const end = momentOf(crosses ? day.add({ days: 1 }) : day, until, timeZone, 'later');
    return start <= at && at < end ? [end] : [];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The last time before or at an instant that the clocks of a place showed a time of day. */
export function lastTimeOfDay(at: EpochMs, time: string, timeZone: string): EpochMs {
  const today = dayOf(at, timeZone);
  const moment = momentOf(today, time, timeZone, 'later');
  return moment <= at ? moment : momentOf(today.subtract({ days: 1 }), time, timeZone, 'later');
}

const dayOf = (at: EpochMs, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();

const momentOf = (
  day: Temporal.PlainDate,
  time: string,
  timeZone: string,
  disambiguation: 'earlier' | 'later',
): EpochMs =>
  day.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(timeZone, { disambiguation })
    .epochMilliseconds;
