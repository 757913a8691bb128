import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { DownMessage, Replication } from '../../cloud/ports/access.ts';
import { replication } from '../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../cloud/store/access-lists.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { createHealth } from '../../device/health.ts';
import { createInbox } from '../../device/inbox.ts';
import { createListAge } from '../../device/list-age.ts';
import { createListParts } from '../../device/list-parts.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { decide } from '../../shared/domain/decide.ts';
import { nothingKnown } from '../../shared/domain/place-rules.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { manualTime } from '../fakes/manual-time.ts';

jest.setTimeout(60_000);

/**
 * The cloud's half and the device's half of replication, each real down to its SQLite file, joined by hand: what
 * staff change decides the next tap.
 */
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function wired() {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-blocked-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const time = manualTime();
  const { publicKey, privateKey } = newKeyPair();

  const database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
  closing.push(() => database.close());
  const registry = openTestRegistry(database, time.now);
  const cloud: Replication = replication({
    lists: openAccessLists(database),
    key: { kid: 'cloud', privateKey },
    clock: time,
    mqttUrls: () => ['mqtt://127.0.0.1:1883'],
    fileUrl: (path) => path,
  });
  const changes: Promise<readonly DownMessage[]>[] = [];
  registry.onChange((change) => changes.push(cloud.onRegistryChange(change)));

  const access = openAccessStore(join(folder, 'access.db'));
  closing.push(() => access.close());
  const watch = {
    state: () => 'synced' as const,
    boot: () => 'boot-1',
    stamp: () => ({ at: '', monoMs: 0, boot: 'boot-1', clock: 'synced' as const }),
    decisionTime: time.now,
  };
  const listAge = createListAge(access, time, watch);
  const listParts = createListParts();
  const health = createHealth(time, silentLogger);
  const nonce = 'nonce-of-this-process';
  const inbox = createInbox({
    device: 'demo-1',
    nonce,
    access,
    listAge,
    listParts,
    clock: time,
    health,
    logger: silentLogger,
    fetchFile: async (url) => {
      const version = Number(/(\d+)\.json\.gz$/.exec(url)?.[1]);
      return (await cloud.listFile('demo', version)) ?? Buffer.alloc(0);
    },
    cloudKey: (kid) => (kid === 'cloud' ? publicKey : null),
    pinKeys: () => null,
    later: {},
    on: {
      ack: () => undefined,
      applied: () => undefined,
      lacking: () => undefined,
      config: () => undefined,
      partial: () => undefined,
    },
  });
  const take = async (messages: readonly DownMessage[]) => {
    for (const { kind, payload } of messages) await inbox.take(kind, Buffer.from(payload), false);
  };
  const hello = (): HelloMessage => {
    const { list, version, digest } = access.state();
    const missingParts = listParts.missing();
    return {
      v: 1,
      epochs: [],
      list,
      accessVersion: version,
      accessDigest: digest,
      configVersion: access.config()?.version ?? 0,
      boot: 'boot-1',
      monoMs: time.monotonicNow(),
      wall: new Date(time.now()).toISOString(),
      clock: 'synced',
      nonce,
      software: 'test',
      health: [],
      ...(missingParts && { missingParts }),
    };
  };
  return {
    registry,
    database,
    access,
    health,
    time,
    take,
    hello,
    says: () => cloud.answerHello('demo-1', hello(), time.now()),
    sent: async () => (await Promise.all(changes.splice(0))).flat(),
    tap(uid: string): string {
      const config = access.config();
      const [accessPoint] = config?.accessPoints ?? [];
      if (!config || !accessPoint) return 'no config';
      const decision = decide({
        uid,
        entry: access.find(uid),
        accessPoint,
        place: config.place,
        schedules: config.schedules,
        now: time.now(),
        clock: 'synced',
        listAgeMs: listAge.ms(),
        known: nothingKnown,
        pin: 'none',
        unitsNeeded: 0,
      });
      return decision.outcome === 'granted' ? 'granted' : decision.reason;
    },
  };
}

