import { randomBytes } from 'node:crypto';
import { assert } from '../../shared/domain/assert.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { EpochMark } from '../ports.ts';
import { keyOf } from './journal-schema.ts';

/** An epoch's counters, as the journal needs them. */
export interface EpochRow {
  readonly no: number;
  readonly epoch: string;
  readonly first: number;
  readonly before_first: string;
  readonly last: number;
  readonly last_hash: string;
  readonly acked: number;
  readonly newest_at: number | null;
  readonly abandoned: number;
}

export type EpochTable = ReturnType<typeof epochTable>;

/** Names a store: 128 random bits, so that seq 1 of a rebuilt one is never taken for seq 1 of the old. */
const newEpochName = (): string => randomBytes(16).toString('hex');

/** The marks of every epoch held, and the hashes the link compares. */
export function epochTable(db: SqliteDatabase) {
  const all = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no');
  const named = db.prepare<[string], EpochRow>('SELECT * FROM epoch WHERE epoch = ?');
  const newest = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no DESC LIMIT 1');
  const unacked = db.prepare<[], EpochRow>(
    'SELECT * FROM epoch WHERE acked < last AND abandoned = 0 ORDER BY no LIMIT 1',
  );
  const add = db.prepare<[string, string, string]>(
    'INSERT INTO epoch (epoch, before_first, last_hash) VALUES (?, ?, ?)',
  );
  const mark = db.prepare<[number, number]>('UPDATE epoch SET acked = ? WHERE no = ?');
  const abandon = db.prepare<[number]>('UPDATE epoch SET abandoned = 1 WHERE no = ?');
  const newestAt = db.prepare<[], { at: number | null }>('SELECT max(newest_at) AS at FROM epoch');
  const hashBefore = db.prepare<[number, number], { hash: string }>(
    'SELECT hash FROM entry WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1',
  );

  const current = (): EpochRow => {
    const row = newest.get();
    assert(row, 'a journal always has an epoch');
    return row;
  };

  return {
    unacked: () => unacked.get() ?? null,
    find: (epoch: string) => named.get(epoch) ?? null,
    current,
    newestAt: () => newestAt.get()?.at ?? null,
    marks: (): readonly EpochMark[] =>
      all
        .all()
        .filter((row) => row.abandoned === 0)
        .map(({ epoch, first, last, acked }) => ({ epoch, first, last, acked })),
    open(): EpochRow {
      add.run(newEpochName(), genesisHash, genesisHash);
      return current();
    },
    abandon: (row: EpochRow) => abandon.run(row.no),
    setAcked(row: EpochRow, acked: number): void {
      if (acked !== row.acked) mark.run(acked, row.no);
    },
    /** Inside a damaged hole: the last hash known before it. Null where nothing is known. */
    hashAt(row: EpochRow, seq: number): string | null {
      if (seq === 0) return genesisHash;
      if (seq === row.first - 1) return row.before_first;
      if (seq < row.first || seq > row.last) return null;
      return hashBefore.get(keyOf(row.no, 1), keyOf(row.no, seq))?.hash ?? row.before_first;
    },
  };
}
