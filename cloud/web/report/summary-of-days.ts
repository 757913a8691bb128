import { needsCheck } from '../../../shared/domain/report-shown.ts';
import {
  type DaysRead,
  firstOfGroup,
  type PassageAt,
  type PassageDay,
  type PassageDays,
  type PassageGroup,
} from '../../ports/passage-days.ts';
import type { PassageRow, ReportFilter } from '../../ports/report.ts';
import { localDay, rowAt, type Show, type Summary, summaryInProgress } from './summary.ts';

/** What can be asked of days that were added up: nothing of persons. */
export interface DaysShown extends Omit<Show, 'matches'> {
  may(row: Pick<PassageRow, 'place' | 'area'>): boolean;
}

/**
 * The same summary as `summarise` makes of the rows, from days that were added up before: a month of a lively venue
 * is a hundred thousand passages, and a few hundred groups. Null where that takes the rows themselves.
 */
export async function summaryOfDays(
  days: PassageDays,
  filter: ReportFilter,
  show: DaysShown,
  now: number,
): Promise<Summary | null> {
  if (show.keepPerDay > firstOfGroup || filter.member !== null) return null;
  const read = await days.read(filter, now);
  if (!read) return null;
  const people = countedPeople(read);
  const { summary, dayAt, addParts, addRow } = summaryInProgress(show, people);
  const candidates = new Map<string, Candidate[]>();
  let oldestToCheck: Candidate | null = null;

  function addGroup(of: PassageDay, group: PassageGroup): void {
    summary.chips.all += group.passages;
    if (needsCheck(group)) summary.chips.toCheck += group.passages;
    if (!show.hasStatus(group)) return;
    const day = dayAt(of.day);
    summary.passages += group.passages;
    summary.totalMs += group.totalMs;
    day.passages += group.passages;
    day.totalMs += group.totalMs;
    for (const { entryAt, exitAt } of group.overnight) {
      const durationMs = exitAt - entryAt;
      day.totalMs -= durationMs;
      const [entry, exit] = [{ at: entryAt }, { at: exitAt }];
      addParts(day, { entry, exit, durationMs, timeZone: of.timeZone });
    }
    for (const person of group.people) people.add(person);
    const first = group.first.map((key) => ({ at: key.at, id: key.id, key, row: null }));
    candidatesOf(of.day).push(...first);
    if (!needsCheck(group)) return;
    summary.toCheck += group.passages;
    day.toCheck += group.passages;
    oldestToCheck = earlier(oldestToCheck, first[0]);
  }

  function addOpen(of: PassageDay, row: PassageRow, person: number): void {
    if (!addRow(row)) return;
    people.add(person);
    const candidate = { at: rowAt(row), id: row.id, key: null, row };
    candidatesOf(of.day).push(candidate);
    if (needsCheck(row)) oldestToCheck = earlier(oldestToCheck, candidate);
  }

  function candidatesOf(day: string): Candidate[] {
    const found = candidates.get(day) ?? [];
    candidates.set(day, found);
    return found;
  }

  const isShown = (row: Pick<PassageRow, 'place' | 'area'>) =>
    (filter.area === null || row.area === filter.area) && show.may(row);
  const { accessPoint } = filter;
  for (const day of read.days) {
    for (const group of day.groups) {
      const isThere =
        accessPoint === null ||
        accessPoint === group.entryAccessPoint ||
        accessPoint === group.exitAccessPoint;
      if (isThere && isShown({ place: day.place, area: group.area })) addGroup(day, group);
    }
    for (const { row, person } of day.open) {
      const isThere = accessPoint === null || accessPoint === row.entry?.accessPoint;
      if (isThere && isShown(row)) addOpen(day, row, person);
    }
  }

  const kept = [...candidates.values()].flatMap((some) =>
    some.sort(inOrder).slice(0, show.keepPerDay),
  );
  const wanted = oldestToCheck ? [...kept, oldestToCheck] : kept;
  const rows = await rowsOf(days, wanted, now);
  for (const one of kept) {
    const row = rows(one);
    if (row) dayAt(localDay(one.at, row.timeZone)).rows.push(row);
  }
  summary.firstToCheck = oldestToCheck && (rows(oldestToCheck) ?? null);
  return summary;
}

/** A passage that may be shown: its row, or where it is. */
interface Candidate {
  readonly at: number;
  readonly id: string;
  readonly key: PassageAt | null;
  readonly row: PassageRow | null;
}

const inOrder = (a: Candidate, b: Candidate): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const earlier = (a: Candidate | null, b: Candidate | undefined): Candidate | null =>
  !b || (a && inOrder(a, b) <= 0) ? a : b;

async function rowsOf(
  days: PassageDays,
  wanted: readonly Candidate[],
  now: number,
): Promise<(one: Candidate) => PassageRow | undefined> {
  const keys = new Set(wanted.flatMap(({ key }) => key ?? []));
  const read = await days.rows([...keys], now);
  const byPlace = new Map(
    read.map((row) => [`${row.place}\n${row.area}\n${rowAt(row)}\n${row.id}`, row]),
  );
  return ({ key, row }) =>
    row ?? (key ? byPlace.get(`${key.place}\n${key.area}\n${key.at}\n${key.id}`) : undefined);
}

/** Counts by a mark a person: a set of as many would cost ten times as much. */
function countedPeople({ people }: DaysRead) {
  const marks = new Uint8Array(people);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(person: number): void {
      if (marks[person] === 1) return;
      marks[person] = 1;
      size++;
    },
  };
}
