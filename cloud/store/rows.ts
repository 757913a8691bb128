import { CompiledQuery } from 'kysely';
import type { SqliteDatabase, SqliteStatement } from '../../shared/runtime/sqlite.ts';
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

/** Each run of a statement costs as much as some columns: eight rows a run spare most of it, more spare no more. */
const rowsAtOnce = 8;

function insertIntoSqlite(sqlite: SqliteDatabase, into: Insertion, rows: readonly Row[]): number {
  const insertion = (count: number) =>
    keptStatement(sqlite, into, () => insertionOf(into, count), count);
  let written = 0;
  let at = 0;
  for (; at + rowsAtOnce <= rows.length; at += rowsAtOnce) {
    const cells: Cell[] = [];
    for (let i = at; i < at + rowsAtOnce; i++) cells.push(...(rows[i] ?? []));
    written += insertion(rowsAtOnce).run(...cells).changes;
  }
  for (const row of rows.slice(at)) written += insertion(1).run(...row).changes;
  return written;
}

function insertionOf(into: Insertion, count: number): string {
  const names = Object.keys(into.columns);
  const row = `(${names.map(() => '?').join(', ')})`;
  return `INSERT INTO ${into.table} (${names.join(', ')}) VALUES ${Array(count).fill(row).join(', ')}
    ON CONFLICT ${into.onConflict ?? 'DO NOTHING'}`;
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
  const statement = variants[variant] ?? sqlite.prepare(text());
  if (!variants[variant]) {
    variants[variant] = statement;
    kept.set(of, variants);
  }
  return statement;
}
