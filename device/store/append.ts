import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { assert } from '../../shared/domain/assert.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { EntryDraft, JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash } from '../../shared/wire/entry-hash.ts';
import type { Recorded } from '../ports.ts';
import type { EpochTable } from './epochs.ts';
import { keyOf } from './journal-schema.ts';

/** Far below a message's 64 KiB: whatever is recorded can be sent, alone if need be. */
const maxEntryBytes = 16 * 1024;

/** An entry's own facts, before it gets a place in a chain; a copy into a new epoch keeps them. */
export type Unplaced = EntryDraft & { readonly id: string; readonly salt: string };

/** Numbers, chains and inserts; the caller's transaction makes it durable. */
export function appender(db: SqliteDatabase, epochs: EpochTable) {
  const insert = db.prepare<[number, string, number, string]>(
    'INSERT INTO entry (key, hash, ages_from, body) VALUES (?, ?, ?, ?)',
  );
  const count = db.prepare<[number, string, number, number]>(
    'UPDATE epoch SET last = ?, last_hash = ?, newest_at = max(coalesce(newest_at, 0), ?) WHERE no = ?',
  );

  return function place(unplaced: readonly Unplaced[]): Recorded[] {
    const epoch = epochs.current();
    let seq = epoch.last;
    let hash = epoch.last_hash;
    let newestAt = epoch.newest_at ?? 0;
    const recorded = unplaced.map((fields): Recorded => {
      seq += 1;
      const hashed = { ...fields, seq };
      hash = entryHash(hash, hashed);
      const entry = { ...hashed, hash } as JournalEntry;
      const body = canonicalJson(entry);
      assert(Buffer.byteLength(body) <= maxEntryBytes, 'an entry is at most 16 KiB');
      const at = Date.parse(entry.at);
      const agesFrom = entry.clock === 'synced' ? at : Math.max(at, newestAt);
      newestAt = Math.max(newestAt, at);
      insert.run(keyOf(epoch.no, seq), hash, agesFrom, body);
      return { epoch: epoch.epoch, entry };
    });
    if (recorded.length > 0) count.run(seq, hash, newestAt, epoch.no);
    return recorded;
  };
}

/** Gives a draft what makes it itself: the id is made here, before anything is sent. */
export const unplaced = (draft: EntryDraft): Unplaced => ({
  ...draft,
  id: uuidv7({ msecs: Math.max(0, Date.parse(draft.at)) }),
  salt: randomBytes(16).toString('hex'),
});
