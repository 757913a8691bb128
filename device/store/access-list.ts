import { setImmediate } from 'node:timers/promises';
import { failure } from '../../shared/runtime/errors.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import {
  type BucketDigests,
  bucketCount,
  bucketDigests,
  bucketOf,
} from '../../shared/wire/access-digest.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { AccessStore, ListState } from '../ports.ts';
import { type CardTable, cardTable } from './card-table.ts';

interface ListRow {
  readonly list: string;
  readonly version: number;
  readonly digest: string;
  readonly buckets: Buffer;
  readonly confirmed: string | null;
  /** Which of the two tables answers. */
  readonly live: 0 | 1;
}

type Change = Parameters<AccessStore['applyList']>[0];

/** Before anything is held (wire protocol, hello). */
const nothingHeld: ListState = { list: '', version: 0, digest: '', confirmed: null };

/**
 * Writes the replicated list: all of a change, after its digest proved right, or nothing of it. Whatever ends a
 * change early, a power cut too, the list held stays in force: a whole list is made in the table that does not
 * answer, and one short commit makes it the one that does.
 */
export function accessList(db: SqliteDatabase) {
  const tables = [cardTable(db, 'a'), cardTable(db, 'b')] as const;
  const held = db.prepare<[], ListRow>('SELECT * FROM list');
  const keep = db.prepare<[string, number, string, Buffer, string | null, 0 | 1]>(
    `INSERT INTO list VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
     list = excluded.list, version = excluded.version, digest = excluded.digest,
     buckets = excluded.buckets, confirmed = excluded.confirmed, live = excluded.live`,
  );
  const confirmed = db.prepare<[string]>('UPDATE list SET confirmed = ?');
  let live: 0 | 1 = held.get()?.live ?? 0;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** One after the other, in the order asked for. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    waiting++;
    const mine = last.then(() => {
      waiting--;
      return work();
    });
    last = mine.catch(() => undefined);
    return mine;
  }

  const checkBase = (change: Change): void => {
    const now = held.get();
    const version = now?.list === change.list ? now.version : 0;
    if (change.version <= version) {
      throw failure('conflict', { detail: `list version ${version} is held already` });
    }
    if (change.base !== 0 && change.base !== version) {
      throw failure('conflict', { detail: `list version ${change.base} is not held` });
    }
  };

  /** The commit that puts a change in force. */
  const swap = db.transaction(
    (change: Change, digests: BucketDigests, table: 0 | 1, write: () => void) => {
      if (digests.root() !== change.digest) {
        throw failure('conflict', { detail: 'the list has not the digest that was signed' });
      }
      write();
      const now = held.get();
      const { list, version, digest } = change;
      const still = now?.list === list ? now.confirmed : null;
      keep.run(list, version, digest, digests.bytes(), still, table);
    },
  );

  async function applyWhole(change: Change): Promise<void> {
    const next = live === 0 ? 1 : 0;
    await tables[next].empty(); // what an earlier attempt left
    await tables[next].fill(change.upserts);
    const digests = bucketDigests();
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      digests.refreshBodies(
        bucket,
        tables[next].rowsIn(bucket).map(([, body]) => body),
      );
      await setImmediate();
    }
    swap.immediate(change, digests, next, () => undefined);
    live = next;
  }

  /** One change costs one bucket. */
  async function applyDifference(change: Change): Promise<void> {
    const table = tables[live];
    const upserts = [...change.upserts];
    const digests = bucketDigests(held.get()?.buckets);
    for (const [bucket, changed] of changesByBucket({ ...change, upserts })) {
      digests.refreshBodies(bucket, bodiesWith(table, bucket, changed));
      await setImmediate();
    }
    swap.immediate(change, digests, live, () => {
      for (const uid of change.removes) table.remove(uid);
      for (const entry of upserts) table.put(entry);
    });
  }

  return {
    members: () => tables[live].members(),
    find: (uid: string) => tables[live].find(uid),
    state: (): ListState => {
      const row = held.get();
      if (!row) return nothingHeld;
      const { list, version, digest } = row;
      return { list, version, digest, confirmed: row.confirmed ? JSON.parse(row.confirmed) : null };
    },
    confirm: (by: NonNullable<ListState['confirmed']>) => confirmed.run(JSON.stringify(by)),
    /** Resolves in the turn of the event loop in which the change came into force. */
    apply: (change: Change): Promise<void> =>
      inTurn(() => {
        checkBase(change);
        return change.base === 0 ? applyWhole(change) : applyDifference(change);
      }),
    /** Gives back the room the former list takes, between taps, until a change asks for its turn. */
    forgetFormer: (): Promise<void> =>
      inTurn(() => tables[live === 0 ? 1 : 0].empty(() => waiting > 0)),
  };
}

/** By bucket, what becomes of each card: its canonical JSON, or null where it goes. */
function changesByBucket({ removes, upserts }: Change): Map<number, Map<string, string | null>> {
  const buckets = new Map<number, Map<string, string | null>>();
  const note = (uid: string, body: string | null) => {
    const bucket = bucketOf(uid);
    const changed = buckets.get(bucket) ?? new Map<string, string | null>();
    buckets.set(bucket, changed.set(uid, body));
  };
  for (const uid of removes) note(uid, null);
  for (const entry of upserts) note(entry.uid, canonicalJson(entry));
  return buckets;
}

function bodiesWith(
  table: CardTable,
  bucket: number,
  changed: ReadonlyMap<string, string | null>,
): readonly string[] {
  const next = new Map<string, string | null>([...table.rowsIn(bucket), ...changed]);
  return [...next]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, body]) => (body === null ? [] : [body]));
}
