import { expect, test } from '@jest/globals';
import type { Place, Registry, RegistryChange } from '../../../cloud/ports/registry.ts';
import { openAccessRules } from '../../../cloud/store/access-rules.ts';
import { configsOf } from '../../../cloud/store/device-config.ts';
import type { SignedConfig } from '../../../shared/wire/signed.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 2, 2, 9);
const every = { limit: 100, cursor: null };

async function fresh(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'demo', publicKey: 'A'.repeat(43) });
  await registry.accessPoints.create({ id: 'entree', deviceId: 'pi-1', direction: 'toggle' });
  const changes: RegistryChange[] = [];
  registry.onChange((change) => changes.push(change));
  /** What a device is told, before it is signed. */
  const told = async (device = 'pi-1'): Promise<SignedConfig> => {
    let said: SignedConfig | null = null;
    await configsOf(database).refreshConfig(device, {
      atLeast: now,
      mqttUrls: [],
      renew: true,
      sign: async (config) => {
        said = config;
        return 'jws';
      },
    });
    if (!said) throw new Error('no config');
    return said;
  };
  return { database, registry, changes, told };
}

const switchOn = (registry: Registry): Promise<Place> =>
  registry.places.patch('demo', { timeClock: true });

const made = async (registry: Registry) => ({
  assets: (await registry.assets.list(every)).items,
  items: (await registry.items.list(every)).items,
});

