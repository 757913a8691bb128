import type { EpochMs } from './clock.ts';
import { placeTime } from './place-time.ts';
import type { LocalDate, LocalTime, Schedule, Weekday } from './schedule.ts';

/** Hours in minutes of the day they begin on; beyond 1440 they run into the next. */
interface Hours {
  readonly weekdays: readonly Weekday[];
  readonly fromMinute: number;
  readonly untilMinute: number;
}

const minutesOfDay = 1440;
const compiled = new WeakMap<Schedule, readonly Hours[]>();

/**
 * Whether a schedule holds at an instant, by the clock on the place's wall: an hour that is skipped in spring
 * is never within, one that comes twice in autumn is within twice. Hours belong to the day they begin on: those
 * of a Friday that run past midnight hold on Saturday morning, even where Saturday is a closure, and those of a
 * day of closure do not hold the morning after.
 */
export function isWithin(schedule: Schedule, instant: EpochMs, timeZone: string): boolean {
  const { date, weekday, dayBefore, minuteOfDay } = placeTime(instant, timeZone);
  const hours = hoursOf(schedule);
  return (
    holds(schedule, hours, date, weekday, minuteOfDay) ||
    holds(schedule, hours, dayBefore.date, dayBefore.weekday, minuteOfDay + minutesOfDay)
  );
}

const holds = (
  schedule: Schedule,
  hours: readonly Hours[],
  date: LocalDate,
  weekday: Weekday,
  minute: number,
): boolean =>
  hours.some(
    (h) => h.fromMinute <= minute && minute < h.untilMinute && h.weekdays.includes(weekday),
  ) && !schedule.closures.some((closure) => closure.from <= date && date <= closure.until);

function hoursOf(schedule: Schedule): readonly Hours[] {
  let hours = compiled.get(schedule);
  if (!hours) {
    hours = schedule.weekly.map(({ weekdays, from, until }) => {
      const fromMinute = minuteOf(from);
      const untilMinute = minuteOf(until);
      return {
        weekdays,
        fromMinute,
        untilMinute: untilMinute > fromMinute ? untilMinute : untilMinute + minutesOfDay,
      };
    });
    compiled.set(schedule, hours);
  }
  return hours;
}

const minuteOf = (time: LocalTime): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
