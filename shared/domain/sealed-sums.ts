import type { PassageRow } from './report.ts';
import { partsByMonth } from './report-totals.ts';
import type { LocalDate } from './schedule.ts';

/** Passages that counted in a month of an area, and the time spent in it. */
export interface DatedSum {
  readonly area: string;
  /** `2026-03`, local. */
  readonly month: LocalDate;
  readonly passages: number;
  readonly ms: number;
}

/** Both together, by area and month. */
export function addToSums(a: readonly DatedSum[], b: readonly DatedSum[]): readonly DatedSum[] {
  const sums = new Map<string, DatedSum>();
  for (const one of [...a, ...b]) {
    const key = `${one.month} ${one.area}`;
    const was = sums.get(key);
    sums.set(key, {
      ...one,
      passages: one.passages + (was?.passages ?? 0),
      ms: one.ms + (was?.ms ?? 0),
    });
  }
  return [...sums].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, sum]) => sum);
}

/** What passages add to the totals of their months, as the report counts them. */
export const sumsOf = (
  rows: readonly Pick<PassageRow, 'area' | 'entry' | 'exit' | 'durationMs' | 'timeZone'>[],
): readonly DatedSum[] =>
  addToSums(
    [],
    rows.flatMap((row) => partsByMonth(row).map((part) => ({ area: row.area, ...part }))),
  );
