import type { LocalDate, LocalTime, Schedule, Weekday } from './schedule.ts';

/** Hours of one day; a day may have several. `until` at or before `from` runs past midnight. */
export interface SpecialHours {
  readonly date: LocalDate;
  readonly from: LocalTime;
  readonly until: LocalTime;
}

/** A schedule as staff write it: on a day with hours of its own these hold alone, be it a day of closure or not. */
export interface OpeningHours extends Schedule {
  readonly specialHours: readonly SpecialHours[];
}

const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
/** Before and after any day that there is. */
const [firstDay, lastDay] = ['0000-01-01', '9999-12-31'];

/**
 * The same opening hours in schedules that know a week and closures alone, all of the same id: what holds in one of
 * them, holds. So a device needs to know nothing of special hours. The week closes on each day with hours of its own,
 * and the days with the same hours share a schedule that closes on every other day.
 */
export function weeksOf({ specialHours, ...week }: OpeningHours): readonly Schedule[] {
  const byDay = Map.groupBy(specialHours, ({ date }) => date);
  if (byDay.size === 0) return [week];
  const alike = Map.groupBy([...byDay.keys()].sort(), (date) => hoursOf(byDay.get(date) ?? []));
  const isClosed = (date: LocalDate) =>
    week.closures.some(({ from, until }) => from <= date && date <= until);
  const closed = [...byDay.keys()].sort().filter((date) => !isClosed(date));
  return [
    { ...week, closures: [...week.closures, ...closed.map((day) => ({ from: day, until: day }))] },
    ...[...alike.values()].map((dates) => ({
      ...week,
      weekly: (byDay.get(dates[0] ?? '') ?? []).map(({ from, until }) => ({
        weekdays: everyDay,
        from,
        until,
      })),
      closures: allBut(dates),
    })),
  ];
}

const hoursOf = (hours: readonly SpecialHours[]): string =>
  hours
    .map(({ from, until }) => `${from}-${until}`)
    .sort()
    .join(' ');

/** Every day but these, which are in their order. */
function allBut(dates: readonly LocalDate[]): Schedule['closures'] {
  const closures: { from: LocalDate; until: LocalDate }[] = [];
  let from = firstDay;
  for (const date of dates) {
    const before = dayBeside(date, -1);
    if (from <= before) closures.push({ from, until: before });
    from = dayBeside(date, 1);
  }
  return dates.at(-1) === lastDay ? closures : [...closures, { from, until: lastDay }];
}

const dayBeside = (date: LocalDate, days: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ days }).toString();
