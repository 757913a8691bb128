import { CompiledQuery } from 'kysely';
import type { SqliteDatabase, SqliteStatement } from '../../shared/runtime/sqlite.ts';
import { steadyPlan } from '../../shared/runtime/steady-plan.ts';
import type { Database, Db } from './database.ts';

/**
 * Many rows in one go, from one text for both engines: SQLite runs a kept prepared statement a few rows (no round
 * trip, and nothing to compile), PostgreSQL one statement over `unnest` (a statement a row costs it seventeen
 * times as much).
 */
export interface Unit {
  readonly engine: Database['engine'];
  /** A transaction wherever something is written. */
  readonly tx: Db;
  readonly sqlite: SqliteDatabase | null;
}

export const unitOf = (database: Database, tx: Db): Unit => ({
  engine: database.engine,
  tx,
  sqlite: database.sqlite,
});

type ColumnType = 'text' | 'bigint' | 'smallint';
type Columns = Readonly<Record<string, ColumnType>>;
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** What to insert; rows are in the order of `columns`. A row whose key is taken is left as it is. */
export interface Insertion {
  readonly table: string;
  readonly columns: Columns;
  /** SQL after `ON CONFLICT`; `DO NOTHING` when left out. */
  readonly onConflict?: string;
  /**
   * Whoever inserts knows that no key is taken. For a table by rowid, where several rows a statement make SQLite copy
   * each page it writes if one of them may be left as it is.
   */
  readonly areNew?: true;
}

