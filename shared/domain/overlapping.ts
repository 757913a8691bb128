import type { LocalTime, Weekday, WeeklyHours } from './schedule.ts';
import type { SpecialHours } from './special-hours.ts';

type Hours = { readonly from: LocalTime; readonly until: LocalTime };

/** Two openings of one day of which one begins before the other is over. */
export type Overlap = { readonly first: Hours; readonly second: Hours } & (
  | { readonly weekday: Weekday }
  | { readonly date: string }
);

const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;

const minuteOf = (time: LocalTime): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Minutes from `startOfDay`; an end at or before the beginning is past midnight. */
function span({ from, until }: Hours, startOfDay: number): readonly [begin: number, end: number] {
  const [begin, end] = [minuteOf(from), minuteOf(until)];
  return [startOfDay + begin, startOfDay + (end > begin ? end : end + dayMinutes)];
}

const meet = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[1] && b[0] < a[1];

/**
 * The first openings of a schedule that overlap; null: none do. A night that runs into an opening of the next day does
 * too, from Sunday to Monday as well. One that ends as another begins does not.
 */
export function overlapIn(
  weekly: readonly WeeklyHours[],
  special: readonly SpecialHours[],
): Overlap | null {
  const openings = weekly.flatMap((hours) =>
    hours.weekdays.map((weekday) => ({
      hours,
      weekday,
      span: span(hours, (weekday - 1) * dayMinutes),
    })),
  );
  for (const [nth, first] of openings.entries()) {
    for (const second of openings.slice(nth + 1)) {
      const [begin, end] = second.span;
      const turns = [-weekMinutes, 0, weekMinutes];
      if (turns.some((turn) => meet(first.span, [begin + turn, end + turn]))) {
        return { weekday: second.weekday, first: first.hours, second: second.hours };
      }
    }
  }
  for (const [nth, first] of special.entries()) {
    const second = special
      .slice(nth + 1)
      .find((one) => one.date === first.date && meet(span(one, 0), span(first, 0)));
    if (second) return { date: first.date, first, second };
  }
  return null;
}
