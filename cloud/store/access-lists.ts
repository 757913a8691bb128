import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { bucketDigests, bucketOf } from '../../shared/wire/access-digest.ts';
import type {
  AccessLists,
  ListDifference,
  ListHead,
  RefreshedList,
  RefreshList,
} from '../ports/access.ts';
import { cardsOf, changesOf, differing, inPages, namedMax } from './access-changes.ts';
import type { Database, Db, Tx } from './database.ts';
import { configsOf } from './device-config.ts';
import { type Insertion, insertRows, unitOf } from './rows.ts';

const changedCards: Insertion = {
  table: 'access_list_card',
  columns: { list: 'text', uid: 'text', bucket: 'smallint', body: 'text', version: 'bigint' },
  onConflict: '(list, uid) DO UPDATE SET body = excluded.body, version = excluded.version',
};

const bucketsPerLook = 8;
/** Differences start from one of the last versions only; a device away for longer gets the whole list. */
const versionsKept = 500;
const versionsKeptMs = 35 * 86_400_000;

/** The lists and configs of devices, in the tables of either engine. */
export function openAccessLists(database: Database): AccessLists {
  const { db } = database;
  return {
    async refresh(list, how) {
      // Looked through before anything is locked; what changes meanwhile is told of by itself.
      const whole = how.uids === undefined || how.uids.length > namedMax;
      const uids = whole ? await differing(db, list) : how.uids;
      return database.inTransaction((tx) => refresh(database, tx, list, { ...how, uids, whole }));
    },
    differing: (list) => differing(db, list),
    head: (list) => headOf(db, list),
    async wasOurs(list, version, digest) {
      const known = await db
        .selectFrom('access_list_version')
        .select('digest')
        .where('list', '=', list)
        .where('version', '=', version)
        .executeTakeFirst();
      return known?.digest === digest;
    },
    difference: (list, base) =>
      database.inTransaction((tx) => differenceOf(database, tx, list, base)),
    ...configsOf(database),
    cardsOf: (memberIds, groupIds) => cardsOf(db, memberIds, groupIds),
    async places() {
      return (await db.selectFrom('place').select('id').orderBy('id').execute()).map((p) => p.id);
    },
  };
}

const headColumns = ['list', 'version', 'digest', 'jws'] as const;

async function headOf(db: Db, list: string): Promise<ListHead | null> {
  const head = await db
    .selectFrom('access_list')
    .select(headColumns)
    .where('list', '=', list)
    .where('version', '>', 0)
    .executeTakeFirst();
  return head ?? null;
}

async function differenceOf(
  database: Database,
  tx: Tx,
  list: string,
  base: number,
): Promise<{ head: ListHead; difference: ListDifference } | null> {
  const head = await tx
    .selectFrom('access_list')
    .select(headColumns)
    .where('list', '=', list)
    .where('version', '>', 0)
    // Cards and head must be of one version: nobody changes them between the two questions.
    .$if(database.engine === 'postgres', (query) => query.forShare())
    .executeTakeFirst();
  if (!head) return null;
  const rows = await tx
    .selectFrom('access_list_card')
    .select(['uid', 'body'])
    .where('list', '=', list)
    .where('version', '>', base)
    .orderBy('uid')
    .execute();
  const upserts: AccessEntry[] = [];
  const removes: string[] = [];
  for (const [n, { uid, body }] of rows.entries()) {
    if (n % 2_000 === 1_999) await breathe();
    if (body !== null) upserts.push(JSON.parse(body) as AccessEntry);
    else if (base > 0) removes.push(uid);
  }
  return { head, difference: { upserts, removes } };
}

