import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { steadyPlan } from '../../shared/runtime/steady-plan.ts';
import { entriesThatFit, lostRangeBytes } from '../../shared/wire/batch-size.ts';
import { maxBatchEntries } from '../../shared/wire/limits.ts';
import type { LostRange } from '../../shared/wire/messages.ts';
import type { Batch, Reached } from '../ports.ts';
import type { EpochRow, EpochTable } from './epochs.ts';
import { keyOf } from './journal-schema.ts';

/** As many holes as one message may name (wire protocol, journal). */
const maxLostRanges = 100;

interface StoredRow {
  readonly key: number;
  readonly hash: string;
  readonly body: string;
}

type EntryRow = Omit<StoredRow, 'key'> & { readonly seq: number };

/** Reads what goes out next; nothing here writes. */
export function batchReader(db: SqliteDatabase, epochs: EpochTable) {
  const after = db.prepare<[number, number, number], StoredRow>(
    steadyPlan('SELECT key, hash, body FROM entry WHERE key > ? AND key < ? ORDER BY key LIMIT ?'),
  );

  return function nextBatch(
    limits: { readonly maxEntries: number; readonly maxBytes: number },
    reached: Reached | null = null,
  ): Batch | null {
    const epoch = epochs.unacked(reached);
    if (!epoch) return null;
    const most = Math.min(limits.maxEntries, maxBatchEntries);
    const rows = after
      .all(keyOf(epoch.no, epoch.acked), keyOf(epoch.no + 1, 0), most)
      .map(({ key, ...row }) => ({ ...row, seq: key - keyOf(epoch.no, 0) }));
    const sizes = rows.map((row, i) => {
      const holes = holesOf(epoch, (rows[i - 1]?.seq ?? epoch.acked) + 1, row.seq - 1);
      return Buffer.byteLength(row.body) + holes.length * lostRangeBytes;
    });
    return assemble(epoch, epochs, rows.slice(0, entriesThatFit(sizes, limits)));
  };
}

/** Names every hole before and between `rows`, and after them where nothing is held any more. */
function assemble(epoch: EpochRow, epochs: EpochTable, rows: readonly EntryRow[]): Batch {
  const lost: LostRange[] = [];
  const sent: EntryRow[] = [];
  let next = epoch.acked + 1;
  for (const row of rows) {
    const holes = holesOf(epoch, next, row.seq - 1);
    if (lost.length + holes.length > maxLostRanges) break;
    lost.push(...holes);
    sent.push(row);
    next = row.seq + 1;
  }
  if (rows.length === 0) {
    lost.push(...holesOf(epoch, next, epoch.last));
    next = epoch.last + 1;
  }
  const to = next - 1;
  return {
    epoch: epoch.epoch,
    from: epoch.acked + 1,
    to,
    prev: epochs.hashAt(epoch, epoch.acked) ?? epoch.before_first,
    lost,
    entries: sent.map((row) => row.body),
    head: { seq: to, hash: sent.at(-1)?.hash ?? epochs.hashAt(epoch, to) ?? epoch.before_first },
  };
}

/** What is missing from `from` to `to`: pruned before the first held, damaged after it. */
function holesOf(epoch: EpochRow, from: number, to: number): LostRange[] {
  const holes: LostRange[] = [];
  const prunedTo = Math.min(to, epoch.first - 1);
  if (from <= prunedTo) holes.push({ from, to: prunedTo, reason: 'pruned' });
  const damagedFrom = Math.max(from, epoch.first);
  if (damagedFrom <= to) holes.push({ from: damagedFrom, to, reason: 'damaged' });
  return holes;
}
