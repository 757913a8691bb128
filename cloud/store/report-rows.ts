import { sql } from 'kysely';
import type { PassageEnd, PassageStatus } from '../../shared/domain/passage.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Database } from './database.ts';
import type { PassageColumns } from './passages.ts';

/** Passages of one place, from an instant (included) to another (excluded), in order. */
export interface RowRange {
  readonly place: string;
  readonly from: number;
  readonly to: number;
}

export interface RowFilter {
  readonly area: string | null;
  readonly person: string | null;
  readonly accessPoint: string | null;
}

/**
 * A row of `passage` as it crosses from the engine. Each value that crosses costs as much as using it: what a
 * thousand rows have in common crosses as one text, and is understood once.
 */
export type PassageTuple = readonly [
  ...Own,
  /** JSON of a `Common`. */
  common: string,
];

type Own = [
  id: string,
  /** The person, a space, the card's uid. */
  holder: string,
  entryAt: number | null,
  exitAt: number | null,
  exitPunch: string | null,
];

export type Common = readonly [
  place: string,
  area: string,
  status: PassageStatus,
  anomalies: string,
  corrected: number,
  entryAccessPoint: string | null,
  entryBy: PassageEnd['by'] | null,
  /** 1: tapped, and then the passage has the punch's id. */
  entryTapped: 0 | 1,
  exitAccessPoint: string | null,
  exitBy: PassageEnd['by'] | null,
];

/** Where it lies: at its entry, else at its exit. */
export const tupleAt = (row: PassageTuple): number => row[2] ?? row[3] ?? 0;

export interface RowReader {
  read(range: RowRange, filter: RowFilter): Promise<readonly PassageTuple[]>;
  /** When the passage after the next `skipped` ones of a range is; null: it has no more than these. */
  nextAt(range: RowRange, skipped: number): Promise<number | null>;
}

const own = "id, person || ' ' || card_uid, entry_at, exit_at";
const isTapped = 'CASE WHEN entry_punch IS NULL THEN 0 ELSE 1 END';
const common = `place, area, status, anomalies, corrected, entry_access_point, entry_by, ${isTapped},
  exit_access_point, exit_by`;

const inRange = 'place = ? AND at >= ? AND at < ?';
const asked = {
  area: 'area = ?',
  person: 'person = ?',
  accessPoint: '? IN (entry_access_point, exit_access_point)',
} as const satisfies Readonly<Record<keyof RowFilter, string>>;
const filters = Object.keys(asked) as (keyof RowFilter)[];

/** What a window's rows are most likely to have in common: what the last one before them had. */
interface Guess {
  readonly text: string;
  readonly common: readonly (string | number | null)[];
}
const likeGuess = ['exit_access_point', 'entry_access_point', 'status', 'anomalies', 'area']
  .concat('corrected', 'entry_by', 'exit_by', isTapped)
  .map((column) => `${column} IS ?`)
  .join(' AND ');
const guessOf = (text: string): Guess => {
  const [, area, status, anomalies, corrected, entryPoint, entryBy, tapped, exitPoint, exitBy] =
    JSON.parse(text) as Common;
  const first = [exitPoint, entryPoint, status, anomalies, area];
  return { text, common: [...first, corrected, entryBy, exitBy, tapped] };
};
const noGuess: Guess = { text: '', common: Array(9).fill('') };

/**
 * A window at once, as arrays: a step of an iterator for each row would cost half as much again. Nothing crosses
 * that need not: what is as guessed comes as NULL, which costs a third less than to read and make the text again.
 * What is not asked is not in the statement either: `? IS NULL OR area = ?` would cost a third of the reading.
 *
 * @param punches whether `exitPunch` is wanted; it is null otherwise.
 */
export function sqliteRows(readOnly: SqliteDatabase, { punches }: { punches: boolean }): RowReader {
  const prepared = (where: string) =>
    readOnly
      .prepare<unknown[], [...Own, string | null]>(
        `SELECT ${own}, ${punches ? 'exit_punch' : 'NULL'},
          CASE WHEN ${likeGuess} THEN NULL ELSE json_array(${common}) END
        FROM passage WHERE ${where} ORDER BY at, id`,
      )
      .raw();
  const windows = new Map<string, ReturnType<typeof prepared>>();
  const guesses = new Map<string, Guess>();
  const next = readOnly
    .prepare<unknown[], number>(
      `SELECT at FROM passage WHERE ${inRange} ORDER BY at LIMIT 1 OFFSET ?`,
    )
    .pluck();
  return {
    async read({ place, from, to }, filter) {
      const given = filters.filter((name) => filter[name] !== null);
      const where = [inRange, ...given.map((name) => asked[name])].join(' AND ');
      const window = windows.get(where) ?? prepared(where);
      windows.set(where, window);
      const guess = guesses.get(place) ?? noGuess;
      const filtered = given.map((name) => filter[name]);
      const rows = window.all(...guess.common, place, from, to, ...filtered);
      const lastText = rows.at(-1)?.[5];
      if (typeof lastText === 'string') guesses.set(place, guessOf(lastText));
      for (const row of rows) row[5] ??= guess.text;
      return rows as PassageTuple[];
    },
    nextAt: async ({ place, from, to }, skipped) => next.get(place, from, to, skipped) ?? null,
  };
}

export function postgresRows({ db }: Database): RowReader {
  const columns = sql.raw(`${own}, exit_punch, json_build_array(${common})::text`);
  return {
    async read({ place, from, to }, { area, person, accessPoint }) {
      const { rows } = await sql<{ packed: string }>`
        SELECT COALESCE(json_agg(json_build_array(${columns}) ORDER BY at, id), '[]')::text AS packed
        FROM passage WHERE place = ${place} AND at >= ${from} AND at < ${to}
          AND (${area}::text IS NULL OR area = ${area})
          AND (${person}::text IS NULL OR person = ${person})
          AND (${accessPoint}::text IS NULL OR entry_access_point = ${accessPoint}
            OR exit_access_point = ${accessPoint})`.execute(db);
      return JSON.parse(rows[0]?.packed ?? '[]') as PassageTuple[];
    },
    async nextAt({ place, from, to }, skipped) {
      const row = await db
        .selectFrom('passage')
        .select('at')
        .where('place', '=', place)
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .limit(1)
        .offset(skipped)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}

export const tupleOf = (row: PassageColumns): PassageTuple => [
  row.id,
  `${row.person} ${row.card_uid}`,
  row.entry_at,
  row.exit_at,
  row.exit_punch,
  JSON.stringify([
    row.place,
    row.area,
    row.status,
    row.anomalies,
    row.corrected,
    row.entry_access_point,
    row.entry_by,
    row.entry_punch === null ? 0 : 1,
    row.exit_access_point,
    row.exit_by,
  ] satisfies Common),
];
