import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { errorCodeOf, failure } from './errors.ts';
import { flushToDisk } from './flush-to-disk.ts';
import { openSqliteReadOnly } from './sqlite.ts';

/**
 * Copies a store in use into one file, consistent, without holding up who writes. `beside` are texts by name
 * that the store is nothing without; the copy holds them too. Throws `backupUnusable`.
 */
export async function backupSqlite(
  store: string,
  file: string,
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (!existsSync(store)) throw failure('noStore', { path: store });
  const db = openSqliteReadOnly(store);
  try {
    await db.backup(file);
  } finally {
    db.close();
  }
  putBeside(file, beside);
  assertWhole(file);
  flushToDisk(file);
}

/** The texts that a backup holds beside the store, by name. Throws `backupUnusable`. */
export function besideInBackup(file: string): Readonly<Record<string, string>> {
  assertWhole(file);
  const db = openSqliteReadOnly(file);
  try {
    const there = db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(besideTable);
    if (!there) return {};
    const rows = db.prepare(`SELECT name, body FROM ${besideTable}`).raw().all();
    return Object.fromEntries(rows as [string, string][]);
  } finally {
    db.close();
  }
}

const besideTable = 'beside_the_store';

function putBeside(file: string, beside: Readonly<Record<string, string>>): void {
  if (Object.keys(beside).length === 0) return;
  const db = new Database(file);
  try {
    // A backup is one file: no log beside it.
    db.pragma('journal_mode = DELETE');
    db.exec(`CREATE TABLE ${besideTable} (name TEXT PRIMARY KEY, body TEXT NOT NULL)`);
    const put = db.prepare(`INSERT INTO ${besideTable} VALUES (?, ?)`);
    for (const each of Object.entries(beside)) put.run(...each);
  } finally {
    db.close();
  }
}

/** The store itself holds no secrets of files. */
function dropBeside(file: string): void {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('secure_delete = ON');
    db.exec(`DROP TABLE IF EXISTS ${besideTable}`);
  } finally {
    db.close();
  }
}

/**
 * Puts a backup in the place of a store. The store that stood there is kept beside it; answers its
 * new name, or null where there was none. Throws `storeInUse` and `backupUnusable`, and has changed
 * nothing then.
 */
export function restoreSqlite(file: string, store: string, suffix: string): string | null {
  assertWhole(file);
  const arriving = `${store}.arriving`;
  copyFileSync(file, arriving);
  dropBeside(arriving);
  flushToDisk(arriving);
  const kept = existsSync(store) ? `${store}.${suffix}` : null;
  if (kept) {
    settle(store);
    renameSync(store, kept);
    for (const side of ['-wal', '-shm']) rmSync(`${store}${side}`, { force: true });
  }
  renameSync(arriving, store);
  flushToDisk(dirname(store));
  return kept;
}

function assertWhole(file: string): void {
  if (!existsSync(file)) throw failure('backupUnusable', { file, detail: 'there is no such file' });
  let found: unknown;
  try {
    const db = openSqliteReadOnly(file);
    try {
      found = db.pragma('integrity_check', { simple: true });
    } finally {
      db.close();
    }
  } catch (err) {
    throw failure('backupUnusable', { file, detail: String(err) }, err);
  }
  if (found !== 'ok') throw failure('backupUnusable', { file, detail: String(found) });
}

/** Folds the write-ahead log into the store, which only its last user can do. */
function settle(store: string): void {
  const db = new Database(store, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
  } catch (err) {
    if (errorCodeOf(err)?.startsWith('SQLITE_BUSY'))
      throw failure('storeInUse', { path: store }, err);
    throw err;
  } finally {
    db.close();
  }
}
