import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import mqtt from 'mqtt';
import { upTopic } from '../../shared/wire/topic.ts';
import { type CloudWorld, openCloudWorld } from '../parts/cloud-world.ts';
import { freePort, type Mosquitto, startMosquitto } from '../parts/mosquitto.ts';
import { waitFor } from '../parts/wait-for.ts';

let world: CloudWorld | null = null;
let mosquitto: Mosquitto | null = null;
afterEach(async () => {
  await world?.end();
  await mosquitto?.stop();
  mosquitto = null;
  world = null;
}, 30_000);

const uid = '04A1B2C3D4E5F6';
const stored = async ({ database }: CloudWorld) => {
  const rows = await database.db.selectFrom('journal').select('seq').orderBy('seq').execute();
  return rows.map((row) => row.seq);
};

test('a device joins, holds list and config, and its batch is acked after the commit', async () => {
  world = await openCloudWorld();
  await world.registry.cards.create({ uid });
  const device = await world.join();
  await waitFor('the list', () => device.list.has(uid));
  await waitFor('the config', () => device.held.config !== null);
  expect(device.held.config).toMatchObject({
    device: device.id,
    accessPoints: [{ id: 'entree', direction: 'toggle', door: 'front' }],
    doors: [{ id: 'front', unlockMs: 3000, capMs: 10000 }],
  });
  await waitFor('the confirmation', () => device.held.confirmed === device.held.accessVersion);
  device.punch(120, uid, 'entree');
  device.send(1);
  const ack = await device.acked(120);
  expect(ack.upTo).toBe(120);
  expect(await stored(world)).toHaveLength(120);
  device.send(1);
  await waitFor('the second ack', () => device.acks.filter((a) => a.upTo === 120).length > 1);
  expect(await stored(world)).toHaveLength(120);
}, 60_000);

test('blocking a card reaches the device without its asking', async () => {
  world = await openCloudWorld();
  const card = await world.registry.cards.create({ uid });
  for (let n = 0; n < 300; n++) {
    await world.registry.cards.create({
      uid: `04${n.toString(16).toUpperCase().padStart(12, '0')}`,
    });
  }
  const device = await world.join();
  await waitFor('the whole list', () => device.list.size === 301);
  const before = device.held.accessVersion;
  await world.registry.cards.patch(card.id, { state: 'lost' });
  await waitFor('the difference', () => device.list.get(uid)?.state === 'lost');
  expect(device.held.accessVersion).toBeGreaterThan(before);
  expect(device.list.size).toBe(301);
}, 60_000);

test('a restarted broker and cloud find the device again, and nothing is lost or doubled', async () => {
  world = await openCloudWorld();
  await world.registry.cards.create({ uid });
  const device = await world.join();
  await waitFor('the config', () => device.held.config !== null);
  device.punch(10, uid, 'entree');
  device.send(1);
  await device.acked(10);
  device.punch(10, uid, 'entree');
  await world.restart();
  await waitFor('the link again', () => device.isUp());
  await device.deliver(1, 20);
  expect(await stored(world)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  const [state] = await world.database.db.selectFrom('device_state').selectAll().execute();
  expect(state).toMatchObject({ device: device.id, online: 1 });
}, 60_000);

test('a revoked device is thrown out while it talks, and its later batches are refused', async () => {
  world = await openCloudWorld();
  const device = await world.join();
  await waitFor('the config', () => device.held.config !== null);
  await world.registry.devices.patch(device.id, { state: 'revoked' });
  await waitFor('the end of the connection', () => !device.isUp());
  device.punch(1, uid, 'entree');
  device.send(1);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(device.isUp()).toBe(false);
  expect(await stored(world)).toEqual([]);
}, 60_000);

test('the same on Mosquitto, with the two files that the cloud writes for it', async () => {
  const port = await freePort();
  world = await openCloudWorld({
    BADGEUSE_MQTT_URL: `mqtt://aggregator:of%20the%20cloud@127.0.0.1:${port}`,
  });
  const folder = join(world.dataDir, 'cloud', 'mosquitto');
  const [passwordFile, aclFile] = [join(folder, 'passwords'), join(folder, 'acl')];
  const passwords = () => {
    try {
      return readFileSync(passwordFile, 'utf8');
    } catch {
      return '';
    }
  };
  await waitFor('the files', () => passwords().startsWith('aggregator:'));
  mosquitto = await startMosquitto({ port, passwordFile, aclFile });
  await world.registry.cards.create({ uid });
  const device = await world.join();
  await waitFor('its line', () => passwords().includes(`${device.id}:$7$`));
  mosquitto.reload();
  await waitFor('the list', () => device.list.has(uid), 30_000);
  await waitFor('the config', () => device.held.config !== null);
  device.punch(5, uid, 'entree');
  await device.deliver(1, 5);

  await mosquitto.restart();
  device.punch(5, uid, 'entree');
  await device.deliver(6, 10);
  expect(await stored(world)).toHaveLength(10);

  // A stranger is not let in, and a device that writes as another is not heard.
  const stranger = mqtt.connectAsync(mosquitto.url, { reconnectPeriod: 0 }, false);
  await expect(stranger).rejects.toThrow('Not authorized');
  device.publishAs(upTopic('another', 'status'), '{"v":1,"online":true,"boot":"b","connection":9}');
  device.punch(1, uid, 'entree');
  await device.deliver(11, 11);
  const states = await world.database.db.selectFrom('device_state').select('device').execute();
  expect(states).toEqual([{ device: device.id }]);
}, 90_000);
