import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { bucketDigests, bucketOf } from '../../shared/wire/access-digest.ts';
import type {
  AccessLists,
  ListDifference,
  ListHead,
  RefreshedList,
  RefreshList,
} from '../ports/access.ts';
import { wantedEntries } from './access-wanted.ts';
import type { Database, Db, Tx } from './database.ts';
import { configsOf } from './device-config.ts';
import { type Insertion, insertRows, unitOf } from './rows.ts';

const changedCards: Insertion = {
  table: 'access_list_card',
  columns: { list: 'text', uid: 'text', bucket: 'smallint', body: 'text', version: 'bigint' },
  onConflict: '(list, uid) DO UPDATE SET body = excluded.body, version = excluded.version',
};

/** More cards than this are looked at by reading the whole list: engines limit what one query may name. */
const narrowMax = 500;
/** Differences start from one of the last versions only; a device away for longer gets the whole list. */
const versionsKept = 500;
const versionsKeptMs = 35 * 86_400_000;

/** The lists and configs of devices, in the tables of either engine. */
export function openAccessLists(database: Database): AccessLists {
  const { db } = database;
  return {
    refresh: (list, how) => database.inTransaction((tx) => refresh(database, tx, list, how)),
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
  for (const { uid, body } of rows) {
    if (body !== null) upserts.push(JSON.parse(body) as AccessEntry);
    else if (base > 0) removes.push(uid);
  }
  return { head, difference: { upserts, removes } };
}

async function refresh(
  database: Database,
  tx: Tx,
  list: string,
  how: RefreshList,
): Promise<RefreshedList | null> {
  const place = await tx.selectFrom('place').select('id').where('id', '=', list).executeTakeFirst();
  if (!place) {
    await forget(tx, list);
    return null;
  }
  const held = await holdList(database, tx, list);
  // The first look is at all of it.
  const changes = await changesOf(tx, list, held.version === 0 ? undefined : how.uids);
  if (changes.size === 0 && held.version > 0 && !how.renew) {
    const { version, digest, jws } = held;
    return { head: { list, version, digest, jws }, before: version };
  }
  const version = Math.max(held.version + 1, how.atLeast);
  const rows = [...changes].map(([uid, body]) => [list, uid, bucketOf(uid), body, version]);
  await insertRows(unitOf(database, tx), changedCards, rows);
  const digests = bucketDigests(Buffer.from(held.buckets, 'base64'));
  const touched = new Set([...changes.keys()].map(bucketOf));
  for (const [bucket, bodies] of await bodiesOf(tx, list, [...touched])) {
    digests.refreshBodies(bucket, bodies);
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

/** New bodies by uid, null for a card that goes; only what differs from the list. */
async function changesOf(
  tx: Tx,
  list: string,
  named: readonly string[] | undefined,
): Promise<ReadonlyMap<string, string | null>> {
  const uids = named && named.length <= narrowMax ? named : undefined;
  const changes = new Map<string, string | null>();
  if (uids?.length === 0) return changes;
  const wanted = await wantedEntries(tx, list, uids);
  let query = tx.selectFrom('access_list_card').select(['uid', 'body']).where('list', '=', list);
  if (uids) query = query.where('uid', 'in', uids);
  const held = new Map((await query.execute()).map(({ uid, body }) => [uid, body]));
  for (const [uid, body] of wanted) if (held.get(uid) !== body) changes.set(uid, body);
  for (const [uid, body] of held) if (body !== null && !wanted.has(uid)) changes.set(uid, null);
  return changes;
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
