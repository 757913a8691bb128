import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { forgetRuns, fullRun } from './punch-runs.ts';
import { keptStatement } from './rows.ts';

/**
 * Short runs are quick to write to, and many: who was away for long is looked for in each. Once there are twice as many
 * as are joined at once, the oldest become one, by which time little comes into them any more.
 */
const joinedAtOnce = 8;
const kept = joinedAtOnce;
/** Those that grew by late punches are joined by fewer. */
const longestJoined = 12 * fullRun;

/** A place that has so many short runs; null: none has. */
export const placeToJoin = (sqlite: SqliteDatabase): string | null =>
  (ask(sqlite, manyShort)
    .pluck()
    .get(joinedAtOnce + kept) as string | undefined) ?? null;

/** Joins the oldest short runs of a place; false: there are not so many. Some 20 ms, in a transaction. */
export function joinRuns(sqlite: SqliteDatabase, place: string): boolean {
  const short = ask(sqlite, shortOnes)
    .pluck()
    .all(place, joinedAtOnce + kept) as number[];
  const [first] = short;
  if (first === undefined || short.length < joinedAtOnce + kept) return false;
  const last = lastToJoin(sqlite, place, first);
  if (last > first) {
    ask(sqlite, copy).run(first, place, first, last);
    ask(sqlite, erase).run(place, first, last);
    ask(sqlite, end).run(place, first, last);
  }
  ask(sqlite, join).run(place, first);
  forgetRuns(sqlite);
  return true;
}

/** The last of those that become one with the first. */
function lastToJoin(sqlite: SqliteDatabase, place: string, first: number): number {
  const next = ask(sqlite, following).all(place, first, joinedAtOnce) as Following[];
  let last = first;
  let taps = 0;
  for (const { run, joined } of next) {
    taps += ask(sqlite, count).pluck().get(place, run) as number;
    if (joined !== 0 || (run > first && taps > longestJoined)) break;
    last = run;
  }
  return last;
}

interface Following {
  readonly run: number;
  readonly joined: number;
}

const columns = `area, person, at, key, id, direction, access_point, card_uid, estimated, role,
  passage_id`;
const manyShort = {
  sql: `SELECT place FROM punch_run WHERE joined = 0 GROUP BY place HAVING count(*) >= ? LIMIT 1`,
};
const shortOnes = {
  sql: 'SELECT run FROM punch_run WHERE place = ? AND joined = 0 ORDER BY run LIMIT ?',
};
const following = {
  sql: 'SELECT run, joined FROM punch_run WHERE place = ? AND run >= ? ORDER BY run LIMIT ?',
};
const count = { sql: 'SELECT count(*) FROM punch WHERE place = ? AND run = ?' };
// In the order they are to lie in: an UPDATE of the key would write here and there, and take half as long again.
const copy = {
  sql: `INSERT INTO punch (place, run, ${columns}) SELECT place, ?, ${columns} FROM punch
    WHERE place = ? AND run > ? AND run <= ? ORDER BY area, person, at, key`,
};
const erase = { sql: 'DELETE FROM punch WHERE place = ? AND run > ? AND run <= ?' };
const end = { sql: 'DELETE FROM punch_run WHERE place = ? AND run > ? AND run <= ?' };
const join = { sql: 'UPDATE punch_run SET joined = 1 WHERE place = ? AND run = ?' };

const ask = (sqlite: SqliteDatabase, statement: { readonly sql: string }) =>
  keptStatement(sqlite, statement, () => statement.sql);
