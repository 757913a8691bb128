import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Common, Own, PassageTuple, RowFilter, RowReader } from './report-rows.ts';

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
