import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { EpochRow } from './epochs.ts';
import { keyOf } from './journal-schema.ts';

interface EntryRow {
  readonly key: number;
  readonly hash: string;
  readonly ages_from: number;
  readonly body: string;
}

/**
 * Copies what can still be read, row by row by its key: one bad page costs its own rows, where a scan would stop
 * at it. Entries keep their epoch and number; what is missing between them goes out as `lost`, `damaged`.
 */
export function salvage(from: SqliteDatabase, to: SqliteDatabase): void {
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
        const row = read(() => one.get(keyOf(epoch.no, seq)));
        if (row && isWhole(row, seq)) addEntry.run(row);
      }
    }
  }).immediate();
}

function readEpochs(db: SqliteDatabase): EpochRow[] {
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
