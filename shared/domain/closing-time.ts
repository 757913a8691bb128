import type { EpochMs } from './clock.ts';
import type { LocalTime } from './schedule.ts';

const dayMs = 86_400_000;

/** Days remembered before the memory starts afresh: four years, some 100 kB. */
const rememberedDays = 1_500;

export type ClosingAfter = (at: EpochMs) => EpochMs;

const closings = new Map<string, ClosingAfter>();

/**
 * The first moment after an instant at which the place closes.
 *
 * A closing time in a skipped hour moves on by the hour that is missing, in a doubled hour it is the first of the
 * two (Temporal's `compatible`). Zone arithmetic is slow and pairing asks for every open passage, so each day's
 * answer is remembered, and asking for the same time and zone again finds what is remembered.
 *
 * @throws RangeError when the zone or the time is not one; both are parsed at the edge.
 */
export const closingAfter = (closesAt: LocalTime, timeZone: string): ClosingAfter => {
  const key = `${closesAt} ${timeZone}`;
  const known = closings.get(key);
  if (known !== undefined) return known;
  const made = newClosingAfter(closesAt, timeZone);
  closings.set(key, made);
  return made;
};

const newClosingAfter = (closesAt: LocalTime, timeZone: string): ClosingAfter => {
  const endOfDay = closesAt === '24:00';
  const time = Temporal.PlainTime.from(endOfDay ? '00:00' : closesAt);
  const epochDay = Temporal.PlainDate.from('1970-01-01');
  const momentsByDay = new Map<number, readonly EpochMs[]>();

  const momentOf = (day: number): EpochMs =>
    epochDay
      .add({ days: endOfDay ? day + 1 : day })
      .toPlainDateTime(time)
      .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;

  return (at) => {
    const day = Math.floor(at / dayMs);
    let moments = momentsByDay.get(day);
    if (moments === undefined) {
      // The local day differs from the UTC day by at most one, and a zone may skip a whole day.
      moments = [day - 2, day - 1, day, day + 1, day + 2].map(momentOf);
      if (momentsByDay.size >= rememberedDays) momentsByDay.clear();
      momentsByDay.set(day, moments);
    }
    let first = Number.POSITIVE_INFINITY;
    for (const moment of moments) if (moment > at && moment < first) first = moment;
    return first;
  };
};
