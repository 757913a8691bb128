import { expect, jest, test } from '@jest/globals';
import type { DownMessage } from '../../../cloud/ports/access.ts';
import { portionsOf } from '../../../cloud/replication/list-portions.ts';
import { replication } from '../../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../../cloud/store/access-lists.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { bucketOf } from '../../../shared/wire/access-digest.ts';
import { newKeyPair, rawPublicKey } from '../../../shared/wire/keys.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { ReplicatedDevice } from '../replicated-device.ts';

jest.setTimeout(120_000);

const uidOf = (i: number) => `04${i.toString(16).toUpperCase().padStart(12, '0')}`;

test('portions are whole buckets, hold every card once, and a small change is one', () => {
  const uids = Array.from({ length: 10_000 }, (_, i) => uidOf(i));
  const portions = portionsOf(uids);
  expect(portions.length).toBeGreaterThan(4);
  expect(portions.flat().toSorted()).toEqual(uids);
  const buckets = portions.map((portion) => new Set(portion.map(bucketOf)));
  for (const [i, some] of buckets.entries()) {
    for (const other of buckets.slice(i + 1)) expect(some.isDisjointFrom(other)).toBe(true);
  }
  expect(Math.max(...portions.map((portion) => portion.length))).toBeLessThan(2_000);
  expect(portionsOf(uids.slice(0, 900))).toEqual([uids.slice(0, 900)]);
  expect(portionsOf([])).toEqual([[]]);
});

const cards = 4_000;

async function placeWithCards(database: Database, pause: () => Promise<void>) {
  const { publicKey, privateKey } = newKeyPair();
  const now = Date.parse('2026-11-21T12:00:00Z');
  const registry = openTestRegistry(database, () => now);
  const cloud = replication({
    lists: openAccessLists(database),
    key: { kid: 'cloud', privateKey },
    clock: { now: () => now, monotonicNow: () => 0 },
    mqttUrls: () => [],
    fileUrl: (path) => path,
    pause,
  });
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const key = rawPublicKey(newKeyPair().publicKey);
  await registry.devices.create({ id: 'demo-1', placeId: 'demo', publicKey: key });
  for (let at = 0; at < cards; at += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...{ id: `c${at + i}`, uid: uidOf(at + i), tag8: '04000000', number: null },
      ...{ member_id: null, state: 'active' as const, created_at: 0 },
      ...{ valid_from: null, valid_until: null },
    }));
    await database.db.insertInto('card').values(rows).execute();
  }
  const device = new ReplicatedDevice('demo-1', (kid) => (kid === 'cloud' ? publicKey : null));
  const read = async (path: string) =>
    cloud.listFile('demo', Number(/(\d+)\.json\.gz$/.exec(path)?.[1]));
  for (let n = 0; n < 2; n++) {
    await device.take(await cloud.answerHello('demo-1', device.hello(), now), read);
  }
  return { registry, cloud, device, now };
}

eachStore('a change of every card', (store) => {
  test('leaves room for a card that is blocked meanwhile, and ends where it would have at once', async () => {
    const sent: DownMessage[] = [];
    const send = (messages: readonly DownMessage[]) => void sent.push(...messages);
    const blocked = uidOf(7);
    let pauses = 0;
    let sentWhenBlocked = -1;
    const world = await placeWithCards(await store.open(), async () => {
      pauses += 1;
      if (pauses > 1) return;
      await world.registry.cards.patch('c7', { state: 'lost' });
      await world.cloud.onRegistryChange({ kind: 'access', placeIds: '*', uids: [blocked] }, send);
      sentWhenBlocked = sent.length;
      // In the middle of it nothing is called current.
      const behind = { ...world.device.hello(), accessVersion: 1 };
      const answer = await world.cloud.answerHello('demo-1', behind, world.now);
      expect(answer.map(({ kind }) => kind)).not.toContain('confirm');
    });
    const { registry, cloud, device, now } = world;
    expect(device.entries.size).toBe(cards);
    const [everyone] = (await registry.grants.list({ limit: 1, cursor: null })).items;
    await registry.grants.remove(everyone?.id ?? '');
    await cloud.onRegistryChange({ kind: 'access', placeIds: ['demo'] }, send);

    expect(pauses).toBeGreaterThan(0);
    expect(sentWhenBlocked).toBeGreaterThan(0);
    expect(sentWhenBlocked).toBeLessThan(sent.length);
    await device.take(sent.slice(0, sentWhenBlocked));
    expect(device.entries.get(blocked)?.state).toBe('lost');
    const opens = () => [...device.entries.values()].filter(({ grants }) => grants.length > 0);
    expect(opens().length).toBeGreaterThan(0);
    await device.take(sent.slice(sentWhenBlocked));
    expect(opens()).toEqual([]);
    const last = await cloud.answerHello('demo-1', device.hello(), now);
    expect(last.map(({ kind }) => kind)).not.toContain('access');
  });

  test('that is told to stop ends after its portion, and the next look finds the rest', async () => {
    const sent: DownMessage[] = [];
    const world = await placeWithCards(await store.open(), async () => world.cloud.stop());
    const { registry, cloud, device } = world;
    const [everyone] = (await registry.grants.list({ limit: 1, cursor: null })).items;
    await registry.grants.remove(everyone?.id ?? '');
    const change = { kind: 'access', placeIds: ['demo'] } as const;
    await cloud.onRegistryChange(change, (messages) => void sent.push(...messages));
    await device.take(sent);
    const open = [...device.entries.values()].filter(({ grants }) => grants.length > 0).length;
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThan(cards);
  });
});
