import { setImmediate } from 'node:timers/promises';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { bucketOf } from '../../shared/wire/access-digest.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';

/** A slice is one commit, and what a tap may have to wait for: a few milliseconds, on a Pi a few tens. */
const cardsASlice = 250;

/** A full set of cards. Two tables take turns: one answers the taps while the other is filled. */
export function cardTable(db: SqliteDatabase, name: 'card' | 'other_card') {
  const find = db.prepare<[string], string>(`SELECT body FROM ${name} WHERE uid = ?`).pluck();
  const upsert = db.prepare<[string, number, string]>(
    `INSERT INTO ${name} VALUES (?, ?, ?)
     ON CONFLICT (uid) DO UPDATE SET bucket = excluded.bucket, body = excluded.body`,
  );
  const remove = db.prepare<[string]>(`DELETE FROM ${name} WHERE uid = ?`);
  const rowsIn = db
    .prepare<[number], [string, string]>(
      `SELECT uid, body FROM ${name} WHERE bucket = ? ORDER BY uid`,
    )
    .raw();
  const some = db.prepare<[], string>(`SELECT uid FROM ${name} LIMIT ${cardsASlice}`).pluck();

  const put = (entry: AccessEntry) => {
    upsert.run(entry.uid, bucketOf(entry.uid), canonicalJson(entry));
  };
  const putSlice = db.transaction((entries: Iterator<AccessEntry>): boolean => {
    for (let n = 0; n < cardsASlice; n++) {
      const next = entries.next();
      if (next.done) return false;
      put(next.value);
    }
    return true;
  });
  const removeSlice = db.transaction((): boolean => {
    const uids = some.all();
    for (const uid of uids) remove.run(uid);
    return uids.length > 0;
  });

  return {
    find: (uid: string) => find.get(uid),
    put,
    remove: (uid: string) => void remove.run(uid),
    /** Uid and canonical JSON of the cards that fall into `bucket`, sorted by uid. */
    rowsIn: (bucket: number) => rowsIn.all(bucket),
    /** Taps are judged between two slices. */
    async fill(entries: Iterable<AccessEntry>): Promise<void> {
      const iterator = entries[Symbol.iterator]();
      while (putSlice.immediate(iterator)) await setImmediate();
    },
    /** Stops halfway once it is `enough`. */
    async empty(enough: () => boolean = () => false): Promise<void> {
      while (!enough() && removeSlice.immediate()) await setImmediate();
    },
  };
}

export type CardTable = ReturnType<typeof cardTable>;