/** Answers how many rows are new, or were written by the conflict's clause. */
export async function insertRows(
  unit: Unit,
  into: Insertion,
  rows: readonly Row[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const names = Object.keys(into.columns);
  const conflict = `ON CONFLICT ${into.onConflict ?? 'DO NOTHING'}`;
  if (unit.sqlite) return insertIntoSqlite(unit.sqlite, into, rows);
  const { numAffectedRows } = await run(
    unit,
    `INSERT INTO ${into.table} (${names.join(', ')})
     SELECT ${names.map((n) => `given.${n}`).join(', ')} FROM ${keys(into.columns)} ${conflict}`,
    rows,
    names.length,
  );
  return Number(numAffectedRows ?? 0n);
}

/**
 * The same for rows of which hardly any is there already. To say of each what it would write over costs a third of
 * storing it: it is said only where fewer were new than were given.
 *
 * @param into.asNew the same table and columns, where a row whose key is taken is left as it is.
 */
export async function insertNewRows(
  unit: Unit,
  into: Insertion & { readonly asNew: Insertion },
  rows: readonly Row[],
): Promise<void> {
  if ((await insertRows(unit, into.asNew, rows)) < rows.length) await insertRows(unit, into, rows);
}

/** Each run of a statement costs as much as some columns: eight rows a run spare most of it, more spare no more. */
const rowsAtOnce = 8;

function insertIntoSqlite(sqlite: SqliteDatabase, into: Insertion, rows: readonly Row[]): number {
  let written = 0;
  for (let at = 0; at < rows.length; ) {
    const count = rows.length - at < rowsAtOnce ? 1 : rowsAtOnce;
    const same = count === 1 ? 0 : sameInAll(rows, at, count, Object.keys(into.columns).length);
    const statement = keptStatement(
      sqlite,
      into,
      () => insertionOf(into, count, same),
      count === 1 ? 0 : same + 1,
    );
    written += statement.run(...cellsOf(rows, at, count, same)).changes;
    at += count;
  }
  return written;
}

/**
 * A bit for each column that says the same in all these rows, as most do in one device's batch: such a cell is given
 * once, for to hand a text over costs more than to store it.
 */
function sameInAll(rows: readonly Row[], at: number, count: number, width: number): number {
  let same = 0;
  // The first always counts as different: there has to be something to make rows of.
  for (let column = 1; column < width; column++) {
    const cell = rows[at]?.[column];
    let i = at + 1;
    while (i < at + count && rows[i]?.[column] === cell) i++;
    if (i === at + count) same |= 1 << column;
  }
  return same;
}

/** What is the same in all, then row after row what is not. */
function cellsOf(rows: readonly Row[], at: number, count: number, same: number): Cell[] {
  const cells: Cell[] = [];
  const first = rows[at] ?? [];
  for (let column = 0; column < first.length; column++)
    if ((same & (1 << column)) !== 0) cells.push(first[column] ?? null);
  for (let i = at; i < at + count; i++) {
    const row = rows[i] ?? [];
    for (let column = 0; column < row.length; column++)
      if ((same & (1 << column)) === 0) cells.push(row[column] ?? null);
  }
  return cells;
}

/**
 * OR FAIL: a row that breaks a rule ends the transaction, which undoes all of it. ABORT, which is usual, would undo
 * the one statement, and copies each page of the table for that before it writes.
 */
function insertionOf(into: Insertion, count: number, same: number): string {
  const names = Object.keys(into.columns);
  const marks = (many: number): string => `(${Array(many).fill('?').join(', ')})`;
  let differing = 0;
  const cells = names.map((_, i) => ((same & (1 << i)) !== 0 ? '?' : `v.column${++differing}`));
  const rows = Array(count).fill(marks(differing)).join(', ');
  // One row is said plainly: SQLite takes a SELECT for many.
  const source =
    count === 1
      ? `VALUES ${marks(names.length)}`
      : `SELECT ${cells.join(', ')} FROM (VALUES ${rows}) AS v WHERE true`;
  const conflict = into.areNew ? '' : `ON CONFLICT ${into.onConflict ?? 'DO NOTHING'}`;
  return `INSERT OR FAIL INTO ${into.table} (${names.join(', ')}) ${source} ${conflict}`;
}

/** What to delete: `columns` are the whole key, or its beginning. */
export interface Deletion {
  readonly table: string;
  readonly columns: Columns;
}

export async function deleteRows(unit: Unit, from: Deletion, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(from.columns);
  if (unit.sqlite) {
    const statement = keptStatement(
      unit.sqlite,
      from,
      () => `DELETE FROM ${from.table} WHERE ${names.map((n) => `${n} = ?`).join(' AND ')}`,
    );
    for (const row of rows) statement.run(...row);
    return;
  }
  const same = names.map((n) => `t.${n} = given.${n}`).join(' AND ');
  await run(
    unit,
    `DELETE FROM ${from.table} t USING ${keys(from.columns)} WHERE ${same}`,
    rows,
    names.length,
  );
}

/** A question asked once for each row of parameters, written as `@name`, each used once and in this order. */
export interface Question {
  readonly parameters: Columns;
  readonly sql: string;
}

/** The answers in the order of `rows`. */
export async function askRows<T>(
  unit: Unit,
  question: Question,
  rows: readonly Row[],
): Promise<readonly (readonly T[])[]> {
  if (rows.length === 0) return [];
  if (unit.sqlite) {
    const statement = keptStatement(unit.sqlite, question, () =>
      question.sql.replace(/@\w+/g, '?'),
    );
    return rows.map((row) => statement.all(...row) as T[]);
  }
  const { rows: found } = await run<T & { ord: number }>(
    unit,
    `SELECT given.ord, q.* FROM ${keys(question.parameters)}
     CROSS JOIN LATERAL (${question.sql.replace(/@(\w+)/g, 'given.$1')}) q`,
    rows,
    Object.keys(question.parameters).length,
  );
  const answers: T[][] = rows.map(() => []);
  for (const { ord, ...answer } of found) answers[ord - 1]?.push(answer as T);
  return answers;
}

export async function askOne<T>(unit: Unit, question: Question, row: Row): Promise<readonly T[]> {
  const [answers] = await askRows<T>(unit, question, [row]);
  return answers ?? [];
}

const keys = (columns: Columns): string => {
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  return `unnest(${arrays.join(', ')}) WITH ORDINALITY AS given(${Object.keys(columns).join(', ')}, ord)`;
};

function run<T>(unit: Unit, text: string, rows: readonly Row[], width: number) {
  const arrays = Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
  return unit.tx.executeQuery<T>(CompiledQuery.raw(text, arrays));
}

const statements = new WeakMap<SqliteDatabase, Map<object, SqliteStatement[]>>();

/** The statement of `of`, or one of its variants, prepared once for each connection. */
export function keptStatement(
  sqlite: SqliteDatabase,
  of: object,
  text: () => string,
  variant = 0,
): SqliteStatement {
  let kept = statements.get(sqlite);
  if (!kept) {
    kept = new Map();
    statements.set(sqlite, kept);
  }
  const variants = kept.get(of) ?? [];
  const statement = variants[variant] ?? sqlite.prepare(steadyPlan(text()));
  if (!variants[variant]) {
    variants[variant] = statement;
    kept.set(of, variants);
  }
  return statement;
}
