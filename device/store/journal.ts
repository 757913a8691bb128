import { statSync } from 'node:fs';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { Journal } from '../ports.ts';
import { appender, unplaced } from './append.ts';
import { batchReader } from './batches.ts';
import { checkpointer } from './checkpoint.ts';
import { type EpochRow, epochTable } from './epochs.ts';
import { eraser } from './erase.ts';
import { heldReader } from './held.ts';
import { journalMigrations } from './journal-schema.ts';
import { openDeviceStore } from './open-store.ts';
import { pruner } from './prune.ts';
import { rollback } from './rollback.ts';
import { storeFailure } from './store-failure.ts';

/**
 * Opens the journal of SQLite file `path` (`:memory:` in tests), with an epoch to write into. Throws
 * `storeNotDurable`, `storeNewer`, or whatever SQLite says of a damaged file: `openSoundJournal` deals with that.
 */
export function openJournal(path: string, openStore = openDeviceStore): Journal {
  const db = openStore(path, journalMigrations);
  const epochs = epochTable(db);
  const place = appender(db, epochs);
  const nextBatch = batchReader(db, epochs);
  const prune = pruner(db);
  const moveOn = rollback(db, epochs, place);
  const checkpoint = checkpointer(db);
  const alive = db.prepare<[], { count: number }>('SELECT count FROM checkpoint');
  // After a failed fsync the kernel may have dropped the page: nothing this process reads can be believed.
  let damaged: unknown = null;

  const believed = <T>(work: () => T): T => {
    if (damaged) throw damaged;
    try {
      return work();
    } catch (err) {
      const known = storeFailure(err, path);
      if (errorCodeOf(known) === 'storeDamaged') damaged = known;
      throw known;
    }
  };
  /** One transaction, one fsync. */
  const durably = <T>(work: () => T): T => believed(() => db.transaction(work).immediate());
  const known = (epoch: string): EpochRow => {
    const row = epochs.find(epoch);
    if (!row) throw failure('notFound', { what: 'epoch', id: epoch });
    return row;
  };
  const setAcked = (epoch: string, choose: (row: EpochRow) => number): void => {
    const row = known(epoch);
    const acked = choose(row);
    if (acked !== row.acked) durably(() => epochs.setAcked(row, acked));
  };

  const journal: Journal = {
    append: (drafts) => {
      const entries = drafts.map(unplaced);
      return durably(() => place(entries));
    },
    epochs: () => epochs.marks(),
    currentEpoch: () => epochs.current().epoch,
    nextBatch: (limits, reached) => believed(() => nextBatch(limits, reached)),
    ...heldReader(db),
    hashAt: (epoch, seq) => {
      const row = epochs.find(epoch);
      return row ? epochs.hashAt(row, seq) : null;
    },
    holds: (epoch, seq) => {
      const row = epochs.find(epoch);
      return row !== null && epochs.holds(row, seq);
    },
    acknowledge: (epoch, upTo) =>
      setAcked(epoch, (row) => Math.max(row.acked, Math.min(upTo, row.last))),
    // The cloud takes its ack back (it was restored): what it lacks must not be pruned either.
    rewind: (epoch, seq) => setAcked(epoch, (row) => Math.min(row.acked, Math.max(0, seq - 1))),
    startEpochAfterRollback: (epoch, note) => {
      const row = known(epoch);
      durably(() => moveOn(row, note));
    },
    newestAt: () => epochs.newestAt(),
    prune: (before) => durably(() => prune(before)),
    erase: eraser(db, epochs, durably),
    tidy: () => believed(checkpoint),
    backup: async (file) => {
      await db.backup(file);
      return statSync(file).size;
    },
    probe: () => {
      if (damaged) throw damaged;
      alive.get();
    },
    close: () => {
      db.close();
    },
  };
  if (epochs.marks().length === 0) durably(() => epochs.open());
  return journal;
}
