import { afterEach, expect, test } from '@jest/globals';
import mqtt from 'mqtt';
import { downKinds, upKinds, upTopic } from '../../shared/wire/topic.ts';
import { type CloudWorld, openCloudWorld } from '../parts/cloud-world.ts';
import { waitFor } from '../parts/wait-for.ts';

let world: CloudWorld | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
}, 30_000);

const uid = '04A1B2C3D4E5F6';

/** What anybody who holds one device's password may try. */
const payloads: readonly (string | Buffer)[] = [
  '',
  'null',
  '[]',
  '{}',
  '{"v":1}',
  '{',
  '\uFEFF{"v":1}',
  '{"__proto__":{"v":1},"constructor":{"prototype":{"v":1}}}',
  '['.repeat(30_000),
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.alloc(64 * 1024, 0x30),
  JSON.stringify({ v: 1, online: 'yes', boot: '\u0000', connection: -1 }),
  JSON.stringify({ v: 1, epoch: '0'.repeat(32), from: 1, to: 1, raw: '\u0000' }),
  JSON.stringify({ v: 1, id: 'x', outcome: 'opened', seq: 1e300 }),
];

test('whatever a device says, on whatever topic, the next batch of everybody is acknowledged', async () => {
  world = await openCloudWorld();
  await world.registry.cards.create({ uid });
  const hostile = await world.join();
  await waitFor('the config', () => hostile.held.config !== null);
  const bystander = await world.join();
  await waitFor('the other config', () => bystander.held.config !== null);
  expect(bystander.id).not.toBe(hostile.id);

  for (const kind of upKinds)
    for (const payload of payloads) hostile.publish(kind, String(payload));
  for (const kind of upKinds)
    hostile.publishAs(upTopic(bystander.id, kind), '{"v":1,"online":false}');
  for (const topic of ['$SYS/broker', 'badgeuse', 'badgeuse/v1/devices/x/down/ack', '/', 'a/b'])
    hostile.publishAs(topic, '{}');
  for (const kind of downKinds)
    hostile.publishAs(`badgeuse/v1/devices/${bystander.id}/down/${kind}`, '{"v":1}');

  // The access point was assigned to the one that joined last; it was the first one's before.
  hostile.punch(3, uid, 'entree');
  bystander.punch(3, uid, 'entree');
  expect((await bystander.deliver(1, 3)).upTo).toBe(3);
  expect((await hostile.deliver(1, 3)).upTo).toBe(3);
  const stored = await world.database.db
    .selectFrom('journal')
    .select(['device', 'seq'])
    .orderBy('device')
    .orderBy('seq')
    .execute();
  expect(stored).toHaveLength(6);
  expect(world.aggregator().delivery.faults()).toEqual([]);
}, 90_000);

test('a broker that retains, repeats and reorders what devices said changes nothing', async () => {
  world = await openCloudWorld();
  await world.registry.cards.create({ uid });
  const device = await world.join();
  await waitFor('the config', () => device.held.config !== null);
  device.punch(40, uid, 'entree');
  for (const [from, to] of [
    [21, 40],
    [1, 40],
    [11, 30],
    [1, 1],
    [40, 40],
    [1, 20],
  ] as const)
    device.send(from, to);
  expect((await device.deliver(1, 40)).upTo).toBe(40);
  const { db } = world.database;
  expect(await db.selectFrom('journal').select('seq').execute()).toHaveLength(40);
  expect(await db.selectFrom('incident').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('dead_letter').selectAll().execute()).toEqual([]);
}, 60_000);

test('who knows no password gets nowhere, and is told so', async () => {
  world = await openCloudWorld();
  const { port } = world.aggregator().broker;
  for (const username of ['aggregator', 'nobody', '__proto__', '../x', '', 'a'.repeat(500)]) {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      username,
      password: 'guess',
      clientId: username || 'x',
      reconnectPeriod: 0,
    });
    const error = await new Promise<Error>((resolve, reject) => {
      client.on('error', resolve);
      client.on('connect', () => reject(new Error(`${username} was let in`)));
    });
    expect(error.message).toMatch(/refused|Not authorized|Bad/i);
    await client.endAsync(true);
  }
  expect(world.aggregator().delivery.faults()).toEqual([]);
}, 30_000);
