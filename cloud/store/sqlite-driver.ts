import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
} from 'kysely';
import type { SqliteDatabase, SqliteStatement } from '../../shared/runtime/sqlite.ts';
import { steadyPlan } from '../../shared/runtime/steady-plan.ts';
import type { Turn } from './turn.ts';

/**
 * One connection that writes, one transaction after the other, and one that only reads. What is asked outside a
 * transaction is asked of the latter and waits for nobody: a page asks a dozen questions, and would else wait for a
 * batch of a reader's backlog at each. It sees all that was committed, so also what the one who asks wrote before.
 *
 * @param reader null: there is one connection for all, as for a store in memory.
 * @param turn shared with whoever else in this process writes to the same file.
 */
export class SqliteDriver implements Driver {
  readonly #writer: SqliteDatabase;
  readonly #reader: SqliteDatabase | null;
  readonly #begin: SqliteStatement;
  readonly #commit: SqliteStatement;
  readonly #rollback: SqliteStatement;
  readonly #turn: Turn;

  constructor(writer: SqliteDatabase, reader: SqliteDatabase | null, turn: Turn) {
    this.#writer = writer;
    this.#reader = reader;
    this.#turn = turn;
    // Takes the write lock at BEGIN. A transaction that reads first and writes later fails at once, without waiting,
    // when another process (`badgeuse token create`) wrote in between. Prepared once: a statement made anew for each
    // costs a small transaction as much as some rows.
    this.#begin = writer.prepare('BEGIN IMMEDIATE');
    this.#commit = writer.prepare('COMMIT');
    this.#rollback = writer.prepare('ROLLBACK');
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Connection(this.#writer, this.#reader, this.#turn);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connectionOf(connection).keepTurn();
    this.#begin.run();
  }

  async commitTransaction(): Promise<void> {
    this.#commit.run();
  }

  async rollbackTransaction(): Promise<void> {
    // The engine may have undone it by itself, as when the disk is full.
    if (this.#writer.inTransaction) this.#rollback.run();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    connectionOf(connection).endTurn();
  }

  async destroy(): Promise<void> {
    this.#reader?.close();
    this.#writer.close();
  }
}

const connectionOf = (connection: DatabaseConnection): Connection => {
  if (connection instanceof Connection) return connection;
  throw new Error('a connection of another driver');
};

/** Texts of questions differ little: what is prepared is kept, and all forgotten where they turn out to be many. */
const mostStatements = 500;
const prepared = new WeakMap<SqliteDatabase, Map<string, SqliteStatement>>();

function statementOf(database: SqliteDatabase, sql: string): SqliteStatement {
  const kept = prepared.get(database) ?? new Map<string, SqliteStatement>();
  prepared.set(database, kept);
  let statement = kept.get(sql);
  if (!statement) {
    if (kept.size >= mostStatements) kept.clear();
    statement = database.prepare<unknown[]>(steadyPlan(sql));
    kept.set(sql, statement);
  }
  return statement;
}

class Connection implements DatabaseConnection {
  readonly #writer: SqliteDatabase;
  readonly #reader: SqliteDatabase | null;
  readonly #turn: Turn;
  #end: (() => void) | null = null;

  constructor(writer: SqliteDatabase, reader: SqliteDatabase | null, turn: Turn) {
    this.#writer = writer;
    this.#reader = reader;
    this.#turn = turn;
  }

  /** From now on it is this connection's turn to write. */
  async keepTurn(): Promise<void> {
    this.#end = await this.#turn.take();
  }

  endTurn(): void {
    this.#end?.();
    this.#end = null;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#end) return answer(this.#writer, query);
    if (this.#reader && SelectQueryNode.is(query.query)) return answer(this.#reader, query);
    const end = await this.#turn.take();
    try {
      return answer(this.#writer, query);
    } finally {
      end();
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('long reads are read in windows');
  }
}

function answer<R>(database: SqliteDatabase, { sql, parameters }: CompiledQuery): QueryResult<R> {
  const statement = statementOf(database, sql);
  if (statement.reader) return { rows: statement.all(...parameters) as R[] };
  const { changes, lastInsertRowid } = statement.run(...parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}
