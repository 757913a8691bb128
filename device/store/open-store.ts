import {
  openSqlite,
  type SqliteDatabase,
  type SqliteMigration,
} from '../../shared/runtime/sqlite.ts';

/**
 * The pages a store keeps in memory. The library's own 16 MiB a store fill up with entries that were appended and
 * are never looked at again: a device grew by that much in its first 20,000 taps. This holds what is asked for
 * over and over (the inner pages of a million cards take 1 MiB) and a whole slice of a list while it is written;
 * the rest is in the kernel's cache, which gives it back when memory is short.
 */
const cacheKiB = 2048;

/** As `openSqlite`, with what a device can spare. Errors: `storeNotDurable`, `storeNewer`. */
export function openDeviceStore(
  path: string,
  migrations: readonly SqliteMigration[],
): SqliteDatabase {
  const db = openSqlite(path, migrations);
  db.pragma(`cache_size = -${cacheKiB}`);
  // What was pruned, erased or taken off the list is overwritten: it is not to be found on the disk either.
  db.pragma('secure_delete = ON');
  return db;
}
