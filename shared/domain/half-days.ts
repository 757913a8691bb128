import type { EpochMs } from './clock.ts';
import type { LocalDate, LocalTime } from './schedule.ts';

/** When a session is held, in its place's own time; null: from, or until, midnight. */
export interface SessionHours {
  readonly date: LocalDate;
  readonly opensAt: LocalTime | null;
  /** Where the morning ends and the afternoon begins. */
  readonly splitAt: LocalTime;
  readonly closesAt: LocalTime | null;
}

/** French practice: a half-day ends at one. */
export const usualSplit: LocalTime = '13:00';

export const halfDayNames = ['morning', 'afternoon'] as const;
export type HalfDayName = (typeof halfDayNames)[number];

/** A tap counts from `from` (included) until `until` (excluded). */
export interface HalfDay {
  readonly name: HalfDayName;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * The half-days of a session: a morning until the split, an afternoon from it; one of them alone where the hours end
 * before, or begin after. A time that a night skips or has twice is read as Temporal's `compatible`, so that a day of
 * 23 or 25 hours is covered whole. None: the hours end before they begin.
 */
export function halfDaysOf(hours: SessionHours, timeZone: string): readonly HalfDay[] {
  const day = Temporal.PlainDate.from(hours.date);
  const at = (date: Temporal.PlainDate, time: LocalTime): EpochMs =>
    date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  const from = hours.opensAt === null ? startOf(day, timeZone) : at(day, hours.opensAt);
  const until =
    hours.closesAt === null ? startOf(day.add({ days: 1 }), timeZone) : at(day, hours.closesAt);
  const split = at(day, hours.splitAt);
  const parts: readonly HalfDay[] = [
    { name: 'morning', from, until: Math.min(split, until) },
    { name: 'afternoon', from: Math.max(split, from), until },
  ];
  return parts.filter((part) => part.from < part.until);
}

/** Not always midnight: some zones skip it. */
const startOf = (day: Temporal.PlainDate, timeZone: string): EpochMs =>
  day.toZonedDateTime(timeZone).epochMilliseconds;
