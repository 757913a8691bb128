import type { ReportFilter } from '../ports/report.ts';
import type { Database } from './database.ts';
import { placesInPool, venuesAfar } from './fedow-venues.ts';
import { placesAfar } from './places-afar.ts';
import {
  type PassageTuple,
  type RowFilter,
  type RowRange,
  type RowReader,
  tupleAt,
} from './report-rows.ts';

/** Whatever was read of any. */
const everyPool = '*';

/** Each place has days of its own: from the start of the first to the end of the last. */
export async function boundsOf(
  { db }: Database,
  { place, from, to, afar, pool }: ReportFilter,
  after: number | null,
): Promise<readonly RowRange[]> {
  let query = db.selectFrom('place').select(['id', 'time_zone']);
  if (place !== null) query = query.where('id', '=', place);
  if (pool !== undefined && pool !== everyPool)
    query = query.where('id', 'in', placesInPool(db, pool));
  const venues = pool === undefined ? [] : await venuesAfar(db, pool === everyPool ? null : pool);
  const places: readonly { id: string; time_zone: string; isAfar?: true }[] = [
    ...(await query.orderBy('id').execute()),
    ...(afar ? await placesAfar(db, place) : []),
    ...venues.filter(({ id }) => place === null || id === place),
  ];
  const startOf = (day: string, zone: string, add: number) =>
    Temporal.PlainDate.from(day).add({ days: add }).toZonedDateTime(zone).epochMilliseconds;
  return places.map(({ id, time_zone: zone, isAfar }) => ({
    place: id,
    ...(isAfar && { isAfar }),
    from: Math.max(
      from === null ? Number.MIN_SAFE_INTEGER : startOf(from, zone, 0),
      after ?? Number.MIN_SAFE_INTEGER,
    ),
    to: to === null ? Number.MAX_SAFE_INTEGER : startOf(to, zone, 1),
  }));
}

/** A few milliseconds of reading: nobody else waits longer for the thread. */
const mostRows = 4_000;
/** The first window is small, and the next ones grow: whoever wants one page has it at once. */
const firstRows = 250;
const leastRowsOfPlace = 64;

/**
 * The passages of all places in order, a window of time after the other. A window ends where a place has more than
 * its share of the rows that may be held at once, so that neither memory nor the time to read it depends on how busy
 * the places are.
 */
export async function* windows(
  rows: RowReader,
  bounds: readonly RowRange[],
  filter: ReportFilter,
): AsyncGenerator<readonly PassageTuple[]> {
  const only = onlyOf(filter);
  let most = firstRows;
  let left = bounds.filter(({ from, to }) => from < to);
  while (left.length > 0) {
    const share = Math.max(leastRowsOfPlace, Math.floor(most / left.length));
    let end = Number.MAX_SAFE_INTEGER;
    for (const range of left) {
      const at = await rows.nextAt(range, share);
      // More rows than that at one instant: all of them, or there would be no way on.
      if (at !== null) end = Math.min(end, Math.max(at, range.from + 1));
    }
    const parts: (readonly PassageTuple[])[] = [];
    for (const range of left) {
      if (range.from < end)
        parts.push(await rows.read({ ...range, to: Math.min(end, range.to) }, only));
    }
    const found = parts.flat();
    if (bounds.length > 1) found.sort((a, b) => tupleAt(a) - tupleAt(b) || (a[0] < b[0] ? -1 : 1));
    if (found.length > 0) yield found;
    left = left
      .map((range) => ({ ...range, from: Math.max(range.from, end) }))
      .filter(({ from, to }) => from < to);
    most = Math.min(2 * most, mostRows);
  }
}

export const onlyOf = ({ area, member, accessPoint }: ReportFilter): RowFilter => ({
  area,
  person: member === null ? null : `member:${member}`,
  accessPoint,
});

const weekMs = 7 * 86_400_000;

/**
 * The passages of one member from now back to the first day asked for, a week after the other, each week's newest
 * first: whoever wants the last few stops soon. Nothing counts the rows first, for that would read them all as well.
 */
export async function* windowsBack(
  rows: RowReader,
  bounds: readonly RowRange[],
  only: RowFilter,
  now: number,
): AsyncGenerator<readonly PassageTuple[]> {
  const first = Math.min(...bounds.map(({ from }) => from));
  // Whatever is dated after now is in the first window.
  let until = Number.MAX_SAFE_INTEGER;
  for (let since = now - weekMs; until > first; until = since, since -= weekMs) {
    const parts: (readonly PassageTuple[])[] = [];
    for (const bound of bounds) {
      const { from, to } = bound;
      const range = { ...bound, from: Math.max(from, since), to: Math.min(to, until) };
      if (range.from < range.to) parts.push(await rows.read(range, only));
    }
    const found = parts.flat();
    found.sort((a, b) => tupleAt(b) - tupleAt(a) || (a[0] < b[0] ? 1 : -1));
    yield found;
  }
}
