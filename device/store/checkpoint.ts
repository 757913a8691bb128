import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';

/** 80 MiB: the log must not grow without end. */
const lastResortPages = 20_000;

/**
 * Moves what the write-ahead log holds into the main file, between taps.
 *
 * Left to itself SQLite does so inside some commit, and the next one syncs the log's new header as well: now and
 * then a member would wait for four fsyncs. So automatic checkpoints come only where taps outrun the
 * housekeeping by far, and the first write of the restarted log is a row of our own.
 */
export function checkpointer(db: SqliteDatabase): () => void {
  db.pragma(`wal_autocheckpoint = ${lastResortPages}`);
  const restart = db.prepare('UPDATE checkpoint SET count = count + 1');
  const changes = db.prepare<[], { n: number }>('SELECT total_changes() AS n');
  let tidiedAt = -1;
  return () => {
    if (changes.get()?.n === tidiedAt) return;
    db.pragma('wal_checkpoint(PASSIVE)');
    restart.run();
    tidiedAt = changes.get()?.n ?? -1;
  };
}
