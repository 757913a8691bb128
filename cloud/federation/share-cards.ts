import type { Database, Tx } from '../store/database.ts';
import { assertNotLeft, type FederationRow } from '../store/federations.ts';
import type { PartnerAddress } from './ask-partner.ts';
import { blinded } from './blind.ts';
import { movedAway } from './moved-away.ts';
import { cardsOffered } from './tell-feeds.ts';

const cardsAtOnce = 400;

/** Each card of ours becomes what both call it; what is ours no more is forgotten. */
export async function raiseOwn(
  { database }: { readonly database: Database },
  row: FederationRow,
  { keys }: PartnerAddress,
  raise: (cards: readonly string[]) => Promise<{ readonly cards: readonly string[] }>,
): Promise<void> {
  const { db } = database;
  const ours = await cardsOffered(db, row.place_id).execute();
  const theirs = await db
    .selectFrom('federation_member')
    .select('uid')
    .where('federation', '=', row.id)
    .execute();
  const wanted = new Set([...ours, ...theirs].map(({ uid }) => uid));
  const held = await db
    .selectFrom('federation_card')
    .select('uid')
    .where('federation', '=', row.id)
    .execute();
  const known = new Set(held.map(({ uid }) => uid));
  const others = [...known].filter((uid) => !wanted.has(uid));
  const kept = await stillShared(db, row.id, others);
  const moved = await movedAway(db, row.place_id);
  const gone = others.filter((uid) => !kept.has(uid) && !moved.has(uid));
  if (gone.length > 0)
    await database.inTransaction(async (tx) => {
      for (const uid of gone)
        await tx
          .deleteFrom('federation_card')
          .where('federation', '=', row.id)
          .where('uid', '=', uid)
          .execute();
    });
  const fresh = [...wanted].filter((uid) => !known.has(uid));
  for (let at = 0; at < fresh.length; at += cardsAtOnce) {
    const some = fresh.slice(at, at + cardsAtOnce).map((uid) => ({
      ...{ federation: row.id, uid, blinded: blinded(uid, keys.cards), known: 0, their_home: 0 },
    }));
    const { cards } = await raise(some.map((one) => one.blinded));
    await database.inTransaction(async (tx) => {
      await assertNotLeft(database, tx, row.id);
      await tx
        .insertInto('federation_card')
        .values(some.map((one, i) => ({ ...one, ref: cards[i] ?? null })))
        .onConflict((same) => same.doNothing())
        .execute();
    });
  }
  if (fresh.length + gone.length > 0) await database.inTransaction((tx) => match(tx, row.id));
}

/** Theirs that may not enter any more, and did: both know the card still, and its passages stay told. */
async function stillShared(
  db: Database['db'],
  federation: string,
  uids: readonly string[],
): Promise<ReadonlySet<string>> {
  const shared = new Set<string>();
  for (let at = 0; at < uids.length; at += cardsAtOnce) {
    const some = uids.slice(at, at + cardsAtOnce);
    const rows = await db
      .selectFrom('federation_card as c')
      .innerJoin('federation_point as p', (same) =>
        same.onRef('p.federation', '=', 'c.federation').onRef('p.ref', '=', 'c.ref'),
      )
      .select('c.uid')
      .where('c.federation', '=', federation)
      .where('c.uid', 'in', some)
      .execute();
    const tapped = await db
      .selectFrom('card_sequence')
      .select('person')
      .where(
        'person',
        'in',
        some.map((uid) => `card:${uid}` as const),
      )
      .execute();
    const persons = new Set<string>(tapped.map(({ person }) => person));
    for (const { uid } of rows) if (persons.has(`card:${uid}`)) shared.add(uid);
  }
  return shared;
}

/** Both know a card where both made the same of it. */
export async function match(tx: Tx, federation: string): Promise<void> {
  const same = (home: boolean) =>
    tx
      .selectFrom('federation_point')
      .select('ref')
      .where('federation', '=', federation)
      .$if(home, (points) => points.where('is_home', '=', 1));
  for (const [column, home] of [
    ['known', false],
    ['their_home', true],
  ] as const) {
    const cards = (is: 0 | 1) =>
      tx
        .updateTable('federation_card')
        .set({ [column]: is })
        .where('federation', '=', federation)
        // Those that stay as they are need not be told anew.
        .where(column, '=', 1 - is);
    await cards(1).where('ref', 'in', same(home)).execute();
    await cards(0)
      .where((not) => not.or([not('ref', 'is', null), not('ref', 'not in', same(home))]))
      .execute();
  }
}
