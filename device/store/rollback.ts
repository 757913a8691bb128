import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { EntryDraft, JournalEntry } from '../../shared/wire/entry.ts';
import { type Unplaced, unplaced } from './append.ts';
import type { EpochRow, EpochTable } from './epochs.ts';
import { keyOf } from './journal-schema.ts';

/**
 * An old image was put back: the cloud knows entries of this epoch that this store never had, so its numbers
 * cannot be used again. What was never acknowledged moves on, itself unchanged, under new numbers; what was stays
 * where it is, for the day the cloud itself is put back to an older state and asks for it.
 */
export function rollback(
  db: SqliteDatabase,
  epochs: EpochTable,
  place: (entries: readonly Unplaced[]) => unknown,
) {
  const after = db.prepare<[number, number], { body: string }>(
    'SELECT body FROM entry WHERE key > ? AND key < ? ORDER BY key',
  );
  const drop = db.prepare<[number, number]>('DELETE FROM entry WHERE key > ? AND key < ?');
  return function startEpochAfterRollback(old: EpochRow, note: EntryDraft): void {
    const unacked = [keyOf(old.no, old.acked), keyOf(old.no + 1, 0)] as const;
    const moved = after.all(...unacked).map(({ body }) => withoutPlace(JSON.parse(body)));
    const hash = epochs.hashAt(old, old.acked) ?? old.before_first;
    drop.run(...unacked);
    epochs.close(old, hash);
    epochs.open();
    place([...moved, unplaced(note)]);
  };
}

function withoutPlace(entry: JournalEntry): Unplaced {
  const { seq: _seq, hash: _hash, ...fields } = entry;
  return fields as unknown as Unplaced;
}
