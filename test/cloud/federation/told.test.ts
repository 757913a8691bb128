import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { writePassages } from '../../../cloud/store/passages.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { cardStates } from '../../../shared/domain/access-list.ts';
import type { Feed } from '../../../shared/wire/federation.ts';
import { eachStore } from '../each-store.ts';
import { begun, pooled, uid } from './two-sides.ts';

/** Held by B alone. */
const theirs = '04FFEEDDCCBBAA';
const minute = 60_000;

/** What stands, of all that a side told: not only what the other one made something of. */
async function standing<T>({ db }: Database, feed: Feed): Promise<readonly T[]> {
  const rows = await db
    .selectFrom('federation_told')
    .select('body')
    .where('feed', '=', feed)
    .where('body', 'is not', null)
    .orderBy('seq')
    .execute();
  return rows.map(({ body }) => JSON.parse(body ?? '') as T);
}

const entered = (database: Database, place: string, cardUid: string, at: number) =>
  database.inTransaction((tx) =>
    writePassages(unitOf(database, tx), [
      {
        key: { place, area: place, person: `card:${cardUid}` },
        passage: {
          id: `${place}-${cardUid}-${at}`,
          entry: { at, punchId: `p-${at}`, accessPoint: 'door', by: 'card' },
          ...{ exit: null, status: 'open', anomalies: [], cardUid, corrected: false },
        },
      },
    ]),
  );

eachStore('the other side is told', (store) => {
  test('no card of a member until staff let members enter, and then active ones of members alone', async () => {
    const { a, b, id } = await pooled(store);
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    await b.registry.members.create({ id: 'm', name: 'Ana B', homePlaceId: 'b' });
    await b.registry.members.create({ id: 'n', name: 'Noé C', homePlaceId: 'far' });
    for (const [n, state] of cardStates.entries())
      await b.registry.cards.create({ id: state, uid: `04A1B2C3D4E50${n}`, memberId: 'm', state });
    await b.registry.cards.create({ id: 'nobody', uid: theirs });
    await b.registry.cards.create({ id: 'far', uid, memberId: 'n' });
    const inA = async () => {
      const rows = a.database.db.selectFrom('federation_member').select(['uid', 'initials']);
      return rows.where('federation', '=', id).orderBy('uid').execute();
    };
    const look = async () => {
      await a.federations.look(id);
      return inA();
    };
    const active = { uid: '04A1B2C3D4E500', initials: null };
    await b.federations.look(id);
    expect(await look()).toEqual([]);
    expect(await standing(b.database, 'members')).toEqual([]);
    await b.federations.change(id, true, 'staff:bob');
    expect(await look()).toEqual([active]);
    expect(await standing<{ uid: string }>(b.database, 'members')).toMatchObject([active]);
    for (const state of cardStates.filter((one) => one !== 'active')) {
      await b.registry.cards.patch('active', { state });
      expect(await look()).toEqual([]);
      await b.registry.cards.patch('active', { state: 'active' });
      expect(await look()).toEqual([active]);
    }
    await b.federations.change(id, false, 'staff:bob');
    expect(await look()).toEqual([]);
    expect(await standing(b.database, 'members')).toEqual([]);
  }, 60_000);

  test('no card that is at home at another place of this side, as a point or by its number', async () => {
    const { a, b, id } = await pooled(store);
    await b.federations.change(id, true, 'staff:bob');
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    await b.registry.members.create({ id: 'm', name: 'Ana B' });
    await b.registry.cards.create({ id: 'c', uid, memberId: 'm', homePlaceId: 'far' });
    const look = async () => {
      for (const one of [b, a]) await one.federations.look(id);
    };
    await look();
    for (const feed of ['cards', 'members'] as const)
      expect(await standing(b.database, feed)).toEqual([]);
    await b.registry.cards.patch('c', { homePlaceId: 'b' });
    await look();
    expect(await standing(b.database, 'cards')).toMatchObject([{ isHome: true }]);
    expect(await standing(b.database, 'members')).toMatchObject([{ uid }]);
    await b.registry.cards.patch('c', { homePlaceId: 'far' });
    await look();
    for (const feed of ['cards', 'members'] as const)
      expect(await standing(b.database, feed)).toEqual([]);
  }, 60_000);

  test('of passages none of a card that it does not hold, of another place, or before they met', async () => {
    const { a, b, id } = await pooled(store);
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    const held = await a.registry.cards.create({ uid });
    for (const card of [uid, theirs]) await b.registry.cards.create({ uid: card });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    await entered(b.database, 'b', uid, begun + minute);
    await entered(b.database, 'b', uid, begun);
    await entered(b.database, 'b', uid, begun - 1);
    await entered(b.database, 'b', theirs, begun + 2 * minute);
    await entered(b.database, 'far', uid, begun + minute / 2);
    await a.federations.look(id);
    const at = async () => {
      type Shown = { readonly entry: { readonly at: string } };
      const told = await standing<Shown>(b.database, 'passages');
      return told.map(({ entry }) => (Date.parse(entry.at) - begun) / minute);
    };
    expect(await at()).toEqual([0, 1]);
    expect((await a.federations.get(id)).counts.passages).toBe(2);
    // Held there no more, it is told no more.
    await a.registry.cards.remove(held.id);
    for (const one of [a, b, a]) await one.federations.look(id);
    expect(await at()).toEqual([]);
    expect((await a.federations.get(id)).counts.passages).toBe(0);
  }, 60_000);
});
