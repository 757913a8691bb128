import { localClock } from '../../../shared/domain/local-clock.ts';
import { needsCheck } from '../../../shared/domain/report-shown.ts';
import type { PassageRow } from '../../ports/report.ts';

/** Kept of a long day; the rest is one link away. */
export const rowsPerDay = 8;

export interface DaySummary {
  /** Local, `YYYY-MM-DD`. */
  readonly day: string;
  passages: number;
  /** Counted on this day: a passage over midnight gives each day its own part. */
  totalMs: number;
  toCheck: number;
  /** A passage of this day goes on into the next. */
  crossesMidnight: boolean;
  readonly stillIn: Set<string>;
  readonly rows: PassageRow[];
}

export interface Summary {
  passages: number;
  totalMs: number;
  readonly people: { readonly size: number };
  toCheck: number;
  /** Over the whole period, whatever status is shown: what the chips say. */
  readonly chips: { all: number; toCheck: number; open: number };
  /** Of the rows shown, the oldest that needs a hand. */
  firstToCheck: PassageRow | null;
  /** Oldest first, days with nothing included between the first and the last asked for. */
  readonly days: Map<string, DaySummary>;
}

export const personOf = (row: PassageRow): string => row.memberId ?? `card:${row.cardUid}`;

export interface Show {
  readonly from: string | null;
  readonly to: string | null;
  readonly keepPerDay: number;
  matches(row: PassageRow): boolean;
  hasStatus(row: Pick<PassageRow, 'status'>): boolean;
  /** Whether it can be put right here; left out: all can. */
  readonly mayMend?: (row: PassageRow) => boolean;
}

/** Reads the rows once, in bounded memory, and adds them up by the place's local days. */
export async function summarise(
  batches: AsyncIterable<readonly PassageRow[]>,
  show: Show,
): Promise<Summary> {
  const people = new Set<string>();
  const { summary, addRow } = summaryInProgress(show, people);
  for await (const batch of batches) {
    for (const row of batch) {
      if (!show.matches(row)) continue;
      const day = addRow(row);
      if (!day) continue;
      people.add(personOf(row));
      if (day.rows.length < show.keepPerDay) day.rows.push(row);
    }
  }
  return summary;
}

/** The rows of a day that was added up without them: as many as it keeps, the rest stays unread. */
export async function readRows(
  day: DaySummary,
  batches: AsyncIterable<readonly PassageRow[]>,
  show: Show,
): Promise<void> {
  day.rows.length = 0;
  const wanted = Math.min(day.passages, show.keepPerDay);
  if (wanted === 0) return;
  for await (const batch of batches) {
    for (const row of batch) {
      if (show.matches(row) && show.hasStatus(row)) day.rows.push(row);
      if (day.rows.length === wanted) return;
    }
  }
}

/** A summary that grows row by row; who counts people counts them in its own way. */
export function summaryInProgress(
  show: Pick<Show, 'from' | 'to' | 'hasStatus' | 'mayMend'>,
  people: { readonly size: number },
) {
  const summary: Summary = {
    passages: 0,
    totalMs: 0,
    people,
    toCheck: 0,
    chips: { all: 0, toCheck: 0, open: 0 },
    firstToCheck: null,
    days: new Map(),
  };
  const dayAt = (day: string): DaySummary => {
    const found = summary.days.get(day);
    if (found) return found;
    const made: DaySummary = {
      day,
      passages: 0,
      totalMs: 0,
      toCheck: 0,
      crossesMidnight: false,
      stillIn: new Set(),
      rows: [],
    };
    summary.days.set(day, made);
    return made;
  };
  if (show.from !== null && show.to !== null) {
    for (const day of daysBetween(show.from, show.to)) dayAt(day);
  }

  /** Gives each day its own part of a passage that began on `day`. */
  function addParts(day: DaySummary, row: Spent): void {
    for (const part of partsByDay(row)) {
      if (part.day !== day.day) day.crossesMidnight = true;
      const known = summary.days.get(part.day);
      if (known) known.totalMs += part.ms;
      else if (show.to === null) dayAt(part.day).totalMs += part.ms;
    }
  }

  /** Answers its day, which may keep the row; undefined where one with its status is not shown. */
  function addRow(row: PassageRow): DaySummary | undefined {
    summary.chips.all++;
    if (needsCheck(row)) summary.chips.toCheck++;
    if (row.status === 'open') summary.chips.open++;
    if (!show.hasStatus(row)) return;
    const day = dayAt(localDay(rowAt(row), row.timeZone));
    summary.passages++;
    summary.totalMs += row.durationMs ?? 0;
    day.passages++;
    if (needsCheck(row)) {
      summary.toCheck++;
      if (show.mayMend?.(row) ?? true) summary.firstToCheck ??= row;
      day.toCheck++;
    }
    if (row.status === 'open') day.stillIn.add(personOf(row));
    addParts(day, row);
    return day;
  }

  return { summary, dayAt, addParts, addRow };
}

/** Where a row lies: at its entry, else at its exit. */
export const rowAt = ({ entry, exit }: PassageRow): number => (entry ?? exit)?.at ?? 0;

/** When somebody was in, as far as it is known. */
type Spent = Pick<PassageRow, 'durationMs' | 'timeZone'> & {
  readonly entry: { readonly at: number } | null;
  readonly exit: { readonly at: number } | null;
};

/** A passage with a duration, split at local midnights. Days of 23 and 25 hours come out as they were. */
export function partsByDay(row: Spent): readonly { day: string; ms: number }[] {
  if (row.entry === null || row.exit === null || row.durationMs === null) return [];
  const clock = localClock(row.timeZone);
  const end = row.exit.at;
  const parts: { day: string; ms: number }[] = [];
  let from = row.entry.at;
  for (let day = clock.dayOf(from); ; day++) {
    const until = Math.min(end, clock.startOfDay(day + 1));
    parts.push({ day: dateOf(day), ms: until - from });
    if (until >= end) return parts;
    from = until;
  }
}

export const localDay = (atMs: number, timeZone: string): string =>
  dateOf(localClock(timeZone).dayOf(atMs));

const dates = new Map<number, string>();
/** A month of a large venue asks for its thirty days a hundred thousand times. */
const rememberedDates = 4_000;

/** Of a day counted from 1970-01-01. */
const dateOf = (day: number): string => {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (dates.size >= rememberedDates) dates.clear();
    dates.set(day, date);
  }
  return date;
};

/** At most four years, so that a slip of the pen in a year costs little. */
export function* daysBetween(from: string, to: string): Iterable<string> {
  let day = Temporal.PlainDate.from(from);
  const last = Temporal.PlainDate.from(to);
  for (let n = 0; n < 1464 && Temporal.PlainDate.compare(day, last) <= 0; n++) {
    yield day.toString();
    day = day.add({ days: 1 });
  }
}
