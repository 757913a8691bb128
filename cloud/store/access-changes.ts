import { breathe } from '../../shared/runtime/breathe.ts';
import { cardsPerLook, lookAt, type Wanted } from './access-wanted.ts';
import type { Db, Tx } from './database.ts';
import { membersAfar } from './members-afar.ts';

/** More cards than this are looked at by reading the whole list. */
export const namedMax = 20_000;

/** New bodies by uid, null for a card that goes; only what differs from the list. */
export async function changesOf(
  tx: Tx,
  list: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const changes = new Map<string, string | null>();
  if (uids.length > namedMax) {
    await lookThrough(tx, list, (uid, body) => changes.set(uid, body));
    return changes;
  }
  const look = await lookAt(tx, list);
  for (const some of inPages(uids)) {
    const held = heldCards(tx, list).where('uid', 'in', some);
    compare(await look.at(some), await held.execute(), (uid, body) => changes.set(uid, body));
    await breathe();
  }
  return changes;
}

/** The cards whose place on the list is not what it should be, by looking at all of them, a page at a time. */
export async function differing(db: Db, list: string): Promise<readonly string[]> {
  const uids: string[] = [];
  await lookThrough(db, list, (uid) => uids.push(uid));
  return uids;
}

async function lookThrough(db: Db, list: string, differs: Differs): Promise<void> {
  const look = await lookAt(db, list);
  for (let after = ''; ; ) {
    const wanted = await look.after(after);
    const last = [...wanted.keys()].at(-1);
    let held = heldCards(db, list).where('uid', '>', after);
    if (last !== undefined) held = held.where('uid', '<=', last);
    compare(wanted, await held.execute(), differs);
    if (last === undefined) return;
    after = last;
    await breathe();
  }
}

type Differs = (uid: string, body: string | null) => void;

const heldCards = (db: Db, list: string) =>
  db.selectFrom('access_list_card').select(['uid', 'body']).where('list', '=', list);

function compare(
  wanted: Wanted,
  rows: readonly { readonly uid: string; readonly body: string | null }[],
  differs: Differs,
): void {
  const held = new Map(rows.map(({ uid, body }) => [uid, body]));
  for (const [uid, body] of wanted) if (held.get(uid) !== body) differs(uid, body);
  for (const [uid, body] of held) if (body !== null && !wanted.has(uid)) differs(uid, null);
}

export function* inPages<T>(all: readonly T[], size = cardsPerLook): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

/** The cards of these members, and of the members of these groups; null: too many to name. */
export async function cardsOf(
  db: Db,
  memberIds: readonly string[],
  groupIds: readonly string[],
): Promise<readonly string[] | null> {
  const uids: string[] = [];
  for (const some of inPages(memberIds)) {
    for (const holder of ['member_id', 'sponsor_id'] as const) {
      const cards = db.selectFrom('card').select('uid').where(holder, 'in', some);
      uids.push(...(await cards.execute()).flatMap(({ uid }) => uid ?? []));
    }
  }
  for (const some of inPages(groupIds)) {
    for (const holder of ['card.member_id', 'card.sponsor_id'] as const) {
      const cards = db
        .selectFrom('member_group_member as g')
        .innerJoin('card', holder, 'g.member_id')
        .select('card.uid')
        .where('g.group_id', 'in', some)
        .limit(namedMax + 1);
      uids.push(...(await cards.execute()).flatMap(({ uid }) => uid ?? []));
    }
  }
  for (const some of inPages(groupIds)) {
    const afar = membersAfar(db, some).limit(namedMax + 1);
    uids.push(...(await afar.execute()).map(({ uid }) => uid));
  }
  return uids.length > namedMax ? null : uids;
}
