import { setImmediate as loopTurn } from 'node:timers/promises';
import type { PassageRow } from '../../shared/domain/report.ts';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import type { PassageReader, ReportFilter } from '../ports/report.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database } from './database.ts';
import type { PassageColumns } from './passages.ts';
import { readCompleteness } from './report-completeness.ts';
import { reportNames } from './report-names.ts';
import {
  type PassageTuple,
  postgresRows,
  type RowFilter,
  type RowReader,
  sqliteRows,
  tupleAt,
  tupleOf,
} from './report-rows.ts';

export interface OpenPassageReader extends PassageReader {
  close(): void;
}

/**
 * Reads passages in order, a window of time after the other: memory stays that of one window, and between two the
 * event loop turns. On SQLite through a second, read-only connection, which never waits for a transaction.
 */
export function openPassageReader(database: Database): OpenPassageReader {
  const readOnly = database.sqlite ? openSqliteReadOnly(database.sqlite.name) : null;
  const rows = readOnly ? sqliteRows(readOnly) : postgresRows(database);

  async function* stream(
    filter: ReportFilter,
    now: number,
    after: number | null = null,
  ): AsyncGenerator<readonly PassageRow[]> {
    const names = await reportNames(database);
    for await (const window of windows(rows, await boundsOf(database, filter, after), filter)) {
      const named = await names.name(window, now);
      const { status } = filter;
      const shown = status === null ? named : named.filter((row) => row.status === status);
      if (shown.length > 0) yield shown;
      await loopTurn();
    }
  }

  return {
    stream: (filter, now) => stream(filter, now),
    async page(filter, now, { limit, cursor }) {
      const [at, id] = splitCursor(cursor);
      const items: PassageRow[] = [];
      for await (const chunk of stream(filter, now, at)) {
        for (const row of chunk) {
          if (at !== null && rowAt(row) === at && row.id <= id) continue;
          if (items.length === limit) return { items, nextCursor: cursorOf(items.at(-1)) };
          items.push(row);
        }
      }
      return { items, nextCursor: null };
    },
    async find(id, now) {
      const row = await findPassage(database, id);
      if (!row) return null;
      const [named] = await (await reportNames(database)).name([tupleOf(row)], now);
      return named ?? null;
    },
    completeness: (filter, now) => readCompleteness(database, filter, now),
    close: () => readOnly?.close(),
  };
}

const rowAt = ({ entry, exit }: PassageRow): number => (entry ?? exit)?.at ?? 0;
const cursorOf = (row: PassageRow | undefined): string | null =>
  row ? cursorAfter(String(rowAt(row)), row.id) : null;
const splitCursor = (cursor: string | null): readonly [number | null, string] => {
  const [at, id = ''] = cursor === null ? [] : cursorParts(cursor);
  return at === undefined || !/^-?\d{1,15}$/.test(at) ? [null, ''] : [Number(at), id];
};

interface Bounds {
  readonly place: string;
  readonly from: number;
  readonly to: number;
}

/** Each place has days of its own: from the start of the first to the end of the last. */
async function boundsOf(
  { db }: Database,
  { place, from, to }: ReportFilter,
  after: number | null,
): Promise<readonly Bounds[]> {
  let query = db.selectFrom('place').select(['id', 'time_zone']);
  if (place !== null) query = query.where('id', '=', place);
  const places = await query.orderBy('id').execute();
  const startOf = (day: string, zone: string, add: number) =>
    Temporal.PlainDate.from(day).add({ days: add }).toZonedDateTime(zone).epochMilliseconds;
  return places.map(({ id, time_zone: zone }) => ({
    place: id,
    from: Math.max(
      from === null ? Number.MIN_SAFE_INTEGER : startOf(from, zone, 0),
      after ?? Number.MIN_SAFE_INTEGER,
    ),
    to: to === null ? Number.MAX_SAFE_INTEGER : startOf(to, zone, 1),
  }));
}

const fewRows = 2_000;
const manyRows = 10_000;
const longestWindowMs = 40 * 86_400_000;

/** Windows of time with a few thousand passages each; where nothing happened it steps over. */
async function* windows(
  rows: RowReader,
  bounds: readonly Bounds[],
  filter: ReportFilter,
): AsyncGenerator<readonly PassageTuple[]> {
  const only: RowFilter = {
    area: filter.area,
    person: filter.member === null ? null : `member:${filter.member}`,
    accessPoint: filter.accessPoint,
  };
  let span = 6 * 3_600_000;
  for (let from = Number.MIN_SAFE_INTEGER; ; ) {
    const starts: number[] = [];
    for (const bound of bounds) {
      const at = await rows.nextAt(bound.place, Math.max(from, bound.from));
      if (at !== null && at < bound.to) starts.push(at);
    }
    if (starts.length === 0) return;
    const start = Math.min(...starts);
    const end = start + span;
    const parts: (readonly PassageTuple[])[] = [];
    for (const { place, from: first, to: last } of bounds) {
      const range = { place, from: Math.max(start, first), to: Math.min(end, last) };
      if (range.from < range.to) parts.push(await rows.read(range, only));
    }
    const found = parts.flat();
    if (bounds.length > 1) found.sort((a, b) => tupleAt(a) - tupleAt(b) || (a[0] < b[0] ? -1 : 1));
    if (found.length > 0) yield found;
    if (found.length < fewRows) span = Math.min(span * 2, longestWindowMs);
    else if (found.length > manyRows) span = Math.max(1, Math.floor(span / 2));
    from = end;
  }
}

/** A passage has its entry's id, else its exit's, and nearly always lies at that tap. */
async function findPassage({ db }: Database, id: string): Promise<PassageColumns | null> {
  const punch = await db
    .selectFrom('known_entry')
    .select(['place', 'occurred_at'])
    .where('kind', '=', 'punch')
    .where('id', '=', id)
    .orderBy('device')
    .executeTakeFirst();
  if (!punch?.place) return null;
  const atPlace = db
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', punch.place)
    .where('id', '=', id);
  const row = await atPlace.where('at', '=', punch.occurred_at).executeTakeFirst();
  // Else staff added its entry, at a time that only the row knows.
  return row ?? (await atPlace.where('entry_by', '=', 'staff').executeTakeFirst()) ?? null;
}
