import { localClock } from './local-clock.ts';
import { passageAt } from './pair.ts';
import { type PassageRow, rowPerson, wholeSeconds } from './report.ts';
import type { LocalDate } from './schedule.ts';

/** The passages that began in a group, and the time spent in it. */
export interface Total {
  readonly passages: number;
  /** Milliseconds were added, then rounded down once. */
  readonly seconds: number;
}

/** Totals by what people ask for, each sorted by its key. */
export interface Totals {
  readonly all: Total;
  /** `member:<id>`, or `card:<uid>` for a card without a member. */
  readonly byPerson: ReadonlyMap<string, Total>;
  readonly byPlace: ReadonlyMap<string, Total>;
  /** The place's own area has the place's id. */
  readonly byArea: ReadonlyMap<string, Total>;
  /** `2026-03-02`, the place's local day. */
  readonly byDay: ReadonlyMap<LocalDate, Total>;
  /** `2026-W10`, ISO weeks of local days. */
  readonly byWeek: ReadonlyMap<string, Total>;
  /** `2026-03` */
  readonly byMonth: ReadonlyMap<string, Total>;
}

interface Sum {
  passages: number;
  ms: number;
}

/** What counts of a row, wherever it comes from. */
type Spent = Pick<PassageRow, 'entry' | 'exit' | 'durationMs' | 'timeZone'>;

/**
 * The local days a row counts in: it is a passage of the first, and its time is split at local midnight. A row without
 * a duration adds none.
 */
function* partsByDay(row: Spent): Iterable<{ day: number; passages: number; ms: number }> {
  const ms = row.durationMs ?? 0;
  const first = passageAt(row);
  const clock = localClock(row.timeZone);
  let from = first;
  let day = clock.dayOf(first);
  let passages = 1;
  for (
    let midnight = clock.startOfDay(day + 1);
    midnight < first + ms;
    midnight = clock.startOfDay(day + 1)
  ) {
    yield { day, passages, ms: midnight - from };
    passages = 0;
    from = midnight;
    day += 1;
  }
  yield { day, passages, ms: first + ms - from };
}

/** The same by local months, `2026-03`. */
export const partsByMonth = (
  row: Spent,
): readonly { readonly month: string; readonly passages: number; readonly ms: number }[] =>
  [...partsByDay(row)].map(({ day, passages, ms }) => ({
    month: calendarOf(day).month,
    passages,
    ms,
  }));

/** Passages that are gone, as nameless totals of a month. */
export interface SealedMonth {
  readonly place: string;
  readonly area: string;
  readonly month: string;
  readonly passages: number;
  readonly ms: number;
}

/** Adds up a report row by row, so that a stream needs no more memory than its groups. */
export interface TotalsInProgress {
  add(row: PassageRow): void;
  /** Counts in all totals but those of persons, days and weeks. */
  addSealed(sealed: SealedMonth): void;
  totals(): Totals;
}

interface Calendar {
  readonly date: LocalDate;
  readonly week: string;
  readonly month: string;
}

const calendars = new Map<number, Calendar>();

const calendarOf = (day: number): Calendar => {
  let calendar = calendars.get(day);
  if (calendar === undefined) {
    const date = Temporal.PlainDate.from('1970-01-01').add({ days: day });
    const text = date.toString();
    calendar = {
      date: text,
      week: `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`,
      month: text.slice(0, -3),
    };
    calendars.set(day, calendar);
  }
  return calendar;
};

const addTo = (sums: Map<string, Sum>, key: string, passages: number, ms: number): void => {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { passages, ms });
  else {
    sum.passages += passages;
    sum.ms += ms;
  }
};

const totalOf = ({ passages, ms }: Sum): Total => ({ passages, seconds: wholeSeconds(ms) });

const sorted = (sums: ReadonlyMap<string, Sum>): ReadonlyMap<string, Total> =>
  new Map(
    [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => [key, totalOf(sum)]),
  );

/**
 * Totals of a report.
 *
 * Every row counts as one passage, in the day, week and month it began in (or ended, without an entry). Time is split
 * at local midnight, so that the days of a month add up to it; a row without a duration (open, an end missing,
 * presence) adds none.
 */
export const totalsInProgress = (): TotalsInProgress => {
  const all: Sum = { passages: 0, ms: 0 };
  const byPerson = new Map<string, Sum>();
  const byPlace = new Map<string, Sum>();
  const byArea = new Map<string, Sum>();
  const byDay = new Map<string, Sum>();
  const byWeek = new Map<string, Sum>();
  const byMonth = new Map<string, Sum>();

  const addDay = (day: number, passages: number, ms: number): void => {
    const { date, week, month } = calendarOf(day);
    addTo(byDay, date, passages, ms);
    addTo(byWeek, week, passages, ms);
    addTo(byMonth, month, passages, ms);
  };

  return {
    add(row) {
      const ms = row.durationMs ?? 0;
      all.passages += 1;
      all.ms += ms;
      addTo(byPerson, rowPerson(row), 1, ms);
      addTo(byPlace, row.place, 1, ms);
      addTo(byArea, row.area, 1, ms);

      for (const part of partsByDay(row)) addDay(part.day, part.passages, part.ms);
    },
    addSealed({ place, area, month, passages, ms }) {
      all.passages += passages;
      all.ms += ms;
      addTo(byPlace, place, passages, ms);
      addTo(byArea, area, passages, ms);
      addTo(byMonth, month, passages, ms);
    },
    totals: () => ({
      all: totalOf(all),
      byPerson: sorted(byPerson),
      byPlace: sorted(byPlace),
      byArea: sorted(byArea),
      byDay: sorted(byDay),
      byWeek: sorted(byWeek),
      byMonth: sorted(byMonth),
    }),
  };
};

/** Totals of rows already at hand. */
export const totalsOf = (rows: Iterable<PassageRow>): Totals => {
  const progress = totalsInProgress();
  for (const row of rows) progress.add(row);
  return progress.totals();
};
