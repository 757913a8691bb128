import { readFileSync } from 'node:fs';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { EpochRow } from './epochs.ts';
import { keyOf, seqOf } from './journal-schema.ts';
import { type EntryRow, rowsInLeaves } from './leaf-rows.ts';

/**
 * Copies what can still be read, row by row by its key: one bad page costs its own rows, where a scan would stop
 * at it. What no page leads to any more is looked for where it lies. Entries keep their epoch and number; what is
 * missing between them goes out as `lost`, `damaged`.
 */
export function salvage(from: SqliteDatabase, to: SqliteDatabase): void {
  let inLeaves: ReadonlyMap<number, EntryRow> | null = null;
  const leftOver = (key: number) => {
    inLeaves ??= rowsInLeaves(readFileSync(from.name));
    return inLeaves.get(key);
  };
  const one = from.prepare<[number], EntryRow>('SELECT * FROM entry WHERE key = ?');
  const addEpoch = to.prepare(
    `INSERT INTO epoch (no, epoch, first, before_first, last, last_hash, acked, newest_at, closed)
     VALUES (@no, @epoch, @first, @before_first, @last, @last_hash, @acked, @newest_at, @closed)`,
  );
  const addEntry = to.prepare('INSERT INTO entry VALUES (@key, @hash, @ages_from, @body)');
  to.transaction(() => {
    for (const epoch of readEpochs(from)) {
      addEpoch.run(epoch);
      for (let seq = epoch.first; seq <= epoch.last; seq++) {
        const key = keyOf(epoch.no, seq);
        const row = read(() => one.get(key)) ?? leftOver(key);
        if (row && isWhole(row, seq)) addEntry.run(row);
      }
    }
  }).immediate();
}

/** By the table, and where its one page is gone by its index, which has the names, and by what the entries say. */
function readEpochs(db: SqliteDatabase): EpochRow[] {
  const counted = countedEpochs(db);
  return counted.length > 0 ? counted : namedEpochs(db);
}

function namedEpochs(db: SqliteDatabase): EpochRow[] {
  const names = read(() =>
    db
      .prepare<[], { no: number; epoch: string }>('SELECT no, epoch FROM epoch ORDER BY epoch')
      .all(),
  );
  const held = db.prepare<[number, number], EntryRow>(
    'SELECT * FROM entry WHERE key > ? AND key < ? ORDER BY key LIMIT 1',
  );
  const last = db.prepare<[number, number], EntryRow>(
    'SELECT * FROM entry WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1',
  );
  return (names ?? [])
    .toSorted((a, b) => a.no - b.no)
    .flatMap(({ no, epoch }) => {
      const span = [keyOf(no, 0), keyOf(no + 1, 0)] as const;
      const [oldest, newest] = [read(() => held.get(...span)), read(() => last.get(...span))];
      if (!oldest || !newest) return [];
      const first = seqOf(oldest.key);
      // What was acknowledged is not known: all of it is sent again, which is free.
      const unsent = { acked: first - 1, before_first: genesisHash, closed: 0 };
      const counts = { first, last: seqOf(newest.key), last_hash: newest.hash };
      return [{ no, epoch, ...counts, ...unsent, newest_at: newest.ages_from }];
    });
}

function countedEpochs(db: SqliteDatabase): EpochRow[] {
  const one = db.prepare<[number], EpochRow>(
    'SELECT * FROM epoch WHERE no > ? ORDER BY no LIMIT 1',
  );
  const found: EpochRow[] = [];
  for (;;) {
    const row = read(() => one.get(found.at(-1)?.no ?? 0));
    if (!row || !/^[0-9a-f]{32}$/.test(row.epoch)) return found;
    found.push(row);
  }
}

/** The hash stands in the row twice; where both agree and the text is JSON, the row was not torn. */
function isWhole(row: EntryRow, seq: number): boolean {
  const body = read(() => JSON.parse(row.body) as { seq?: unknown; hash?: unknown });
  return body?.seq === seq && body?.hash === row.hash;
}

function read<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
