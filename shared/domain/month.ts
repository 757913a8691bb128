import type { EpochMs } from './clock.ts';
import type { LocalDate } from './schedule.ts';

/** Calendar month of a place, `YYYY-MM`. */
export type Month = string;

/** No other century: a year typed by mistake is told, not answered with an empty page. */
export const monthPattern = /^20\d\d-(?:0[1-9]|1[0-2])$/;

export const isMonth = (text: unknown): text is Month =>
  typeof text === 'string' && monthPattern.test(text);

/** So many months later; negative: before. */
export const monthAfter = (month: Month, months: number): Month =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();

/** Its first and last day. */
export function daysOf(month: Month): { readonly from: LocalDate; readonly to: LocalDate } {
  const of = Temporal.PlainYearMonth.from(month);
  const day = (n: number) => of.toPlainDate({ day: n }).toString();
  return { from: day(1), to: day(of.daysInMonth) };
}

/** From its first moment there until before that of the next. */
export function monthSpan(month: Month, timeZone: string): { from: EpochMs; until: EpochMs } {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const at = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  return { from: at(first), until: at(first.add({ months: 1 })) };
}
