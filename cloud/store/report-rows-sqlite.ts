import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { commonGuesses } from './report-guesses.ts';
import { type PassageTuple, type RowFilter, type RowReader, tableOf } from './report-rows.ts';

const inRange = 'place = ? AND at >= ? AND at < ?';
const asked = {
  area: 'area = ?',
  person: 'person = ?',
  accessPoint: '? IN (entry_access_point, exit_access_point)',
} as const satisfies Readonly<Record<keyof RowFilter, string>>;
const filters = Object.keys(asked) as (keyof RowFilter)[];

/** A window as it crosses: JSON arrays with a value a row each. */
type Packed = readonly [
  ids: string,
  holders: string,
  entryAts: string,
  exitAts: string,
  commons: string,
  exitPunches: string,
];
type Columns = readonly [
  readonly string[],
  readonly string[],
  readonly (number | null)[],
  readonly (number | null)[],
  readonly (number | string)[],
  readonly (string | null)[],
];

/**
 * A window at once, packed by SQLite: to fetch the values of a row one by one costs twice as much as to read and pack
 * them there. What is not asked is not in the statement either: `? IS NULL OR area = ?` would cost a third of the
 * reading.
 *
 * @param withEnds false: `exitPunch` is null, and a `Common` says of open passages alone by whom an end is.
 */
export function sqliteRows(readOnly: SqliteDatabase, ends: { withEnds: boolean }): RowReader {
  const guesses = commonGuesses(ends);
  const prepared = (from: string) =>
    // The only way to the rows is the table's key, so that they come, and are packed, in its order.
    readOnly
      .prepare<unknown[], Packed>(
        `SELECT json_group_array(id), json_group_array(person || ' ' || card_uid),
          json_group_array(entry_at), json_group_array(exit_at), json_group_array(${guesses.sql}),
          ${ends.withEnds ? 'json_group_array(exit_punch)' : "'[]'"}
        FROM ${from}`,
      )
      .raw();
  const windows = new Map<string, ReturnType<typeof prepared>>();
  const nextIn = (table: ReturnType<typeof tableOf>) =>
    readOnly
      .prepare<unknown[], number>(
        `SELECT at FROM ${table} WHERE ${inRange} ORDER BY at LIMIT 1 OFFSET ?`,
      )
      .pluck();
  const next = { passage: nextIn('passage'), passage_afar: nextIn('passage_afar') };
  return {
    async read(range, filter) {
      const { place, from, to } = range;
      const given = filters.filter((name) => filter[name] !== null);
      const where = [inRange, ...given.map((name) => asked[name])].join(' AND ');
      const source = `${tableOf(range)} WHERE ${where}`;
      const window = windows.get(source) ?? prepared(source);
      windows.set(source, window);
      const filtered = given.map((name) => filter[name]);
      const packed = window.get(...guesses.parameters(place), place, from, to, ...filtered) ?? [];
      const columns = packed.map((values) => JSON.parse(values)) as unknown as Columns;
      const [ids, holders, entryAts, exitAts, commons, exitPunches] = columns;
      const texts = guesses.texts(place, commons);
      return ids.map(
        (id, i): PassageTuple => [
          id,
          holders[i] ?? '',
          entryAts[i] ?? null,
          exitAts[i] ?? null,
          exitPunches[i] ?? null,
          texts[i] ?? '',
        ],
      );
    },
    nextAt: async (range, skipped) =>
      next[tableOf(range)].get(range.place, range.from, range.to, skipped) ?? null,
  };
}
