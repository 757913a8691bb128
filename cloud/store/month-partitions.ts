import { sql } from 'kysely';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import type { Database, Tx } from './database.ts';

/** What grows for ever, and the column whose month it lies in. */
const parents = [
  { table: 'entry', by: 'received_at' },
  { table: 'punch', by: 'at' },
  { table: 'passage', by: 'at' },
] as const;
type Parent = (typeof parents)[number];

export interface MonthsMade {
  /** `passage_2026_11` */
  readonly made: readonly string[];
  /** Rows that came before their month was made, and lie in it now. */
  readonly moved: number;
  /** Tables of which somebody was in the way: the next run tries again. */
  readonly postponed: readonly string[];
  /** Rows that no month was made for: too few, or of a time that no clock should tell. */
  readonly left: number;
}

const monthsAhead = 3;
/** Late entries come weeks after they happened: the month before is nearly always needed. */
const monthsBehind = 1;
/** A stray row of long ago stays where it is: each month costs a little at every query. */
const worthAMonth = 1_000;
const oldestMonths = 120;

/**
 * Makes the months that the tables of PostgreSQL are cut into: those to come, and those that late rows already fill.
 *
 * Where none was made rows go to the default partition, so nothing ever waits for this: a table that
 * is not free within half a second is left for the next run, and a month is made, filled and attached in one
 * transaction or not at all. Any number of aggregators may run it at once, under whatever clock.
 */
export async function makeMonths(database: Database, now: number): Promise<MonthsMade> {
  const made: string[] = [];
  const postponed: string[] = [];
  let moved = 0;
  let left = 0;
  if (database.engine === 'sqlite') return { made, moved, postponed, left };
  for (const parent of parents) {
    const waiting = await rowsByMonth(database, parent, now);
    const late = [...waiting].filter(([, rows]) => rows >= worthAMonth).map(([month]) => month);
    const near = Array.from({ length: monthsBehind + 1 + monthsAhead }, (_, i) =>
      monthFrom(now, i - monthsBehind),
    );
    for (const from of new Set([...near, ...late])) {
      const rows = await makeMonth(database, parent, from);
      if (rows === 'there') continue;
      if (rows === 'postponed') {
        postponed.push(parent.table);
        break;
      }
      made.push(nameOf(parent, from));
      moved += rows;
    }
    left += await rowsLeft(database, parent);
  }
  return { made, moved, postponed, left };
}

/** The start of the month so many months after the one of an instant, in UTC. */
const monthFrom = (at: number, months: number): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
};

const nameOf = ({ table }: Parent, from: number): string =>
  `${table}_${new Date(from).toISOString().slice(0, 7).replace('-', '_')}`;

/** How many rows wait in the default partition, by the start of their month. */
async function rowsByMonth({ db }: Database, { table, by }: Parent, now: number) {
  const column = sql.ref(by);
  const { rows } = await sql<{ month: number; rows: number }>`
    SELECT (extract(epoch FROM date_trunc('month', to_timestamp(${column} / 1000) AT TIME ZONE 'UTC')) * 1000)::bigint
      AS month, count(*) AS rows
    FROM ${sql.table(`${table}_default`)}
    WHERE ${column} >= ${monthFrom(now, -oldestMonths)} AND ${column} < ${monthFrom(now, monthsAhead + 1)}
    GROUP BY 1 ORDER BY 1`.execute(db);
  return new Map(rows.map(({ month, rows }) => [month, rows]));
}

async function rowsLeft({ db }: Database, { table }: Parent): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    SELECT count(*) AS left FROM ${sql.table(`${table}_default`)}`.execute(db);
  return rows[0]?.left ?? 0;
}

/** 55P03: a lock was not free in time. 40P01: a deadlock was ended. */
const inTheWay = new Set(['55P03', '40P01']);
/** Another partition holds a part of the month: whoever runs the server cuts as they please. */
const overlaps = '42P17';

/** Answers how many rows were moved into the new month. */
async function makeMonth(
  { db }: Database,
  parent: Parent,
  from: number,
): Promise<number | 'there' | 'postponed'> {
  if (await isThere(db, nameOf(parent, from))) return 'there';
  try {
    return await db.transaction().execute((tx) => makeIn(tx, parent, from));
  } catch (err) {
    const code = errorCodeOf(err) ?? '';
    if (code === overlaps) return 'there';
    if (inTheWay.has(code)) return 'postponed';
    throw err;
  }
}

async function makeIn(tx: Tx, parent: Parent, from: number): Promise<number | 'there'> {
  const to = monthFrom(from, 1);
  const month = sql.table(nameOf(parent, from));
  const table = sql.table(parent.table);
  const rest = sql.table(`${parent.table}_default`);
  const by = sql.ref(parent.by);
  await sql`SET LOCAL lock_timeout = '500ms'`.execute(tx);
  // A query that chose its partitions before the month was there would write to the wrong one, or miss the rows that
  // moved: all wait at the parent's door, where they have not chosen yet. Two who make the same month take turns.
  await sql`LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE`.execute(tx);
  if (await isThere(tx, nameOf(parent, from))) return 'there';
  await sql`CREATE TABLE ${month} (LIKE ${table} INCLUDING ALL)`.execute(tx);
  const { numAffectedRows } = await sql`
    WITH moved AS (DELETE FROM ${rest} WHERE ${by} >= ${from} AND ${by} < ${to} RETURNING *)
    INSERT INTO ${month} SELECT * FROM moved`.execute(tx);
  const bounds = sql.raw(`FROM (${from}) TO (${to})`);
  await sql`ALTER TABLE ${table} ATTACH PARTITION ${month} FOR VALUES ${bounds}`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function isThere(db: Database['db'] | Tx, name: string): Promise<boolean> {
  const { rows } = await sql<{ is_there: boolean }>`
    SELECT to_regclass(${name}) IS NOT NULL AS is_there`.execute(db);
  return rows[0]?.is_there ?? false;
}
