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
  id: string,
  /** The person, a space, the card's uid. */
  holder: string,
  entryAt: number | null,
  exitAt: number | null,
  exitPunch: string | null,
  /** JSON of a `Common`. */
  common: string,
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
  /** When the first passage at or after `from` is; null: none. */
  nextAt(place: string, from: number): Promise<number | null>;
}

const own = "id, person || ' ' || card_uid, entry_at, exit_at, exit_punch";
const common = `place, area, status, anomalies, corrected, entry_access_point, entry_by,
  CASE WHEN entry_punch IS NULL THEN 0 ELSE 1 END, exit_access_point, exit_by`;

/** A window at once, as arrays: a step of an iterator for each row would cost half as much again. */
export function sqliteRows(readOnly: SqliteDatabase): RowReader {
  const window = readOnly
    .prepare<unknown[], PassageTuple>(
      `SELECT ${own}, json_array(${common}) FROM passage WHERE place = ? AND at >= ? AND at < ?
        AND (? IS NULL OR area = ?) AND (? IS NULL OR person = ?)
        AND (? IS NULL OR entry_access_point = ? OR exit_access_point = ?)
      ORDER BY at, id`,
    )
    .raw();
  const next = readOnly
    .prepare<unknown[], number>(
      'SELECT at FROM passage WHERE place = ? AND at >= ? ORDER BY at LIMIT 1',
    )
    .pluck();
  return {
    async read({ place, from, to }, { area, person, accessPoint }) {
      const point = [accessPoint, accessPoint, accessPoint];
      return window.all(place, from, to, area, area, person, person, ...point);
    },
    nextAt: async (place, from) => next.get(place, from) ?? null,
  };
}

export function postgresRows({ db }: Database): RowReader {
  const columns = sql.raw(`${own}, json_build_array(${common})::text`);
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
    async nextAt(place, from) {
      const row = await db
        .selectFrom('passage')
        .select('at')
        .where('place', '=', place)
        .where('at', '>=', from)
        .orderBy('at')
        .limit(1)
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
