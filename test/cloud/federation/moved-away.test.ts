import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { writePassages } from '../../../cloud/store/passages.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { openSettlements } from '../../../cloud/store/settlements.ts';
import { settleMonth } from '../../../cloud/web/settlement/settle-month.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { begun, pooled, uid } from './two-sides.ts';

const hour = 3_600_000;

/** Ana is a member of A's place that pools, and was at B. */
async function anaAtB(store: FreshStore) {
  const both = await pooled(store);
  const { a, b, id } = both;
  await a.registry.places.create({ id: 'atelier', name: 'L’Atelier', timeZone: 'Europe/Paris' });
  await a.registry.places.create({ id: 'halle', name: 'La Halle', timeZone: 'Europe/Paris' });
  await a.registry.members.create({ id: 'ana', name: 'Ana', homePlaceId: 'a' });
  await a.registry.cards.create({ id: 'card', uid, memberId: 'ana' });
  const exchange = async () => {
    for (const one of [b, a, b, a, b, a]) {
      const { problem } = await one.federations.look(id);
      if (one === b) expect(problem).toBeNull();
    }
  };
  const stay = async (n: number, at: number) => {
    const end = (when: number) =>
      ({ at: when, punchId: `p${n}`, accessPoint: 'door', by: 'card' }) as const;
    await b.database.inTransaction((tx) =>
      writePassages(unitOf(b.database, tx), [
        {
          key: { place: 'b', area: 'b', person: `card:${uid}` },
          passage: {
            ...{ id: `p${n}`, entry: end(at), exit: end(at + hour), status: 'closed' },
            ...{ anomalies: [], cardUid: uid, corrected: false },
          },
        },
      ]),
    );
  };
  await a.federations.change(id, true, 'staff:ada');
  await exchange();
  const sequence = { uid, place: 'b', area: 'b', person: `card:${uid}` };
  await b.database.db.insertInto('card_sequence').values(sequence).execute();
  await stay(1, begun + hour);
  await exchange();
  const settled = async ({ database }: { readonly database: Database }) => {
    const passages = openPassageReader(database);
    const parts = { passages, settlements: openSettlements(database) };
    const asked = { month: '2026-03', now: begun + 100 * hour, counts: () => true };
    const cells = await settleMonth(parts, asked);
    passages.close();
    return cells.map(({ home, visited, passages: count }) => [home, visited, count]);
  };
  const bothSettle = async () => [await settled(a), await settled(b)];
  return { ...both, exchange, stay, bothSettle };
}

eachStore('a member who moves to a place that does not pool', (store) => {
  test('leaves what they did until then in both settlements, and enters there no more', async () => {
    const { a, b, id, exchange, stay, bothSettle } = await anaAtB(store);
    const one = [[['a', id, 1]], [[id, 'b', 1]]];
    expect(await bothSettle()).toEqual(one);
    for (const side of [a, b]) side.wall.now = begun + 10 * hour;
    await a.registry.members.patch('ana', { homePlaceId: 'atelier' });
    await exchange();
    expect(await bothSettle()).toEqual(one);
    const members = await b.database.db.selectFrom('federation_member').select('uid').execute();
    expect(members).toEqual([]);
    // What comes later is of a place that nobody pooled: B does not know whose, and A is none the wiser.
    for (const side of [a, b]) side.wall.now = begun + 15 * hour;
    await a.registry.members.patch('ana', { homePlaceId: 'halle' });
    await stay(2, begun + 12 * hour);
    await stay(3, begun + 5 * hour);
    await exchange();
    const after = [
      [['a', id, 2]],
      [
        ['b', 'b', 1],
        [id, 'b', 2],
      ],
    ];
    expect(await bothSettle()).toEqual(after);
    // Read anew from the beginning, it is the same.
    await a.database.db.updateTable('federation').set({ read_after: '{}' }).execute();
    await a.database.db.deleteFrom('passage_afar').execute();
    await exchange();
    expect(await bothSettle()).toEqual(after);
    const held = await a.database.db.selectFrom('passage_afar').select('id').execute();
    expect(held).toHaveLength(2);
  });

  test('who was never at home there is shared no more than before', async () => {
    const { a, b, exchange } = await anaAtB(store);
    await a.registry.members.create({ id: 'bo', name: 'Bo', homePlaceId: 'atelier' });
    await a.registry.cards.create({ uid: '04B0B0B0', memberId: 'bo' });
    await a.registry.members.patch('bo', { homePlaceId: null });
    await exchange();
    await a.registry.members.patch('bo', { homePlaceId: 'atelier' });
    await exchange();
    const shared = await a.database.db.selectFrom('federation_card').select('uid').execute();
    expect(shared).toEqual([{ uid }]);
    const points = await b.database.db
      .selectFrom('federation_point')
      .select('home_until')
      .execute();
    expect(points).toEqual([{ home_until: null }]);
  });
});