eachStore('the time clock', (store) => {
  test('switched on, it makes its asset and its item once, and every access point has it', async () => {
    const { registry, changes, told } = await fresh(store);
    expect((await told()).accessPoints[0]?.item).toBeNull();
    const place = await switchOn(registry);
    expect(place).toMatchObject({ timeClock: true, timeClockSince: now });
    const { assets, items } = await made(registry);
    expect(assets).toEqual([
      {
        id: expect.stringMatching(/^asset_/),
        placeId: 'demo',
        name: 'Badgeuse',
        nameEn: 'Time-clock machine',
        category: 'BDG',
        state: 'active',
      },
    ]);
    expect(items).toEqual([
      {
        id: place.timeClockItemId,
        placeId: 'demo',
        assetId: assets[0]?.id,
        category: 'BDG',
        name: 'Badger',
        nameEn: 'Time-clock machine',
        hundredthsPerHour: 0,
        state: 'active',
      },
    ]);
    expect(changes).toContainEqual({ kind: 'config', placeIds: ['demo'] });
    const config = await told();
    expect(config.accessPoints[0]?.item).toBe(place.timeClockItemId);
    expect(config.items).toEqual([expect.objectContaining({ id: place.timeClockItemId })]);
    const later = await registry.accessPoints.create({ id: 'back', deviceId: 'pi-1' });
    expect(later.itemId).toBe(place.timeClockItemId);
  });

  test('switched on again and again, or by two at once, nothing is made twice', async () => {
    const { registry } = await fresh(store);
    const [one, two] = await Promise.all([switchOn(registry), switchOn(registry)]);
    expect(two.timeClockItemId).toBe(one.timeClockItemId);
    await switchOn(registry);
    await registry.places.patch('demo', { timeClock: false });
    const again = await switchOn(registry);
    expect(again.timeClockItemId).toBe(one.timeClockItemId);
    const { assets, items } = await made(registry);
    expect([assets.length, items.length]).toEqual([1, 1]);
  });

  test('off hides it from every device and deletes nothing', async () => {
    const { registry, told } = await fresh(store);
    const { timeClockItemId } = await switchOn(registry);
    const desk = await registry.pointsOfSale.create({
      name: 'Desk',
      items: [timeClockItemId ?? ''],
    });
    await registry.devices.patch('pi-1', { pointsOfSale: [desk.id] });
    expect((await told()).pointsOfSale).toEqual([
      { id: desk.id, name: 'Desk', showPrices: true, items: [timeClockItemId] },
    ]);
    await registry.places.patch('demo', { timeClock: false });
    expect(await told()).toMatchObject({
      items: [],
      pointsOfSale: [],
      accessPoints: [{ id: 'entree', item: null }],
    });
    expect((await registry.accessPoints.get('entree')).itemId).toBe(timeClockItemId);
    expect(await registry.pointsOfSale.get(desk.id)).toMatchObject({ state: 'active' });
    expect((await made(registry)).items.length).toBe(1);
  });

  test('a place made with its time clock on has it from the start', async () => {
    const { registry } = await fresh(store);
    const place = await registry.places.create({ id: 'two', name: 'Two', timeClock: true });
    expect(await registry.items.get(place.timeClockItemId ?? '')).toMatchObject({
      placeId: 'two',
      category: 'BDG',
    });
    await registry.places.remove('two');
    expect((await made(registry)).assets).toEqual([]);
  });

  test('an item of the time clock is free of charge, one of a TIM asset costs tokens', async () => {
    const { registry } = await fresh(store);
    await switchOn(registry);
    const bdg = (await made(registry)).assets[0]?.id ?? '';
    const paid = { name: 'Coffee', hundredthsPerHour: 100 };
    await expect(registry.items.create({ ...paid, assetId: bdg })).rejects.toMatchObject({
      code: 'badRequest',
    });
    const tim = await registry.assets.create({ name: 'Hours', category: 'TIM' });
    const room = await registry.items.create({ ...paid, name: 'Room', assetId: tim.id });
    expect(room).toMatchObject({ category: 'TIM', placeId: 'demo', hundredthsPerHour: 100 });
    await expect(registry.items.create({ name: 'x', assetId: 'none' })).rejects.toMatchObject({
      code: 'unknownReference',
    });
  });

  test('what is used does not end, and what ended is kept and offered nowhere', async () => {
    const { registry, told } = await fresh(store);
    const { timeClockItemId } = await switchOn(registry);
    const bdg = (await made(registry)).assets[0]?.id ?? '';
    for (const state of ['remove', 'patch'] as const) {
      const end = (repository: Registry['items'] | Registry['assets'], id: string) =>
        state === 'remove' ? repository.remove(id) : repository.patch(id, { state: 'retired' });
      await expect(end(registry.items, timeClockItemId ?? '')).rejects.toMatchObject({
        code: 'conflict',
      });
      await expect(end(registry.assets, bdg)).rejects.toMatchObject({ code: 'conflict' });
    }
    const tim = await registry.assets.create({ name: 'Hours', category: 'TIM' });
    const room = await registry.items.create({ name: 'Room', assetId: tim.id });
    await expect(registry.assets.remove(tim.id)).rejects.toMatchObject({ code: 'inUse' });
    await registry.accessPoints.patch('entree', { itemId: room.id });
    await expect(registry.items.remove(room.id)).rejects.toMatchObject({ code: 'inUse' });
    // Nothing named: its place's time clock again.
    const point = await registry.accessPoints.patch('entree', { itemId: null });
    expect(point.itemId).toBe(timeClockItemId);
    const desk = await registry.pointsOfSale.create({ name: 'Desk', items: [room.id] });
    await registry.devices.patch('pi-1', { pointsOfSale: [desk.id] });
    await registry.items.remove(room.id);
    expect((await told()).pointsOfSale).toEqual([expect.objectContaining({ items: [] })]);
    await registry.pointsOfSale.remove(desk.id);
    expect((await told()).pointsOfSale).toEqual([]);
    expect(await registry.items.get(room.id)).toMatchObject({ state: 'retired' });
  });

  test('a point of sale holds items of its place, in order, and shows prices until told not to', async () => {
    const { registry, told } = await fresh(store);
    const { timeClockItemId } = await switchOn(registry);
    const tim = await registry.assets.create({ name: 'Hours', category: 'TIM' });
    const room = await registry.items.create({ name: 'Room', assetId: tim.id });
    const clock = timeClockItemId ?? '';
    const desk = await registry.pointsOfSale.create({ name: 'Desk', items: [room.id, clock] });
    expect(desk).toMatchObject({ showPrices: true, items: [room.id, clock], placeId: 'demo' });
    await registry.pointsOfSale.patch(desk.id, { showPrices: false, items: [clock, room.id] });
    await registry.devices.patch('pi-1', { pointsOfSale: [desk.id] });
    expect((await told()).pointsOfSale).toEqual([
      { id: desk.id, name: 'Desk', showPrices: false, items: [clock, room.id] },
    ]);
    const other = await registry.places.create({ id: 'two', name: 'Two', timeClock: true });
    await expect(
      registry.pointsOfSale.patch(desk.id, { items: [other.timeClockItemId ?? ''] }),
    ).rejects.toMatchObject({ code: 'placeMismatch' });
    const far = await registry.pointsOfSale.create({ name: 'Far', placeId: 'two' });
    await expect(registry.devices.patch('pi-1', { pointsOfSale: [far.id] })).rejects.toMatchObject({
      code: 'placeMismatch',
    });
  });

  test('a primary card opens its points of sale at their place, as the list tells the devices', async () => {
    const { registry, database, changes } = await fresh(store);
    await registry.places.create({ id: 'two', name: 'Two' });
    const uid = '04A1B2C3D4E5F6';
    const card = await registry.cards.create({ uid });
    await registry.cards.create({ uid: '04A1B2C3D4E5F7' });
    const desk = await registry.pointsOfSale.create({ name: 'Desk', placeId: 'demo' });
    changes.length = 0;
    const primary = await registry.primaryCards.create({
      cardId: card.id,
      pointsOfSale: [desk.id],
    });
    expect(changes).toEqual([{ kind: 'access', placeIds: '*', uids: [uid] }]);
    const rules = openAccessRules(database);
    const listed = async (place: string, of: string) => (await rules.entry(place, of))?.primary;
    expect(await rules.entry('demo', '04FFFFFFFFFFFF')).toBeNull();
    expect(await listed('demo', uid)).toEqual([desk.id]);
    expect(await listed('demo', '04A1B2C3D4E5F7')).toBeNull();
    expect(await listed('two', uid)).toBeNull();
    await registry.cards.patch(card.id, { state: 'lost' });
    expect(await listed('demo', uid)).toBeNull();
    await registry.cards.patch(card.id, { state: 'active' });
    await expect(registry.primaryCards.create({ cardId: card.id })).rejects.toMatchObject({
      code: 'conflict',
    });
    await registry.primaryCards.remove(primary.id);
    expect(await listed('demo', uid)).toBeNull();
  });
});
