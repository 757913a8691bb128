import Database from 'better-sqlite3';
import { failure } from './errors.ts';

export type SqliteDatabase = Database.Database;
export type SqliteStatement = Database.Statement<unknown[]>;

export interface SqliteMigration {
  /** What it does, in a few words; kept in the file for whoever opens it. */
  readonly name: string;
  readonly sql: string;
}

/**
 * Opens a store that keeps what it acknowledged through a power cut, or throws `storeNotDurable`.
 *
 * WAL alone means `synchronous=NORMAL` in better-sqlite3: rows that were committed vanish at a power cut
 * (reference/reliability.md 4.1). One commit is one fsync this way. `path` may be `:memory:` in tests, where
 * there is no WAL and nothing to lose.
 *
 * @param pageBytes of a file that is made now; one that is there keeps its own.
 */
export function openSqlite(
  path: string,
  migrations: readonly SqliteMigration[],
  pageBytes = 4_096,
): SqliteDatabase {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${pageBytes}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('busy_timeout = 5000');
    db.pragma('foreign_keys = ON');
    db.pragma('journal_size_limit = 4194304');
    db.pragma('cell_size_check = ON');
    db.pragma('trusted_schema = OFF');
    assertDurable(db, path);
    migrate(db, path, migrations);
    return db;
  } catch (err) {
    db.close();
    throw err;
  }
}

/** A second connection for reports: it sees committed rows only and can never hold up the writer. */
export function openSqliteReadOnly(path: string): SqliteDatabase {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma('busy_timeout = 5000');
  db.pragma('trusted_schema = OFF');
  return db;
}

/** A connection that moves another one's write-ahead log into the file, and writes nothing of its own. */
export function openSqliteBeside(path: string): SqliteDatabase {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('busy_timeout = 0');
    db.pragma('trusted_schema = OFF');
    assertDurable(db, path);
    return db;
  } catch (err) {
    db.close();
    throw err;
  }
}

function assertDurable(db: SqliteDatabase, path: string): void {
  const mode = db.pragma('journal_mode', { simple: true });
  if (mode !== 'wal' && path !== ':memory:') {
    throw failure('storeNotDurable', { path, pragma: 'journal_mode=WAL' });
  }
  if (db.pragma('synchronous', { simple: true }) !== 2) {
    throw failure('storeNotDurable', { path, pragma: 'synchronous=FULL' });
  }
}

/** Runs the migrations not yet run, each in its transaction; `user_version` counts them. */
function migrate(db: SqliteDatabase, path: string, migrations: readonly SqliteMigration[]): void {
  const done = db.pragma('user_version', { simple: true }) as number;
  if (done > migrations.length) throw failure('storeNewer', { path });
  for (let i = done; i < migrations.length; i++) {
    const step = migrations[i];
    if (!step) continue;
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${i + 1}`);
    }).immediate();
  }
}
