import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { homesAfar, placesAfar, rulesAfar } from '../../../cloud/store/places-afar.ts';
import { openSettlements } from '../../../cloud/store/settlements.ts';
import { homeOf } from '../../../shared/domain/home-place.ts';
import type { About } from '../../../shared/wire/federation.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedFederation } from './seed-federation.ts';

const about = (name: string, fields: Partial<About> = {}): string =>
  JSON.stringify({
    ...{ name, timeZone: 'America/Cayenne', maxVisitMinutes: 90, closesAt: null },
    ...{ letsMembersEnter: false, ...fields },
  } satisfies About);

const seedPlaces = async (database: Database) => {
  await seedFederation(database, 'f2', { about: about('Two') });
  await seedFederation(database, 'f1', { about: about('One', { closesAt: '19:30' }) });
  await seedFederation(database, 'f3', { about: about('Left'), state: 'left' });
  await seedFederation(database, 'f4', { about: about('Waiting'), state: 'waiting' });
  await seedFederation(database, 'f5');
};

eachStore('places of other venues', (store) => {
  test('are those that ours pools with and were read, by the names and rules they told', async () => {
    const database = await store.open();
    await seedPlaces(database);
    const all = await placesAfar(database.db, null);
    expect(all).toMatchObject([
      { id: 'f1', name: 'One', time_zone: 'America/Cayenne', isAfar: true },
      { id: 'f2', name: 'Two', isAfar: true },
    ]);
    expect(await placesAfar(database.db, 'f2')).toMatchObject([{ id: 'f2' }]);
    for (const id of ['f3', 'f4', 'f5', 'nowhere'])
      expect(await placesAfar(database.db, id)).toEqual([]);
    const names = await openSettlements(database).placesAfar();
    expect([...names]).toEqual([
      ['f1', 'One'],
      ['f2', 'Two'],
    ]);
    const [one, two] = all.map((place) => rulesAfar(place));
    for (const rules of [one, two])
      expect(rules).toMatchObject({ timeZone: 'America/Cayenne', isRated: false, isTold: false });
    expect([one, two].map((rules) => rules?.rules.maxVisitMs)).toEqual([90 * 60_000, 90 * 60_000]);
    expect(two?.rules.closingAfter).toBeNull();
    // Their time zone is three hours behind UTC.
    const closes = one?.rules.closingAfter?.(Date.UTC(2026, 2, 12, 21));
    expect(closes).toBe(Date.UTC(2026, 2, 12, 22, 30));
  });

  test('are home to cards that they say are theirs, where nobody here says otherwise', async () => {
    const database = await store.open();
    const registry = openTestRegistry(database, () => 0);
    await registry.places.create({ id: 'p', name: 'P', timeZone: 'Europe/Paris' });
    await registry.members.create({ id: 'here', name: 'Ana', homePlaceId: 'p' });
    await registry.members.create({ id: 'any', name: 'Bo' });
    for (const id of ['f1', 'f2']) await seedFederation(database, id);
    const card = (n: number) => `0400000000000${n}`;
    const shared = (federation: string, n: number, their_home: number) =>
      database.db
        .insertInto('federation_card')
        .values({ federation, uid: card(n), blinded: `${n}`, ref: `${n}`, known: 1, their_home })
        .execute();
    const member = (federation: string, n: number) =>
      database.db
        .insertInto('federation_member')
        .values({
          ...{ federation, key: `${n}`, uid: card(n) },
          ...{ initials: null, valid_from: null, valid_until: null },
        })
        .execute();
    await registry.cards.create({ uid: card(1) });
    await shared('f1', 1, 1);
    await registry.cards.create({ uid: card(2) });
    await shared('f1', 2, 0);
    await registry.cards.create({ uid: card(3), homePlaceId: 'p' });
    await shared('f1', 3, 1);
    await registry.cards.create({ uid: card(4), memberId: 'here' });
    await shared('f1', 4, 1);
    await registry.cards.create({ uid: card(5), memberId: 'any' });
    await shared('f2', 5, 1);
    await member('f2', 6);
    // A card of ours that they let enter as theirs, too, and do not call at home there.
    await registry.cards.create({ uid: card(7) });
    await member('f2', 7);
    const homes = await openSettlements(database).homes();
    const of = (n: number, memberId: string | null = null) =>
      homeOf(homes, { cardUid: card(n), memberId }, 0);
    expect([of(1), of(5, 'any'), of(6)]).toEqual(['f1', 'f2', 'f2']);
    // What is said here comes first; what nobody says is at the only place there is.
    expect([of(3), of(4, 'here'), of(2), of(7)]).toEqual(['p', 'p', 'p', 'p']);
    expect(homes.afar).toEqual(await homesAfar(database.db));
    expect([...homes.afar.keys()].toSorted()).toEqual([1, 3, 4, 5, 6].map(card));
  });
});