async function demo() {
  const wall = await wired();
  const { registry } = wall;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const publicKey = rawPublicKey(newKeyPair().publicKey);
  await registry.devices.create({ id: 'demo-1', placeId: 'demo', publicKey });
  const point = { id: 'entree', placeId: 'demo', deviceId: 'demo-1', direction: 'in' as const };
  await registry.accessPoints.create(point);
  return wall;
}

test('what staff change decides the next tap, and what is not confirmed opens nothing', async () => {
  const wall = await demo();
  const { registry } = wall;
  const uid = '04A1B2C3D4E5F6';
  const card = await registry.cards.create({ uid });
  expect(wall.tap(uid)).toBe('no config');

  await wall.take(await wall.says());
  expect(wall.tap(uid)).toBe('listTooOld');
  await wall.take(await wall.says());
  expect(wall.tap(uid)).toBe('granted');
  expect(wall.tap('A24B043F')).toBe('unknownCard');
  await wall.sent();

  await registry.cards.patch(card.id, { state: 'lost' });
  await wall.take(await wall.sent());
  expect(wall.tap(uid)).toBe('cardInactive');

  await registry.cards.patch(card.id, { state: 'active', validUntil: '2026-11-20' });
  await wall.take(await wall.sent());
  expect(wall.tap(uid)).toBe('expired');

  const [everyone] = (await registry.grants.list({ limit: 1, cursor: null })).items;
  await registry.cards.patch(card.id, { validUntil: null });
  await registry.grants.remove(everyone?.id ?? '');
  await wall.take(await wall.sent());
  expect(wall.tap(uid)).toBe('notPermittedHere');

  // 09:00 in Paris on a Saturday.
  const night = await registry.schedules.create({
    name: 'Night',
    placeId: 'demo',
    weekly: [{ weekdays: [6], from: '20:00', until: '02:00' }],
    closures: [],
  });
  await registry.grants.create({
    placeId: 'demo',
    groupId: 'everyone',
    accessPoints: ['entree'],
    scheduleId: night.id,
  });
  await wall.take(await wall.sent());
  expect(wall.tap(uid)).toBe('notPermittedNow');
  wall.time.advance(12 * 3_600_000);
  expect(wall.tap(uid)).toBe('granted');

  // Missed messages: the next hello says what is lacking.
  await registry.cards.remove(card.id);
  await wall.sent();
  expect(wall.tap(uid)).toBe('granted');
  await wall.take(await wall.says());
  expect(wall.tap(uid)).toBe('unknownCard');

  wall.time.advance(31 * 86_400_000);
  expect(wall.tap(uid)).toBe('listTooOld');
  await wall.take(await wall.says());
  expect(wall.tap(uid)).toBe('unknownCard');
  expect(wall.health.notes()).toEqual([]);
});

test.each([
  [600, 'in parts, one of which got lost'],
  [7000, 'as a file'],
])('a list of %i cards, %s', async (count) => {
  const wall = await demo();
  const uidOf = (i: number) => `04${i.toString(16).toUpperCase().padStart(12, '0')}`;
  const rows = Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    uid: uidOf(i),
    tag8: '04000000',
    state: 'active' as const,
    created_at: 0,
  }));
  for (let at = 0; at < count; at += 500) {
    const some = rows.slice(at, at + 500).map((row) => ({ ...row, member_id: null }));
    await wall.database.db
      .insertInto('card')
      .values(some.map((row) => ({ ...row, number: null, valid_from: null, valid_until: null })))
      .execute();
  }
  // Written past the registry: found at the next look at everything, ten minutes later at most.
  wall.time.advance(600_000);
  const messages = await wall.says();
  const lost = messages.filter(({ kind }) => kind === 'access')[1];
  await wall.take(messages.filter((message) => message !== lost));
  if (lost) {
    expect(wall.hello().missingParts?.parts).toEqual([2]);
    const again = await wall.says();
    expect(again).toEqual([lost]);
    await wall.take(again);
  }
  await wall.take(await wall.says());
  expect(wall.tap(uidOf(0))).toBe('granted');
  expect(wall.tap(uidOf(count - 1))).toBe('granted');
  expect(wall.health.notes()).toEqual([]);
});
