import type { DownMessage, Replication } from '../../cloud/ports/access.ts';
import type { Registry } from '../../cloud/ports/registry.ts';
import { replication } from '../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../cloud/store/access-lists.ts';
import type { Database } from '../../cloud/store/database.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { openTestRegistry } from './open-test-registry.ts';
import { ReplicatedDevice } from './replicated-device.ts';

const { publicKey, privateKey } = newKeyPair();
/** What the cloud of these tests signs with. */
export const cloudKey = { kid: 'cloud', privateKey };
export const keyOf = (kid: string) => (kid === 'cloud' ? publicKey : null);
export const devicePublicKey = rawPublicKey(newKeyPair().publicKey);
export const start = Date.parse('2026-11-21T12:00:00Z');

/** A cloud with the place `demo`, its device and its door, and what replication sent of itself. */
async function cloudOn(database: Database) {
  let now = start;
  const clock = { now: () => now, monotonicNow: () => now - start };
  const registry: Registry = openTestRegistry(database, clock.now);
  const open = (): Replication =>
    replication({
      lists: openAccessLists(database),
      key: cloudKey,
      clock,
      mqttUrls: () => ['mqtt://127.0.0.1:1883'],
      fileUrl: (path) => `http://127.0.0.1:8080${path}`,
    });
  let cloud = open();
  let sent: Promise<readonly DownMessage[]>[] = [];
  registry.onChange((change) => void sent.push(cloud.onRegistryChange(change)));
  return {
    registry,
    database,
    get cloud() {
      return cloud;
    },
    restart: () => {
      cloud = open();
    },
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    /** What the changes since the last call made it send. */
    async sent(): Promise<readonly DownMessage[]> {
      const all = (await Promise.all(sent)).flat();
      sent = [];
      return all;
    },
    async says(device: ReplicatedDevice, hello = device.hello()) {
      return cloud.answerHello(device.id, hello, now);
    },
  };
}
type TestCloud = Awaited<ReturnType<typeof cloudOn>>;

/** That place, and its device as yet without a list. */
export async function demoOn(database: Database) {
  const cloud = await cloudOn(database);
  const { registry } = cloud;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.schedules.create({ id: 'desk', name: 'Desk', placeId: 'demo' });
  await registry.doors.create({
    id: 'front',
    placeId: 'demo',
    contact: { line: 5, activeLow: false },
    heldOpenSeconds: 45,
    openingScheduleId: 'desk',
  });
  await registry.devices.create({ id: 'demo-1', placeId: 'demo', publicKey: devicePublicKey });
  await registry.accessPoints.create({
    id: 'entree',
    placeId: 'demo',
    deviceId: 'demo-1',
    direction: 'toggle',
    doorId: 'front',
  });
  await cloud.sent();
  return { cloud, registry, device: new ReplicatedDevice('demo-1', keyOf) };
}

export async function catchUp(cloud: TestCloud, device: ReplicatedDevice): Promise<void> {
  await device.take(await cloud.says(device), fetchFrom(cloud));
}
export const fetchFrom = (cloud: TestCloud) => async (url: string) => {
  const [, list = '', version = ''] = /lists\/([^/]+)\/(\d+)\.json\.gz$/.exec(url) ?? [];
  return cloud.cloud.listFile(list, Number(version));
};
export const kinds = (messages: readonly DownMessage[]) => messages.map((message) => message.kind);
