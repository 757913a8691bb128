import { expect, test } from '@jest/globals';
import type { Registry } from '../../../cloud/ports/registry.ts';
import { lookAt } from '../../../cloud/store/access-wanted.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from '../each-store.ts';

const now = Date.UTC(2026, 2, 12, 17);

async function fresh(store: FreshStore) {
  const database = await store.open();
  const given: unknown[] = [];
  const registry = openRegistry(
    database,
    { hasPunches: async () => false, cardGiven: async (_tx, one) => void given.push(one) },
    { now: () => now, log: silentLogger },
  );
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const listed = async (uid: string) => {
    const look = await lookAt(database.db, 'demo');
    const body = (await look.at([uid])).get(uid);
    return body === undefined ? undefined : JSON.parse(body);
  };
  return { registry, database, given, listed };
}

const narrowed = async (registry: Registry) => {
  const { items } = await registry.grants.list({ limit: 10, cursor: null });
  for (const { id } of items) await registry.grants.remove(id);
};

eachStore('members and cards', (store) => {
  test('a card that waits for its first tap is on no list, and keeps its tag when it is adopted', async () => {
    const { registry, database, given, listed } = await fresh(store);
    const zoe = await registry.members.create({ name: 'Zoé' });
    const card = await registry.cards.create({ tag8: '8804a1b2', number: '1', memberId: zoe.id });
    expect(card).toMatchObject({ uid: null, tag8: '8804A1B2', state: 'active', stateSince: now });
    expect(await (await lookAt(database.db, 'demo')).after('')).toEqual(new Map());
    await expect(registry.cards.patch(card.id, { uid: '04FFFFFFFFFFFF' })).rejects.toMatchObject({
      code: 'tagMismatch',
    });
    const adopted = await registry.cards.patch(card.id, { uid: '04:a1:b2:c3:d4:e5:f6' });
    expect(adopted).toMatchObject({ uid: '04A1B2C3D4E5F6', tag8: '8804A1B2' });
    expect(await listed('04A1B2C3D4E5F6')).toMatchObject({ memberRef: zoe.id, name: 'Zoé' });
    expect(given).toEqual([{ uid: '04A1B2C3D4E5F6', memberId: zoe.id, from: now, by: 'system' }]);
    await expect(registry.cards.patch(card.id, { uid: '04A1B2C3D4E5F7' })).rejects.toMatchObject({
      code: 'uidFixed',
    });
    await expect(registry.cards.patch(card.id, { uid: null })).rejects.toMatchObject({
      code: 'uidFixed',
    });
  });

  test('a home place is one that is there, is kept, and holds its place in the registry', async () => {
    const { registry } = await fresh(store);
    await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'Europe/Paris' });
    const zoe = await registry.members.create({ name: 'Zoé', homePlaceId: 'annexe' });
    const card = await registry.cards.create({ uid: '04A1B2C3', homePlaceId: 'demo' });
    expect([zoe.homePlaceId, card.homePlaceId]).toEqual(['annexe', 'demo']);
    const nowhere = { homePlaceId: 'nowhere' };
    for (const wish of [
      registry.members.create({ name: 'Noé', ...nowhere }),
      registry.members.patch(zoe.id, nowhere),
      registry.cards.patch(card.id, nowhere),
    ])
      await expect(wish).rejects.toMatchObject({ code: 'unknownReference' });
    await expect(registry.places.remove('annexe')).rejects.toMatchObject({ code: 'inUse' });
    await registry.members.patch(zoe.id, { homePlaceId: null });
    // What she did while it was her home is settled with it.
    await expect(registry.places.remove('annexe')).rejects.toMatchObject({ code: 'inUse' });
    expect((await registry.members.get(zoe.id)).homePlaceId).toBeNull();
  });

  test('two cards may wait under one tag; a tag that is new at each reading is refused', async () => {
    const { registry } = await fresh(store);
    await registry.cards.create({ tag8: '04A1B2C3', number: '1' });
    await registry.cards.create({ tag8: '04A1B2C3', number: '2' });
    await expect(registry.cards.create({ tag8: '08A1B2C3' })).rejects.toMatchObject({
      code: 'badRequest',
    });
    await expect(registry.cards.create({ number: '3' })).rejects.toMatchObject({
      code: 'badRequest',
    });
  });

  test('a card is valid no longer than who holds it', async () => {
    const { registry, listed } = await fresh(store);
    const zoe = await registry.members.create({ name: 'Zoé', validUntil: '2026-06-30' });
    const card = await registry.cards.create({ uid: '04A1B2C3', memberId: zoe.id });
    expect(await listed('04A1B2C3')).toMatchObject({ validFrom: null, validUntil: '2026-06-30' });
    await registry.cards.patch(card.id, { validFrom: '2026-01-01', validUntil: '2026-12-31' });
    expect(await listed('04A1B2C3')).toMatchObject({
      validFrom: '2026-01-01',
      validUntil: '2026-06-30',
    });
    await expect(registry.members.patch(zoe.id, { validFrom: '2026-07-01' })).rejects.toMatchObject(
      { code: 'badRequest' },
    );
  });

  test('a guest enters where the member who answers for them does, and until a day', async () => {
    const { registry, listed } = await fresh(store);
    await narrowed(registry);
    const zoe = await registry.members.create({ name: 'Zoé', validUntil: '2026-06-30' });
    await registry.grants.create({ memberId: zoe.id, placeId: 'demo', accessPoints: '*' });
    const guest = { uid: '04A1B2C3', sponsorId: zoe.id, guestName: 'Ana Bo' };
    await expect(registry.cards.create(guest)).rejects.toMatchObject({ code: 'guestNeedsEnd' });
    await expect(
      registry.cards.create({ ...guest, validUntil: '2026-03-20', memberId: zoe.id }),
    ).rejects.toMatchObject({ code: 'guestHasMember' });
    await expect(
      registry.cards.create({ uid: '04A1B2C3', guestName: 'Ana' }),
    ).rejects.toMatchObject({ code: 'guestNeedsSponsor' });
    const card = await registry.cards.create({ ...guest, validUntil: '2026-12-31' });
    expect(await listed('04A1B2C3')).toMatchObject({
      memberRef: null,
      name: 'Ana',
      validUntil: '2026-06-30',
      grants: [{ accessPoints: '*', schedule: null }],
    });
    await registry.members.remove(zoe.id);
    expect(await registry.cards.get(card.id)).toMatchObject({
      state: 'returned',
      sponsorId: null,
      guestName: null,
    });
  });

  test('a card that is lost is given to nobody; since when is kept', async () => {
    const { registry } = await fresh(store);
    const zoe = await registry.members.create({ name: 'Zoé' });
    const card = await registry.cards.create({ uid: '04A1B2C3' });
    await registry.cards.patch(card.id, { state: 'lost' });
    await expect(registry.cards.patch(card.id, { memberId: zoe.id })).rejects.toMatchObject({
      code: 'cardNotActive',
    });
    const found = await registry.cards.patch(card.id, { memberId: zoe.id, state: 'active' });
    expect(found).toMatchObject({ memberId: zoe.id, state: 'active', stateSince: now });
  });
});
