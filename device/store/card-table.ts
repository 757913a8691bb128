import { setImmediate } from 'node:timers/promises';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { bucketCount, bucketOf } from '../../shared/wire/access-digest.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { cardKey } from './card-key.ts';

/** A slice is one commit, and what a tap may have to wait for: a few milliseconds, on a Pi a few tens. */
const cardsASlice = 250;

/** A full set of cards. Two tables take turns: one answers the taps while the other is filled. */
export function cardTable(db: SqliteDatabase, name: 'a' | 'b') {
  const cards = `card_${name}`;
  const buckets = `bucket_${name}`;
  const find = db
    .prepare<[bigint, string], string>(`SELECT body FROM ${cards} WHERE key = ? AND uid = ?`)
    .pluck();
  const members = db
    .prepare<[], [string, string]>(
      `SELECT body ->> '$.memberRef', body ->> '$.name' FROM ${cards}
       WHERE body ->> '$.memberRef' IS NOT NULL AND body ->> '$.name' IS NOT NULL`,
    )
    .raw();
  const upsert = db.prepare<[bigint, string, string]>(
    `INSERT INTO ${cards} VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET uid = excluded.uid, body = excluded.body`,
  );
  const remove = db.prepare<[bigint]>(`DELETE FROM ${cards} WHERE key = ?`);
  const intoBucket = db.prepare<[number, bigint]>(
    `INSERT INTO ${buckets} VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );
  const outOfBucket = db.prepare<[number, bigint]>(
    `DELETE FROM ${buckets} WHERE bucket = ? AND key = ?`,
  );
  const rowsIn = db
    .prepare<[number], [string, string]>(
      `SELECT uid, body FROM ${buckets} JOIN ${cards} USING (key) WHERE bucket = ? ORDER BY uid`,
    )
    .raw();
  // Numbers of 63 bits: all that go in or out as a key are BigInts.
  const someKeys = db
    .prepare<[], bigint>(`SELECT key FROM ${cards} LIMIT ${cardsASlice}`)
    .pluck()
    .safeIntegers();
  const someOfBuckets = db
    .prepare<[], [bigint, bigint]>(`SELECT bucket, key FROM ${buckets} LIMIT ${cardsASlice}`)
    .raw()
    .safeIntegers();

  const putCard = (entry: AccessEntry): bigint => {
    const key = cardKey(entry.uid);
    upsert.run(key, entry.uid, canonicalJson(entry));
    return key;
  };
  const putSlice = db.transaction((entries: Iterator<AccessEntry>, sorted: bigint[][]): boolean => {
    for (let n = 0; n < cardsASlice; n++) {
      const next = entries.next();
      if (next.done) return false;
      sorted[bucketOf(next.value.uid)]?.push(putCard(next.value));
    }
    return true;
  });
  const bucketSlice = db.transaction((bucket: number, keys: readonly bigint[]) => {
    for (const key of keys) intoBucket.run(bucket, key);
  });
  const emptySlice = db.transaction((): boolean => {
    const keys = someKeys.all();
    for (const key of keys) remove.run(key);
    const members = someOfBuckets.all();
    for (const [bucket, key] of members) outOfBucket.run(Number(bucket), key);
    return keys.length + members.length > 0;
  });

  return {
    members: () => members.iterate(),
    find: (uid: string) => find.get(cardKey(uid), uid),
    put(entry: AccessEntry): void {
      intoBucket.run(bucketOf(entry.uid), putCard(entry));
    },
    remove(uid: string): void {
      const key = cardKey(uid);
      remove.run(key);
      outOfBucket.run(bucketOf(uid), key);
    },
    /** Uid and canonical JSON of the cards that fall into `bucket`, sorted by uid. */
    rowsIn: (bucket: number) => rowsIn.all(bucket),
    /**
     * Taps are judged between two slices. The buckets are written after the cards and in their own order: one by
     * one with them, each card would write a page of its own.
     */
    async fill(entries: Iterable<AccessEntry>): Promise<void> {
      const sorted: bigint[][] = Array.from({ length: bucketCount }, () => []);
      const iterator = entries[Symbol.iterator]();
      while (putSlice.immediate(iterator, sorted)) await setImmediate();
      for (const [bucket, keys] of sorted.entries()) {
        for (let at = 0; at < keys.length; at += cardsASlice) {
          await setImmediate();
          bucketSlice.immediate(bucket, keys.slice(at, at + cardsASlice));
        }
      }
    },
    /** Stops halfway once it is `enough`. */
    async empty(enough: () => boolean = () => false): Promise<void> {
      while (!enough() && emptySlice.immediate()) await setImmediate();
    },
  };
}

export type CardTable = ReturnType<typeof cardTable>;
