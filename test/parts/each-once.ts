import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import type { Product } from './product.ts';

/** What the outside sees of one tap: in the list of punches, and as an end of a passage in the report. */
export interface Seen {
  readonly punches: readonly string[];
  /** Ids of the punches that begin or end a passage, with repetitions, if there were any. */
  readonly ends: readonly string[];
}

interface PassageSeen {
  readonly entryPunchId: string | null;
  readonly exitPunchId: string | null;
}

/** Reads both over the API, as staff's programs do. */
export async function seenOutside({ all }: Product): Promise<Seen> {
  const punches = await all<{ id: string }>('/api/v1/punches');
  const passages = await all<PassageSeen>('/api/v1/passages');
  return {
    punches: punches.map(({ id }) => id),
    ends: passages
      .flatMap(({ entryPunchId, exitPunchId }) => [entryPunchId, exitPunchId])
      .filter((id) => id !== null),
  };
}

/** How `found` differs from every one of `wanted` exactly once; all empty where it does not. */
export function differences(wanted: readonly string[], found: readonly string[]) {
  const count = new Map<string, number>();
  for (const id of found) count.set(id, (count.get(id) ?? 0) + 1);
  const known = new Set(wanted);
  return {
    lost: wanted.filter((id) => !count.has(id)),
    doubled: [...count].filter(([, times]) => times > 1).map(([id]) => id),
    invented: [...count.keys()].filter((id) => !known.has(id)),
  };
}

export const everyOneOnce = { lost: [], doubled: [], invented: [] };

/** Reads rows of a SQLite file beside the process that writes it. */
export function readRows<T>(file: string, sql: string, ...values: readonly unknown[]): T[] {
  const db = openSqliteReadOnly(file);
  try {
    return db.prepare<unknown[], T>(sql).all(...values);
  } finally {
    db.close();
  }
}

export interface MarkRow {
  readonly device: string;
  readonly epoch: string;
  readonly up_to: number;
  readonly hash: string;
}

/** How far the cloud acknowledged each epoch. */
export const marksOf = ({ cloudStore }: Product): MarkRow[] =>
  readRows<MarkRow>(cloudStore, 'SELECT * FROM mark ORDER BY device, epoch');

/**
 * Whether the cloud has everything that the device holds, epoch by epoch. Not while the cloud has more than the
 * device, or another history: then the device has yet to learn that it was put back.
 */
export function allArrived(product: Product): boolean {
  const marks = new Map(marksOf(product).map((mark) => [mark.epoch, mark]));
  return readRows<{ epoch: string; last: number; last_hash: string; closed: number }>(
    `${product.deviceFolder}/journal.db`,
    'SELECT epoch, last, last_hash, closed FROM epoch',
  ).every(({ epoch, last, last_hash: hash, closed }) => {
    const mark = marks.get(epoch) ?? { up_to: 0, hash: '' };
    return closed !== 0 ? mark.up_to >= last : mark.up_to === last && mark.hash === hash;
  });
}

const punchColumns = `place, area, person, at, key, id, direction, access_point, card_uid, estimated, role, passage_id`;

/**
 * Everything that is derived, in one order: what pairing from scratch must give again, byte for byte. In which run a
 * punch lies follows the order in which they came, and says nothing.
 */
export const derived = ({ cloudStore }: Product): string =>
  JSON.stringify([
    readRows(cloudStore, 'SELECT * FROM passage ORDER BY place, at, id'),
    readRows(cloudStore, `SELECT ${punchColumns} FROM punch ORDER BY place, area, person, at, key`),
    readRows(cloudStore, 'SELECT * FROM known_entry ORDER BY kind, id, device'),
  ]);
