import { sql } from 'kysely';
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

export interface RowReader {
  read(range: RowRange, filter: RowFilter): Promise<readonly PassageColumns[]>;
  /** When the first passage at or after `from` is; null: none. */
  nextAt(place: string, from: number): Promise<number | null>;
}

const names = [
  'place',
  'at',
  'id',
  'area',
  'person',
  'card_uid',
  'entry_at',
  'entry_punch',
  'entry_access_point',
  'entry_by',
  'exit_at',
  'exit_punch',
  'exit_access_point',
  'exit_by',
  'status',
  'anomalies',
  'corrected',
] as const;

/** SQLite packs a range into one JSON text: crossing into JavaScript row by row costs three times as much. */
export function sqliteRows(readOnly: SqliteDatabase): RowReader {
  const packed = readOnly
    .prepare<unknown[], string>(
      `SELECT json_group_array(json_array(${names.join(', ')})) FROM (
        SELECT * FROM passage WHERE place = ? AND at >= ? AND at < ?
          AND (? IS NULL OR area = ?) AND (? IS NULL OR person = ?)
          AND (? IS NULL OR entry_access_point = ? OR exit_access_point = ?)
        ORDER BY at, id)`,
    )
    .pluck();
  const next = readOnly
    .prepare<unknown[], number>(
      'SELECT at FROM passage WHERE place = ? AND at >= ? ORDER BY at LIMIT 1',
    )
    .pluck();
  return {
    async read({ place, from, to }, { area, person, accessPoint }) {
      const point = [accessPoint, accessPoint, accessPoint];
      const text = packed.get(place, from, to, area, area, person, person, ...point);
      return rowsIn(text ?? '[]');
    },
    nextAt: async (place, from) => next.get(place, from) ?? null,
  };
}

export function postgresRows({ db }: Database): RowReader {
  const columns = sql.raw(names.join(', '));
  return {
    async read({ place, from, to }, { area, person, accessPoint }) {
      const { rows } = await sql<{ packed: string }>`
        SELECT COALESCE(json_agg(json_build_array(${columns}) ORDER BY at, id), '[]')::text AS packed
        FROM passage WHERE place = ${place} AND at >= ${from} AND at < ${to}
          AND (${area}::text IS NULL OR area = ${area})
          AND (${person}::text IS NULL OR person = ${person})
          AND (${accessPoint}::text IS NULL OR entry_access_point = ${accessPoint}
            OR exit_access_point = ${accessPoint})`.execute(db);
      return rowsIn(rows[0]?.packed ?? '[]');
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

type Packed = [
  place: string,
  at: number,
  id: string,
  area: string,
  person: string,
  cardUid: string,
  entryAt: number | null,
  entryPunch: string | null,
  entryAccessPoint: string | null,
  entryBy: PassageColumns['entry_by'],
  exitAt: number | null,
  exitPunch: string | null,
  exitAccessPoint: string | null,
  exitBy: PassageColumns['exit_by'],
  status: PassageColumns['status'],
  anomalies: string,
  corrected: number,
];

const rowsIn = (text: string): readonly PassageColumns[] =>
  (JSON.parse(text) as Packed[]).map((row) => ({
    place: row[0],
    at: row[1],
    id: row[2],
    area: row[3],
    person: row[4],
    card_uid: row[5],
    entry_at: row[6],
    entry_punch: row[7],
    entry_access_point: row[8],
    entry_by: row[9],
    exit_at: row[10],
    exit_punch: row[11],
    exit_access_point: row[12],
    exit_by: row[13],
    status: row[14],
    anomalies: row[15],
    corrected: row[16],
  }));
