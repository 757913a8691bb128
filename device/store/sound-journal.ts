import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushToDisk } from '../../shared/runtime/flush-to-disk.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Journal } from '../ports.ts';
import { epochTable } from './epochs.ts';
import { isSound } from './is-sound.ts';
import { openJournal } from './journal.ts';
import { journalMigrations, keyOf } from './journal-schema.ts';
import { openDeviceStore } from './open-store.ts';
import { quarantine } from './quarantine.ts';
import { salvage } from './salvage.ts';
import { saysDamaged, storeFailure } from './store-failure.ts';

/** What start-up found; `salvaged` is for the journal's `storeSalvaged` entry. */
export interface SoundJournal {
  readonly journal: Journal;
  readonly salvaged: { saved: number; lost: number; quarantine: string } | null;
}

/**
 * Opens the journal, or what can be saved of it: a damaged store is put aside whole, and a new one takes over
 * under a new epoch with what was readable under the old ones. `now` (ISO 8601) names the quarantine.
 *
 * The new one is whole and on the disk before the old one is touched, so that a power cut in the middle costs a second
 * start and nothing else. Throws `diskFull` and `storeDamaged` where that cannot be done now; then nothing was changed.
 */
export function openSoundJournal(
  path: string,
  now: string,
  openStore = openDeviceStore,
): SoundJournal {
  const rebuilt = `${path}.rebuilt`;
  try {
    // Cut off after the old one was put aside, or in the middle of that: only a whole one is ever waiting then.
    if (!existsSync(path) && existsSync(rebuilt)) return takeOver(path, rebuilt, now, openStore);
    if (!existsSync(path) || isSound(path, journalMigrations, countersAgree)) {
      return { journal: openJournal(path, openStore), salvaged: null };
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(rebuilt + suffix, { force: true });
    rebuild(path, rebuilt, openStore);
    return takeOver(path, rebuilt, now, openStore);
  } catch (err) {
    throw storeFailure(err, path);
  }
}

function takeOver(
  path: string,
  rebuilt: string,
  now: string,
  openStore: typeof openDeviceStore,
): SoundJournal {
  const aside = quarantine(path, now);
  flushToDisk(dirname(aside));
  renameSync(rebuilt, path);
  flushToDisk(dirname(path));
  return {
    journal: openJournal(path, openStore),
    salvaged: { ...countsIn(path), quarantine: aside },
  };
}

/** The counters and the entries are written together: where they differ, something else wrote. */
function countersAgree(db: SqliteDatabase): boolean {
  const span = keyOf(1, 0);
  const odd = db
    .prepare<[], { n: number }>(
      `SELECT count(*) AS n FROM epoch WHERE acked > last OR
        EXISTS (SELECT 1 FROM entry WHERE key > no * ${span} + last AND key < (no + 1) * ${span})`,
    )
    .get();
  return odd?.n === 0;
}

/** Into one file that stands alone, and is on the disk when this returns. */
function rebuild(damaged: string, path: string, openStore: typeof openDeviceStore): void {
  const store = openStore(path, journalMigrations);
  try {
    salvageFrom(damaged, store);
    // A new epoch whatever was saved: the numbers after the damage may have been given before.
    epochTable(store).open();
  } finally {
    store.close();
  }
  flushToDisk(path);
}

function salvageFrom(damaged: string, store: SqliteDatabase): void {
  let old: SqliteDatabase | null = null;
  try {
    old = openSqliteReadOnly(damaged);
    salvage(old, store);
  } catch (err) {
    // Its first page is gone: nothing in it can be found any more.
    if (!saysDamaged(err) && !isMissingTable(err)) throw err;
  } finally {
    old?.close();
  }
}

/** What is held, and what is missing between the first and the last of each epoch. */
function countsIn(path: string): { saved: number; lost: number } {
  const db = openSqliteReadOnly(path);
  try {
    const [saved = 0, counted = 0] = db
      .prepare<[], [number, number]>(
        'SELECT (SELECT count(*) FROM entry), (SELECT sum(last - first + 1) FROM epoch)',
      )
      .raw()
      .get() as [number, number];
    return { saved, lost: counted - saved };
  } finally {
    db.close();
  }
}

const isMissingTable = (err: unknown): boolean =>
  err instanceof Error && /no such table/.test(err.message);
