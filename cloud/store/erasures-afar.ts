import type { ErasureAtPartner } from '../ports/erasures.ts';
import type { Db, Tx } from './database.ts';
import type { ErasureTables } from './schema/erasures.ts';

/** Before a person's cards go: each venue that ours pools with is to be asked to forget those that are theirs. */
export async function askPartners(tx: Tx, memberId: string, at: number): Promise<void> {
  const cards = await tx
    .selectFrom('federation_card as c')
    .innerJoin('card', 'card.uid', 'c.uid')
    .innerJoin('federation as f', 'f.id', 'c.federation')
    .select(['c.federation', 'c.ref'])
    .where('card.member_id', '=', memberId)
    .where('f.state', '=', 'pooled')
    .execute();
  for (const { federation, ref } of cards) {
    if (ref === null) continue;
    const asked = { state: 'waiting' as const, why: null, at };
    await tx
      .insertInto('erasure_afar')
      .values({ member_id: memberId, federation, card: ref, ...asked })
      .onConflict((again) => again.columns(['member_id', 'federation', 'card']).doUpdateSet(asked))
      .execute();
  }
}

/** Cards that a partner is still to be asked about. */
export const askedOf = (db: Db, federation: string, most: number) =>
  db
    .selectFrom('erasure_afar')
    .select(['card', 'member_id', 'state', 'why'])
    .where('federation', '=', federation)
    .where('state', '=', 'waiting')
    .orderBy('at')
    .orderBy('card')
    .limit(most)
    .execute();

/** Their store is an older one: whom they erased may be there again, and is asked for once more. */
export async function askAgain(tx: Tx, federation: string): Promise<void> {
  await tx
    .updateTable('erasure_afar')
    .set({ state: 'waiting', why: 'oldStore' })
    .where('federation', '=', federation)
    .where('state', '=', 'done')
    .execute();
}

/** Nobody can be asked any more; what was found of what they asked is still done. */
export async function endAsking(db: Db, federation: string, at: number): Promise<void> {
  await db
    .updateTable('erasure_afar')
    .set({ state: 'gone', why: null, at })
    .where('federation', '=', federation)
    .where('state', '=', 'waiting')
    .execute();
  await db
    .deleteFrom('erasure_for')
    .where('federation', '=', federation)
    .where('state', '=', 'asked')
    .where('uid', 'is', null)
    .execute();
}

/** What they ask, in a message that may come again. Answers what became of each, in their order. */
export async function hearErasures(
  tx: Tx,
  federation: string,
  cards: readonly string[],
  at: number,
): Promise<readonly ('waiting' | 'done' | 'kept')[]> {
  const said: ('waiting' | 'done' | 'kept')[] = [];
  for (const card of cards) {
    const known = await tx
      .selectFrom('federation_card')
      .select('uid')
      .where('federation', '=', federation)
      .where('ref', '=', card)
      .executeTakeFirst();
    const asked = { federation, card, asked_at: at, state: 'asked', erasure: null } as const;
    await tx
      .insertInto('erasure_for')
      .values({ ...asked, uid: known?.uid ?? null })
      .onConflict((same) => same.columns(['federation', 'card']).doNothing())
      .execute();
    const row = await tx
      .selectFrom('erasure_for')
      .leftJoin('erasure', 'erasure.member_id', 'erasure_for.erasure')
      .select(['erasure_for.state', 'erasure.done_at'])
      .where('federation', '=', federation)
      .where('card', '=', card)
      .executeTakeFirstOrThrow();
    if (row.state === 'kept') said.push('kept');
    else said.push(row.state === 'none' || row.done_at !== null ? 'done' : 'waiting');
  }
  return said;
}

/** What was asked by partners and not begun yet. */
export const notBegun = (db: Db, federation: string) =>
  db
    .selectFrom('erasure_for')
    .select(['card', 'uid'])
    .where('federation', '=', federation)
    .where('state', '=', 'asked')
    .orderBy('asked_at')
    .orderBy('card')
    .execute();

export async function sayBegun(
  tx: Tx,
  { federation, card }: { readonly federation: string; readonly card: string },
  is: Pick<ErasureTables['erasure_for'], 'state' | 'erasure'>,
): Promise<void> {
  await tx
    .updateTable('erasure_for')
    .set({ ...is, uid: null })
    .where('federation', '=', federation)
    .where('card', '=', card)
    .execute();
}

type Row = ErasureTables['erasure_afar'] & { readonly name: string | null };

/** One word for each venue: as long as one card waits there, it does. */
export async function partnersAsked(
  db: Db,
): Promise<ReadonlyMap<string, readonly ErasureAtPartner[]>> {
  const rows: readonly Row[] = await db
    .selectFrom('erasure_afar')
    .innerJoin('federation', 'federation.id', 'erasure_afar.federation')
    .selectAll('erasure_afar')
    .select('federation.name')
    .orderBy('federation.made_at')
    .orderBy('erasure_afar.card')
    .execute();
  const ofMember = Map.groupBy(rows, ({ member_id }) => member_id);
  return new Map(
    [...ofMember].map(([memberId, all]) => [
      memberId,
      [...Map.groupBy(all, ({ federation }) => federation).values()].flatMap((cards) => {
        const [said] = (['waiting', 'gone', 'kept', 'done'] as const).flatMap(
          (state) => cards.find((one) => one.state === state) ?? [],
        );
        if (!said) return [];
        const { federation, name, state, why, at } = said;
        return [{ federation, name, state, why, at }];
      }),
    ]),
  );
}
