import { existsSync } from 'node:fs';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { Journal } from '../ports.ts';
import { epochTable } from './epochs.ts';
import { openJournal } from './journal.ts';
import { journalMigrations, keyOf } from './journal-schema.ts';
import { openDeviceStore } from './open-store.ts';
import { quarantine } from './quarantine.ts';
import { salvage } from './salvage.ts';
import { saysDamaged } from './store-failure.ts';

/** What start-up found; `salvaged` is for the journal's `storeSalvaged` entry. */
export interface SoundJournal {
  readonly journal: Journal;
  readonly salvaged: { saved: number; lost: number; quarantine: string } | null;
}

/**
 * Opens the journal, or what can be saved of it: a damaged store is put aside whole, and a new one takes over
 * under a new epoch with what was readable under the old ones. `now` (ISO 8601) names the quarantine.
 */
export function openSoundJournal(path: string, now: string): SoundJournal {
  if (!existsSync(path) || isSound(path)) return { journal: openJournal(path), salvaged: null };
  const aside = quarantine(path, now);
  const counts = rebuild(aside, path);
  return { journal: openJournal(path), salvaged: { ...counts, quarantine: aside } };
}

/** `quick_check` may answer what is wrong or throw it: both mean the same. */
function isSound(path: string): boolean {
  let db: SqliteDatabase | null = null;
  try {
    db = openDeviceStore(path, journalMigrations);
    if (db.pragma('quick_check', { simple: true }) !== 'ok') return false;
    return countersAgree(db);
  } catch (err) {
    if (saysDamaged(err)) return false;
    throw err;
  } finally {
    db?.close();
  }
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

function rebuild(aside: string, path: string): { saved: number; lost: number } {
  const store = openDeviceStore(path, journalMigrations);
  try {
    return fromAside(aside, store);
  } finally {
    // A new epoch whatever was saved: the numbers after the damage may have been given before.
    epochTable(store).open();
    store.close();
  }
}

function fromAside(aside: string, store: SqliteDatabase): { saved: number; lost: number } {
  let old: SqliteDatabase | null = null;
  try {
    old = openSqliteReadOnly(aside);
    return salvage(old, store);
  } catch (err) {
    if (saysDamaged(err) || isMissingTable(err)) return { saved: 0, lost: 0 };
    throw err;
  } finally {
    old?.close();
  }
}

const isMissingTable = (err: unknown): boolean =>
  err instanceof Error && /no such table/.test(err.message);