async function refresh(
  database: Database,
  tx: Tx,
  list: string,
  how: RefreshList & { readonly uids: readonly string[]; readonly whole: boolean },
): Promise<RefreshedList | null> {
  const place = await tx.selectFrom('place').select('id').where('id', '=', list).executeTakeFirst();
  if (!place) {
    await forget(tx, list);
    return null;
  }
  const held = await holdList(database, tx, list);
  // The first look is at all of it.
  const uids = held.version === 0 && !how.whole ? await differing(tx, list) : how.uids;
  const changes = await changesOf(tx, list, uids);
  if (changes.size === 0 && held.version > 0 && !how.renew) {
    const { version, digest, jws } = held;
    return { head: { list, version, digest, jws }, before: version };
  }
  const version = Math.max(held.version + 1, how.atLeast);
  const rows = [...changes].map(([uid, body]) => [list, uid, bucketOf(uid), body, version]);
  for (const some of inPages(rows)) {
    await insertRows(unitOf(database, tx), changedCards, some);
    await breathe();
  }
  const digests = bucketDigests(Buffer.from(held.buckets, 'base64'));
  const touched = new Set([...changes.keys()].map(bucketOf));
  for (const some of inPages([...touched], bucketsPerLook)) {
    for (const [bucket, bodies] of await bodiesOf(tx, list, some)) {
      digests.refreshBodies(bucket, bodies);
    }
    await breathe();
  }
  const digest = digests.root();
  const jws = await how.sign({ list, version, digest });
  await tx
    .updateTable('access_list')
    .set({ version, digest, jws, buckets: digests.bytes().toString('base64') })
    .where('list', '=', list)
    .execute();
  await tx.insertInto('access_list_version').values({ list, version, digest }).execute();
  await forgetOldVersions(tx, list, version);
  return { head: { list, version, digest, jws }, before: held.version };
}

/** The list's row, locked where several aggregators share the store; made where there is none. */
async function holdList(database: Database, tx: Tx, list: string) {
  const empty = bucketDigests();
  await tx
    .insertInto('access_list')
    .values({
      list,
      version: 0,
      digest: empty.root(),
      buckets: empty.bytes().toString('base64'),
      jws: '',
    })
    .onConflict((taken) => taken.doNothing())
    .execute();
  return tx
    .selectFrom('access_list')
    .selectAll()
    .where('list', '=', list)
    .$if(database.engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
}

/** What each of these buckets holds now, sorted by uid; an emptied one holds nothing. */
async function bodiesOf(
  tx: Tx,
  list: string,
  buckets: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const bodies = new Map<number, string[]>(buckets.map((bucket) => [bucket, []]));
  if (buckets.length === 0) return bodies;
  const rows = await tx
    .selectFrom('access_list_card')
    .select(['uid', 'bucket', 'body'])
    .where('list', '=', list)
    .where('bucket', 'in', buckets)
    .where('body', 'is not', null)
    .execute();
  // Sorted here: a database may sort text by the rules of a language.
  rows.sort((a, b) => (a.uid < b.uid ? -1 : 1));
  for (const { bucket, body } of rows) if (body !== null) bodies.get(bucket)?.push(body);
  return bodies;
}

async function forgetOldVersions(tx: Tx, list: string, newest: number): Promise<void> {
  const surplus = await tx
    .selectFrom('access_list_version')
    .select('version')
    .where('list', '=', list)
    .orderBy('version', 'desc')
    .offset(versionsKept)
    .limit(1)
    .executeTakeFirst();
  const oldest = Math.max(surplus?.version ?? 0, newest - versionsKeptMs);
  await tx
    .deleteFrom('access_list_version')
    .where('list', '=', list)
    .where('version', '<=', oldest)
    .execute();
  // Nothing can start before it any more, so nobody needs to be told of these cards.
  await tx
    .deleteFrom('access_list_card')
    .where('list', '=', list)
    .where('body', 'is', null)
    .where('version', '<=', oldest)
    .execute();
}

async function forget(tx: Tx, list: string): Promise<void> {
  for (const table of ['access_list_card', 'access_list_version', 'access_list'] as const) {
    await tx.deleteFrom(table).where('list', '=', list).execute();
  }
}
