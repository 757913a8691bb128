import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { journalMigrations, keyOf } from '../../device/store/journal-schema.ts';
import { openSqlite } from '../../shared/runtime/sqlite.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';

/** What a device's journal holds, found out without the device. */
export interface JournalOnDisk {
  /** Ids, in the order of the journal. */
  readonly punches: readonly string[];
  /** When they were punched, by the wall clock. */
  readonly at: readonly number[];
  readonly entries: readonly JournalEntry[];
  /** What is wrong with the file or with the chain of an epoch, one sentence each. */
  readonly wrong: readonly string[];
  readonly epochs: readonly {
    readonly epoch: string;
    readonly last: number;
    readonly acked: number;
  }[];
}

interface EpochRow {
  readonly no: number;
  readonly epoch: string;
  readonly first: number;
  readonly before_first: string;
  readonly last: number;
  readonly last_hash: string;
  readonly acked: number;
}

/** Looks at a copy made at `copy`: opening a store moves its log, and the disk is to stay as the cut left it. */
export function readJournal(file: string, copy: string): JournalOnDisk {
  for (const side of ['', '-wal', '-shm']) rmSync(copy + side, { force: true });
  for (const side of ['', '-wal']) {
    if (existsSync(file + side)) copyFileSync(file + side, copy + side);
  }
  const db = openSqlite(copy, journalMigrations);
  try {
    const wrong: string[] = [];
    const whole = db.pragma('integrity_check', { simple: true });
    if (whole !== 'ok') wrong.push(`integrity_check: ${String(whole)}`);
    const epochs = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no').all();
    const entriesOf = db.prepare<[number, number], { key: number; hash: string; body: string }>(
      'SELECT key, hash, body FROM entry WHERE key > ? AND key < ? ORDER BY key',
    );
    const entries: JournalEntry[] = [];
    for (const row of epochs) {
      let seq = row.first - 1;
      let hash = row.first === 1 ? genesisHash : row.before_first;
      for (const { key, hash: own, body } of entriesOf.all(
        keyOf(row.no, 0),
        keyOf(row.no + 1, 0),
      )) {
        const entry = JSON.parse(body) as JournalEntry;
        seq++;
        hash = entryHash(hash, entry);
        if (key !== keyOf(row.no, seq) || entry.seq !== seq) wrong.push(`seq ${seq} is missing`);
        if (own !== hash || entry.hash !== hash) wrong.push(`the chain breaks at ${seq}`);
        entries.push(entry);
      }
      if (seq !== row.last || hash !== row.last_hash)
        wrong.push(`${row.last} counted, ${seq} there`);
      if (row.acked > row.last) wrong.push(`${row.acked} acked, ${row.last} there`);
    }
    const punches = entries.filter(({ kind }) => kind === 'punch');
    return {
      entries,
      punches: punches.map(({ id }) => id),
      at: punches.map(({ at }) => Date.parse(at)),
      wrong,
      epochs,
    };
  } finally {
    db.close();
  }
}
