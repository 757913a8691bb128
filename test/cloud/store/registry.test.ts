import { expect, test } from '@jest/globals';
import type { Registry, RegistryChange } from '../../../cloud/ports/registry.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import type { RegistryHooks } from '../../../cloud/store/registry-rules.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from '../each-store.ts';

const now = Date.UTC(2026, 2, 12, 17);
const publicKey = 'A'.repeat(43);

async function fresh(store: FreshStore, hooks: Partial<RegistryHooks> = {}) {
  const registry = openRegistry(
    await store.open(),
    { hasPunches: async () => false, cardGiven: async () => undefined, ...hooks },
    { now: () => now, log: silentLogger },
  );
  const changes: RegistryChange[] = [];
  registry.onChange((change) => changes.push(change));
  return { registry, changes };
}

const place = (registry: Registry, id = 'demo') =>
  registry.places.create({ id, name: `Place ${id}`, timeZone: 'Europe/Paris' });
const device = (registry: Registry, id: string, placeId: string) =>
  registry.devices.create({ id, placeId, publicKey });

eachStore('the registry', (store) => {
  test('a new place has the default policy and a grant for everyone', async () => {
    const { registry, changes } = await fresh(store);
    expect(await place(registry)).toMatchObject({ maxVisitMinutes: 720, missingExit: 'flag' });
    const grants = await registry.grants.list({ limit: 10, cursor: null });
    expect(grants.items).toEqual([
      {
        id: expect.stringMatching(/^grant_/),
        placeId: 'demo',
        memberId: null,
        groupId: 'everyone',
        accessPoints: '*',
        scheduleId: null,
      },
    ]);
    expect(changes.map((change) => change.kind).sort()).toEqual(['access', 'config']);
  });

  test('a taken id conflicts, an unknown one is not found, and neither tells of a change', async () => {
    const { registry, changes } = await fresh(store);
    await place(registry);
    changes.length = 0;
    await expect(place(registry)).rejects.toMatchObject({ code: 'conflict' });
    await expect(registry.places.patch('nowhere', { name: 'x' })).rejects.toMatchObject({
      code: 'notFound',
    });
    await expect(registry.members.remove('nobody')).rejects.toMatchObject({ code: 'notFound' });
    await expect(
      registry.areas.create({ placeId: 'demo', id: 'demo', name: 'x' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(changes).toEqual([]);
  });

  test('lists page by page, each record once', async () => {
    const { registry } = await fresh(store);
    for (let i = 0; i < 5; i++) await registry.members.create({ name: `Member ${i}` });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof registry.members.list>> = await registry.members.list({
        limit: 2,
        cursor,
      });
      seen.push(...page.items.map((member) => member.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual(['Member 0', 'Member 1', 'Member 2', 'Member 3', 'Member 4']);
  });

  test("an access point's place is its device's, and so are its door's and area's", async () => {
    const { registry } = await fresh(store);
    await place(registry);
    await place(registry, 'other');
    await device(registry, 'd1', 'demo');
    await registry.doors.create({ id: 'front', placeId: 'demo' });
    await registry.doors.create({ id: 'far', placeId: 'other' });
    const points = registry.accessPoints;
    expect(
      await points.create({ id: 'entree', deviceId: 'd1', doorId: 'front', direction: 'in' }),
    ).toMatchObject({ placeId: 'demo', counts: true, area: null });
    const mismatch = { code: 'placeMismatch', status: 409 };
    await expect(points.create({ deviceId: 'd1', placeId: 'other' })).rejects.toMatchObject(
      mismatch,
    );
    await expect(points.create({ deviceId: 'd1', doorId: 'far' })).rejects.toMatchObject(mismatch);
    await expect(points.create({ deviceId: 'none' })).rejects.toMatchObject({
      code: 'unknownReference',
    });
  });

  test('a door keeps what it listens to, each line for one thing, and hours of its own place', async () => {
    const { registry } = await fresh(store);
    await place(registry);
    await place(registry, 'other');
    const { id: hours } = await registry.schedules.create({ name: 'Desk', placeId: 'demo' });
    const { id: far } = await registry.schedules.create({ name: 'Far', placeId: 'other' });
    const plain = await registry.doors.create({ id: 'back', placeId: 'demo' });
    expect(plain).toMatchObject({ contact: null, exitButtonOpens: true, heldOpenSeconds: 0 });
    const wired = {
      contact: { line: 5, activeLow: false },
      exitButton: { line: 6, activeLow: true },
      exitButtonOpens: false,
      fire: { line: 13, activeLow: false },
      heldOpenSeconds: 45,
      openingScheduleId: hours,
    };
    await registry.doors.create({ id: 'front', placeId: 'demo', line: 17, ...wired });
    expect(await registry.doors.get('front')).toMatchObject(wired);
    await expect(
      registry.doors.patch('front', { fire: { line: 17, activeLow: true } }),
    ).rejects.toMatchObject({ code: 'badRequest', message: expect.stringContaining('line 17') });
    await expect(registry.doors.patch('front', { openingScheduleId: far })).rejects.toMatchObject({
      code: 'placeMismatch',
    });
    await expect(
      registry.doors.patch('front', { openingScheduleId: 'nowhere' }),
    ).rejects.toMatchObject({ code: 'unknownReference' });
    await expect(registry.schedules.remove(hours)).rejects.toMatchObject({ code: 'inUse' });
  });

  test('an access point moves with its device until it has a punch', async () => {
    let punched = false;
    const { registry } = await fresh(store, { hasPunches: async () => punched });
    await place(registry);
    await place(registry, 'other');
    await device(registry, 'd1', 'demo');
    await device(registry, 'd2', 'other');
    await registry.accessPoints.create({ id: 'entree', deviceId: 'd1' });
    expect(await registry.accessPoints.patch('entree', { deviceId: 'd2' })).toMatchObject({
      placeId: 'other',
    });
    punched = true;
    await expect(registry.accessPoints.patch('entree', { deviceId: 'd1' })).rejects.toMatchObject({
      code: 'placeFixed',
    });
    await expect(registry.accessPoints.remove('entree')).rejects.toMatchObject({ code: 'inUse' });
  });

  test('a card is canonical, active and known once; giving it to another is recorded', async () => {
    const given: unknown[] = [];
    const { registry, changes } = await fresh(store, {
      cardGiven: async (_tx, what) => {
        given.push(what);
      },
    });
    const ana = await registry.members.create({ name: 'Ana' });
    const bea = await registry.members.create({ name: 'Béa' });
    expect(changes).toEqual([]);
    const card = await registry.cards.create({ uid: '04:a1:b2:c3:d4:e5:f6', memberId: ana.id });
    expect(card).toMatchObject({ uid: '04A1B2C3D4E5F6', tag8: '04A1B2C3', state: 'active' });
    expect(changes).toEqual([{ kind: 'access', placeIds: '*', uids: ['04A1B2C3D4E5F6'] }]);
    await expect(registry.cards.create({ uid: '04A1B2C3D4E5F6' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(registry.cards.create({ uid: '04A1' })).rejects.toMatchObject({
      code: 'badRequest',
    });
    await expect(registry.cards.create({ uid: '08A1B2C3' })).rejects.toMatchObject({
      code: 'uidRandom',
    });
    await registry.cards.patch(card.id, { number: '0412' }, 'staff:1');
    expect(given).toEqual([]);
    await registry.cards.patch(card.id, { memberId: bea.id }, 'staff:1');
    expect(given).toEqual([{ uid: card.uid, memberId: bea.id, from: now, by: 'staff:1' }]);
    await registry.members.remove(bea.id);
    expect(await registry.cards.get(card.id)).toMatchObject({ memberId: null });
  });

  test('what fails beside the card leaves the card as it was', async () => {
    const { registry } = await fresh(store, {
      cardGiven: () => Promise.reject(new Error('no room')),
    });
    const ana = await registry.members.create({ name: 'Ana' });
    const card = await registry.cards.create({ uid: '04A1B2C3' });
    await expect(registry.cards.patch(card.id, { memberId: ana.id })).rejects.toThrow('no room');
    expect(await registry.cards.get(card.id)).toMatchObject({ memberId: null });
  });

  test('groups keep their members; schedules in use stay', async () => {
    const { registry } = await fresh(store);
    await place(registry);
    const ana = await registry.members.create({ name: 'Ana' });
    const group = await registry.groups.create({ name: 'Climbers', memberIds: [ana.id] });
    expect(await registry.groups.get(group.id)).toEqual(group);
    const week = await registry.schedules.create({
      name: 'Evenings',
      weekly: [{ weekdays: [1, 2], from: '19:00', until: '23:00' }],
    });
    const grant = await registry.grants.create({
      groupId: group.id,
      accessPoints: '*',
      scheduleId: week.id,
    });
    expect(grant.placeId).toBe('demo');
    await expect(registry.schedules.remove(week.id)).rejects.toMatchObject({ code: 'inUse' });
    await expect(
      registry.groups.create({ name: 'Ghosts', memberIds: ['m_nobody'] }),
    ).rejects.toMatchObject({ code: 'badRequest' });
    await registry.groups.remove(group.id);
    expect(await registry.grants.find(grant.id)).toBeNull();
  });

  test('a grant for every access point needs a place where there are several', async () => {
    const { registry } = await fresh(store);
    await place(registry);
    await place(registry, 'other');
    await device(registry, 'd1', 'demo');
    await registry.accessPoints.create({ id: 'entree', deviceId: 'd1' });
    const everyone = { groupId: 'everyone', accessPoints: '*' } as const;
    await expect(registry.grants.create(everyone)).rejects.toMatchObject({ code: 'placeNeeded' });
    expect(
      await registry.grants.create({ groupId: 'everyone', accessPoints: ['entree'] }),
    ).toMatchObject({ placeId: 'demo' });
    await expect(
      registry.grants.create({ ...everyone, accessPoints: ['entree'], placeId: 'other' }),
    ).rejects.toMatchObject({ code: 'placeMismatch' });
    await expect(
      registry.grants.create({ accessPoints: '*', placeId: 'demo' }),
    ).rejects.toMatchObject({ code: 'badRequest' });
  });

  test('a policy pairs anew; a removed device is kept, retired', async () => {
    const { registry, changes } = await fresh(store);
    await place(registry);
    await device(registry, 'd1', 'demo');
    changes.length = 0;
    await registry.places.patch('demo', { closesAt: '22:00' });
    expect(changes).toContainEqual({ kind: 'pairing', placeIds: ['demo'] });
    await registry.devices.remove('d1');
    expect(changes).toContainEqual({ kind: 'device', deviceId: 'd1' });
    expect(await registry.devices.get('d1')).toMatchObject({ state: 'retired' });
    await expect(registry.places.remove('demo')).rejects.toMatchObject({ code: 'inUse' });
  });

  test('a listener that throws does not undo the change or stop the next listener', async () => {
    const { registry } = await fresh(store);
    const heard: string[] = [];
    registry.onChange(() => {
      throw new Error('deaf');
    });
    registry.onChange((change) => heard.push(change.kind));
    await place(registry);
    expect(heard.length).toBe(2);
    expect(await registry.places.find('demo')).not.toBeNull();
  });
});
