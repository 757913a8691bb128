import { statSync } from 'node:fs';
import type { SqliteDatabase, SqliteMigration } from '../../shared/runtime/sqlite.ts';
import { openDeviceStore } from './open-store.ts';
import { saysDamaged } from './store-failure.ts';

/**
 * Whether the store at `path` can be believed: `quick_check` at every start, and everything after an unclean stop, when
 * whatever the disk was doing may be half done. The check may answer what is wrong or throw it: both mean the same.
 * Throws what says nothing of the file itself: a full disk does not make a journal a damaged one.
 */
export function isSound(
  path: string,
  migrations: readonly SqliteMigration[],
  alsoOwn: (db: SqliteDatabase) => boolean = () => true,
): boolean {
  const check = wasLeftOpen(path) ? 'integrity_check' : 'quick_check';
  let db: SqliteDatabase | null = null;
  try {
    db = openDeviceStore(path, migrations);
    return db.pragma(check, { simple: true }) === 'ok' && alsoOwn(db);
  } catch (err) {
    if (saysDamaged(err)) return false;
    throw err;
  } finally {
    db?.close();
  }
}

/** Who closes a store as it should takes the log away; one that holds something was left by a kill or a power cut. */
const wasLeftOpen = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
