import { randomBytes } from 'node:crypto';
import { assert } from '../../shared/domain/assert.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { EpochMark, Reached } from '../ports.ts';
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
  readonly closed: number;
}

export type EpochTable = ReturnType<typeof epochTable>;

/** Names a store: 128 random bits, so that seq 1 of a rebuilt one is never taken for seq 1 of the old. */
const newEpochName = (): string => randomBytes(16).toString('hex');

/** The marks of every epoch held, and the hashes the link compares. */
export function epochTable(db: SqliteDatabase) {
  const all = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no');
  const named = db.prepare<[string], EpochRow>('SELECT * FROM epoch WHERE epoch = ?');
  const newest = db.prepare<[], EpochRow>('SELECT * FROM epoch ORDER BY no DESC LIMIT 1');
  const unacked = db.prepare<[], EpochRow>('SELECT * FROM epoch WHERE acked < last ORDER BY no');
  const add = db.prepare<[string, string, string]>(
    'INSERT INTO epoch (epoch, before_first, last_hash) VALUES (?, ?, ?)',
  );
  const mark = db.prepare<[number, number]>('UPDATE epoch SET acked = ? WHERE no = ?');
  const close = db.prepare<[string, number]>(
    'UPDATE epoch SET closed = 1, last = acked, last_hash = ? WHERE no = ?',
  );
  const newestAt = db.prepare<[], { at: number | null }>('SELECT max(newest_at) AS at FROM epoch');
  const hashBefore = db.prepare<[number, number], { hash: string }>(
    'SELECT hash FROM entry WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1',
  );

  const one = db.prepare<[number], { hash: string }>('SELECT hash FROM entry WHERE key = ?');

  const current = (): EpochRow => {
    const row = newest.get();
    assert(row, 'a journal always has an epoch');
    return row;
  };

  return {
    /** The oldest with something to send, as though everything `reached` were acked. */
    unacked(reached: Reached | null): EpochRow | null {
      for (const row of unacked.all()) {
        const acked = row.epoch === reached?.epoch ? Math.max(row.acked, reached.seq) : row.acked;
        if (acked < row.last) return { ...row, acked };
      }
      return null;
    },
    find: (epoch: string) => named.get(epoch) ?? null,
    current,
    newestAt: () => newestAt.get()?.at ?? null,
    marks: (): readonly EpochMark[] =>
      all.all().map(({ epoch, first, last, acked, closed }) => ({
        ...{ epoch, first, last, acked },
        closed: closed !== 0,
      })),
    open(): EpochRow {
      add.run(newEpochName(), genesisHash, genesisHash);
      return current();
    },
    /** Ends it at its last ack; what came after has to be moved away first. */
    close: (row: EpochRow, hash: string) => close.run(hash, row.no),
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
    holds: (row: EpochRow, seq: number): boolean => one.get(keyOf(row.no, seq)) !== undefined,
  };
}
