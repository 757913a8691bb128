import type { EpochMs } from './clock.ts';
import type { LocalDate, Weekday } from './schedule.ts';
import { type OffsetPeriod, offsetPeriod } from './zone-offset.ts';

/** What the clock and the calendar on a place's wall show at an instant. */
export interface PlaceTime {
  readonly date: LocalDate;
  readonly weekday: Weekday;
  /** The day before, which hours past midnight began on. */
  readonly dayBefore: { readonly date: LocalDate; readonly weekday: Weekday };
  /** 0 to 1439. */
  readonly minuteOfDay: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A zone's offset changes twice a year, and a decision must take microseconds: the last period is kept. */
const latest = new Map<string, OffsetPeriod>();

/** Throws `RangeError` for a zone that does not exist; a place's zone was checked when it was set. */
export function placeTime(instant: EpochMs, timeZone: string): PlaceTime {
  const localMs = instant + offsetAt(instant, timeZone);
  const day = Math.floor(localMs / dayMs);
  return {
    date: dateOf(day),
    weekday: weekdayOf(day),
    dayBefore: { date: dateOf(day - 1), weekday: weekdayOf(day - 1) },
    minuteOfDay: Math.floor((localMs - day * dayMs) / minuteMs),
  };
}

function offsetAt(instant: EpochMs, timeZone: string): number {
  let period = latest.get(timeZone);
  if (!period || instant < period.from || instant >= period.until) {
    period = offsetPeriod(instant, timeZone);
    latest.set(timeZone, period);
  }
  return period.ms;
}

const dateOf = (day: number): LocalDate => new Date(day * dayMs).toISOString().slice(0, 10);

/** 1970-01-01, day 0, was a Thursday. */
const weekdayOf = (day: number): Weekday => (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;
