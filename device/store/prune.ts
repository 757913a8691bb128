import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { EpochRow } from './epochs.ts';
import { keyOf } from './journal-schema.ts';

interface OldRow {
  readonly key: number;
  readonly hash: string;
  readonly ages_from: number;
}

/** Bounds one transaction, so that a tap never waits long for the housekeeping. */
const maxPrunedAtOnce = 2_000;

/**
 * Drops the oldest entries up to the first that is young, unacked or the newest of its epoch. The hash before
 * the first one kept stays, because the chain goes on from it.
 */
export function pruner(db: SqliteDatabase) {
  const epochs = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no');
  const oldest = db.prepare<[number, number], OldRow>(
    'SELECT key, hash, ages_from FROM entry WHERE key > ? AND key < ? ORDER BY key',
  );
  const drop = db.prepare<[number, number]>('DELETE FROM entry WHERE key > ? AND key <= ?');
  const keepFrom = db.prepare<[number, string, number]>(
    'UPDATE epoch SET first = ?, before_first = ? WHERE no = ?',
  );

  const pruneEpoch = (epoch: EpochRow, before: number): number => {
    const upTo = Math.min(epoch.acked + 1, epoch.last);
    let last: OldRow | null = null;
    let dropped = 0;
    for (const row of oldest.iterate(keyOf(epoch.no, 0), keyOf(epoch.no, upTo))) {
      if (row.ages_from >= before || dropped === maxPrunedAtOnce) break;
      last = row;
      dropped++;
    }
    if (!last) return 0;
    drop.run(keyOf(epoch.no, 0), last.key);
    keepFrom.run(last.key - keyOf(epoch.no, 0) + 1, last.hash, epoch.no);
    return dropped;
  };

  return (before: number): number =>
    epochs.all().reduce((dropped, epoch) => dropped + pruneEpoch(epoch, before), 0);
}
