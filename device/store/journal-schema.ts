import type { SqliteMigration } from '../../shared/runtime/sqlite.ts';

/** Seqs of one epoch: more than a tap a microsecond for ten days, and 8,000 epochs fit a safe integer. */
const keySpan = 2 ** 40;

/** One integer names an entry, in the order they drain: a plain rowid, so that a bad page costs few rows. */
export const keyOf = (epochNo: number, seq: number): number => epochNo * keySpan + seq;

export const seqOf = (key: number): number => key % keySpan;

/**
 * An entry is its JSON as it travels, beside what is needed to find it. The epoch's row carries its counters, so
 * that a number is never given twice, not even after everything before it was pruned; it is updated in the
 * transaction of the entry it counts.
 */
export const journalMigrations: readonly SqliteMigration[] = [
  {
    name: 'entries and epochs',
    sql: `
      CREATE TABLE epoch (
        no INTEGER PRIMARY KEY,
        epoch TEXT NOT NULL UNIQUE,
        -- first seq held, and the hash of the one before it
        first INTEGER NOT NULL DEFAULT 1,
        before_first TEXT NOT NULL,
        last INTEGER NOT NULL DEFAULT 0,
        last_hash TEXT NOT NULL,
        acked INTEGER NOT NULL DEFAULT 0,
        newest_at INTEGER,
        -- rolled back: what was unacked lives on in a later epoch, this one ends at its last ack
        closed INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE entry (
        key INTEGER PRIMARY KEY,
        hash TEXT NOT NULL,
        -- when it ages from: its wall time, never before its predecessor's where the clock was not synced
        ages_from INTEGER NOT NULL,
        body TEXT NOT NULL
      ) STRICT;
      CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
      INSERT INTO checkpoint VALUES (1, 0);
    `,
  },
];
