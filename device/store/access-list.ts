import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import {
  type BucketDigests,
  bucketDigests,
  bucketOf,
  digestsOf,
} from '../../shared/wire/access-digest.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { AccessStore, ListState } from '../ports.ts';

interface ListRow {
  readonly list: string;
  readonly version: number;
  readonly digest: string;
  readonly buckets: Buffer;
  readonly confirmed: string | null;
}

type Change = Parameters<AccessStore['applyList']>[0];

/** Before anything is held (wire protocol, hello). */
const nothingHeld: ListState = { list: '', version: 0, digest: '', confirmed: null };

/** Writes the replicated list: all of a change and its digest proved right, or nothing of it. */
export function accessList(db: SqliteDatabase) {
  const held = db.prepare<[], ListRow>('SELECT * FROM list');
  const clear = db.prepare('DELETE FROM card');
  const upsert = db.prepare<[string, number, string]>(
    `INSERT INTO card VALUES (?, ?, ?)
     ON CONFLICT (uid) DO UPDATE SET bucket = excluded.bucket, body = excluded.body`,
  );
  const remove = db.prepare<[string]>('DELETE FROM card WHERE uid = ?');
  const inBucket = db
    .prepare<[number], string>('SELECT body FROM card WHERE bucket = ? ORDER BY uid')
    .pluck();
  const keep = db.prepare<[string, number, string, Buffer, string | null]>(
    `INSERT INTO list VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
     list = excluded.list, version = excluded.version, digest = excluded.digest,
     buckets = excluded.buckets, confirmed = excluded.confirmed`,
  );
  const confirmed = db.prepare<[string]>('UPDATE list SET confirmed = ?');

  const checkBase = (now: ListRow | undefined, change: Change): void => {
    const version = now?.list === change.list ? now.version : 0;
    if (change.version <= version) {
      throw failure('conflict', { detail: `list version ${version} is held already` });
    }
    if (change.base !== 0 && change.base !== version) {
      throw failure('conflict', { detail: `list version ${change.base} is not held` });
    }
  };

  function keepAs(now: ListRow | undefined, change: Change, digests: BucketDigests): void {
    if (digests.root() !== change.digest) {
      throw failure('conflict', { detail: 'the list has not the digest that was signed' });
    }
    const { list, version, digest } = change;
    const still = now?.list === list ? now.confirmed : null;
    keep.run(list, version, digest, digests.bytes(), still);
  }

  /** Proved before the first row is written, and written in the order of the tree. */
  function applyWhole(now: ListRow | undefined, change: Change): void {
    const cards = [...new Map(change.upserts.map((entry) => [entry.uid, entry])).values()];
    keepAs(now, change, digestsOf(cards));
    clear.run();
    cards.sort((a, b) => (a.uid < b.uid ? -1 : 1));
    for (const entry of cards) upsert.run(entry.uid, bucketOf(entry.uid), canonicalJson(entry));
  }

  /** One change costs one bucket. */
  function applyDifference(now: ListRow | undefined, change: Change): void {
    const touched = new Set<number>();
    for (const uid of change.removes) {
      touched.add(bucketOf(uid));
      remove.run(uid);
    }
    for (const entry of change.upserts) {
      const bucket = bucketOf(entry.uid);
      touched.add(bucket);
      upsert.run(entry.uid, bucket, canonicalJson(entry));
    }
    const digests = bucketDigests(now?.buckets);
    for (const bucket of touched) {
      digests.refresh(
        bucket,
        inBucket.all(bucket).map((body) => JSON.parse(body) as AccessEntry),
      );
    }
    keepAs(now, change, digests);
  }

  return {
    state: (): ListState => {
      const row = held.get();
      if (!row) return nothingHeld;
      const { list, version, digest } = row;
      return { list, version, digest, confirmed: row.confirmed ? JSON.parse(row.confirmed) : null };
    },
    confirm: (by: NonNullable<ListState['confirmed']>) => confirmed.run(JSON.stringify(by)),
    /** Runs in the caller's transaction: throwing takes everything back. */
    apply(change: Change): void {
      const now = held.get();
      checkBase(now, change);
      if (change.base === 0) applyWhole(now, change);
      else applyDifference(now, change);
    },
  };
}
