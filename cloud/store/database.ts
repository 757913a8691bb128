import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import {
  openSqlite,
  openSqliteReadOnly,
  type SqliteDatabase,
} from '../../shared/runtime/sqlite.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema/index.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { createTurn, newTickets, type Tickets } from './turn.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** One store, two engines: the queries are written once; what must differ asks `engine`. */
export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  readonly db: Db;
  /** The file behind it, for read-only views and hot paths; null on PostgreSQL. */
  readonly sqlite: SqliteDatabase | null;
  /** By which another thread that opens the same file takes turns to write; null on PostgreSQL. */
  readonly tickets: Tickets | null;
  /** The pool behind it, for COPY; null on SQLite. */
  readonly pool: pg.Pool | null;
  /**
   * Runs `work` in a transaction and again, whole, when the engine says a neighbour was in the way (40001,
   * 40P01): `work` must therefore do nothing outside the transaction.
   */
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` while nobody in this process writes; what it does must not write by this connection either. */
  alone(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Opens `postgres://…`, or the SQLite file at `path`; brings the tables up to date. */
export function openDatabase(target: { url: string | null; path: string }): Promise<Database> {
  return target.url === null ? openSqliteStore(target.path) : openPostgresStore(target.url);
}

/** The same SQLite file once more, for another thread. */
export function openBeside(path: string, tickets: Tickets): Promise<Database> {
  return openSqliteStore(path, tickets);
}

async function openSqliteStore(path: string, tickets = newTickets()): Promise<Database> {
  const sqlite = openFile(path);
  // Late punches look all over the store, and a page is written back once for many batches. The WAL stays as long as
  // it grows until then: to cut it and let it grow again is dear, as an fsync then writes where its blocks are too.
  sqlite.pragma('cache_size = -65536');
  checkpointHere(sqlite);
  sqlite.pragma(`journal_size_limit = ${lastResort * walBytes}`);
  const dialect = new SqliteDialect({ database: sqlite });
  const turn = createTurn(tickets);
  const reader = path === ':memory:' ? null : openSqliteReadOnly(path);
  dialect.createDriver = () => new SqliteDriver(sqlite, reader, turn);
  const db = new Kysely<Schema>({ dialect });
  return {
    engine: 'sqlite',
    db,
    sqlite,
    tickets,
    pool: null,
    inTransaction: (work) => db.transaction().execute(work),
    async alone(work) {
      const end = await turn.take();
      try {
        await work();
      } finally {
        end();
      }
    },
    async close() {
      await db.destroy();
      // Of a store that was never asked anything Kysely made no driver, and closes nothing: its log stayed beside it.
      reader?.close();
      sqlite.close();
    },
  };
}

/** A batch writes some hundred rows that lie together: in larger pages it writes half as many. */
const pageBytes = 8_192;
const walBytes = 16 * 1_024 * 1_024;
/** So many times as large the log may become where somebody else moves it. */
const lastResort = 3;

/** The connection that commits moves the log itself, inside the commit that makes it large. */
export function checkpointHere(sqlite: SqliteDatabase): void {
  sqlite.pragma(`wal_autocheckpoint = ${walBytes / pageBytes}`);
}

/** Somebody else does; answers from how many pages on. This connection helps only where that is not enough. */
export function checkpointRarely(sqlite: SqliteDatabase): number {
  sqlite.pragma(`wal_autocheckpoint = ${(lastResort * walBytes) / pageBytes}`);
  return walBytes / pageBytes;
}

function openFile(path: string): SqliteDatabase {
  const steps = migrations.map((m) => ({ name: m.name, sql: m.sqlite }));
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSqlite(path, steps, pageBytes);
  } catch (err) {
    const code = errorCodeOf(err) ?? '';
    if (!/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code))
      throw err;
    throw failure('folderUnusable', { folder: dirname(path), detail: code }, err);
  }
}

async function openPostgresStore(url: string): Promise<Database> {
  // Counters and epoch milliseconds stay below 2^53: numbers, as on SQLite, not strings.
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, types, max: 8, connectionTimeoutMillis });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migratePostgres(db);
  } catch (err) {
    await db.destroy();
    throw startFailure(url, err);
  }
  return {
    engine: 'postgres',
    db,
    sqlite: null,
    tickets: null,
    pool,
    inTransaction: (work) => retrying(() => db.transaction().execute(work)),
    alone: (work) => work(),
    close: () => db.destroy(),
  };
}

/** A server that is gone must be an error soon, not a page that never comes. */
const connectionTimeoutMillis = 5_000;

/** In plain words, without the password that the address holds. */
function startFailure(url: string, err: unknown): unknown {
  const code = errorCodeOf(err) ?? '';
  const detail = err instanceof Error && err.message !== '' ? err.message : code;
  const address = URL.canParse(url) ? new URL(url) : null;
  const where = address ? `${address.host}${address.pathname}` : 'named in the settings';
  if (code === '3D000') return failure('databaseMissing', { where }, err);
  if (code.startsWith('28') || /password/i.test(detail)) {
    const user = address?.username || 'of this account';
    return failure('databaseRefused', { where, user, detail }, err);
  }
  const silent = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|ENOENT|57P03|53300)/.test(code);
  const lost = silent || /timeout|terminated/i.test(detail);
  return lost ? failure('databaseUnreachable', { where, detail: detail || code }, err) : err;
}

const maxTries = 10;

async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (err) {
      const code = errorCodeOf(err);
      if ((code !== '40001' && code !== '40P01') || tries >= maxTries) throw err;
    }
  }
}

async function migratePostgres(db: Db): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_migration (version integer PRIMARY KEY, name text NOT NULL)`.execute(
    db,
  );
  const { rows } = await sql<{ version: number }>`SELECT version FROM schema_migration`.execute(db);
  const done = new Set(rows.map(({ version }) => version));
  for (const [index, step] of migrations.entries()) {
    if (done.has(index + 1)) continue;
    await db.transaction().execute(async (tx) => {
      // Two aggregators may start at once: the row makes one of them wait, then find the work done.
      const claimed = await sql`INSERT INTO schema_migration (version, name)
        VALUES (${index + 1}, ${step.name}) ON CONFLICT (version) DO NOTHING`.execute(tx);
      if (claimed.numAffectedRows === 1n) await sql.raw(step.postgres).execute(tx);
    });
  }
}
