import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { HeldEntry, Journal } from '../ports.ts';
import { keyOf, seqOf } from './journal-schema.ts';

interface HeldRow {
  readonly key: number;
  readonly epoch: string;
  readonly body: string;
}

/** Reads what lies there, for people; what goes out is read by `batches.ts`. */
export function heldReader(db: SqliteDatabase): Pick<Journal, 'held' | 'newest'> {
  const columns = `SELECT key, epoch, body FROM entry JOIN epoch ON no = key / ${keyOf(1, 0)}`;
  const after = db.prepare<[number, number], HeldRow>(
    `${columns} WHERE key > ? ORDER BY key LIMIT ?`,
  );
  const newest = db.prepare<[number], HeldRow>(`${columns} ORDER BY key DESC LIMIT ?`);
  const held = (row: HeldRow): HeldEntry => ({ ...row, seq: seqOf(row.key) });
  return {
    held: (key, limit) => after.all(key ?? 0, limit).map(held),
    newest: (limit) => newest.all(limit).map(held),
  };
}
