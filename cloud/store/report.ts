import { setImmediate as loopTurn } from 'node:timers/promises';
import type { PassageRow } from '../../shared/domain/report.ts';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import {
  everyPassage,
  type LinesAsked,
  type PassageReader,
  type ReportFilter,
} from '../ports/report.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database } from './database.ts';
import { linesOf } from './lines.ts';
import { linesThreads } from './lines-thread.ts';
import type { PassageColumns } from './passages.ts';
import { readCompleteness } from './report-completeness.ts';
import { reportNames } from './report-names.ts';
import { type RowRange, tupleOf } from './report-rows.ts';
import { postgresRows } from './report-rows-postgres.ts';
import { sqliteRows } from './report-rows-sqlite.ts';
import { boundsOf, onlyOf, windows, windowsBack } from './report-windows.ts';

export interface OpenPassageReader extends PassageReader {
  close(): void;
}

/** Written in some forty milliseconds, a window at a time. */
const fewRows = 20_000;

/**
 * Reads passages in order, a window of time after the other: memory stays that of one window, and between two the
 * event loop turns. On SQLite through a second, read-only connection, which never waits for a transaction.
 */
export function openPassageReader(database: Database): OpenPassageReader {
  const readOnly = database.sqlite ? openSqliteReadOnly(database.sqlite.name) : null;
  const readerOf = (withEnds: boolean) =>
    readOnly ? sqliteRows(readOnly, { withEnds }) : postgresRows(database);
  const rows = readerOf(true);
  const rowsOfLines = readerOf(false);
  const threads = readOnly && linesThreads(readOnly.name);

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

  async function* lastOf(
    member: string,
    from: string,
    now: number,
  ): AsyncGenerator<readonly PassageRow[]> {
    const filter = { ...everyPassage, member, from };
    const names = await reportNames(database);
    const bounds = await boundsOf(database, filter, null);
    for await (const window of windowsBack(rows, bounds, onlyOf(filter), now)) {
      if (window.length > 0) yield await names.name(window, now);
      await loopTurn();
    }
  }

  /** Few rows are written sooner than a thread starts. */
  async function* linesHere(asked: LinesAsked): AsyncGenerator<Uint8Array> {
    for await (const lines of linesOf(database, rowsOfLines, asked)) {
      yield lines;
      await loopTurn();
    }
  }

  async function* lines(asked: LinesAsked, by?: string): AsyncGenerator<Uint8Array> {
    const isLong = await hasMany(await boundsOf(database, asked.filter, null));
    yield* isLong && threads ? threads.lines(asked, by) : linesHere(asked);
  }

  async function hasMany(bounds: readonly RowRange[]): Promise<boolean> {
    for (const range of bounds)
      if ((await rowsOfLines.nextAt(range, fewRows)) !== null) return true;
    return false;
  }

  return {
    stream: (filter, now) => stream(filter, now),
    lastOf,
    lines,
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
    close() {
      threads?.close();
      readOnly?.close();
    },
  };
}

const rowAt = ({ entry, exit }: PassageRow): number => (entry ?? exit)?.at ?? 0;
const cursorOf = (row: PassageRow | undefined): string | null =>
  row ? cursorAfter(String(rowAt(row)), row.id) : null;
const splitCursor = (cursor: string | null): readonly [number | null, string] => {
  const [at, id = ''] = cursor === null ? [] : cursorParts(cursor);
  return at === undefined || !/^-?\d{1,15}$/.test(at) ? [null, ''] : [Number(at), id];
};

/** A passage has its entry's id, else its exit's, and nearly always lies at that tap. */
export async function findPassage({ db }: Database, id: string): Promise<PassageColumns | null> {
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
