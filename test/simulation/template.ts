import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../cloud/open-journal.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import { saveCredentials } from '../../device/identity.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newKeyPair, privateKeyToPem, rawPublicKey } from '../../shared/wire/keys.ts';
import { copyFolder, type Image, imageOf } from './disk.ts';
import { seeded } from './random.ts';
import { openStage, type Stage } from './stage.ts';
import { takeOver } from './take-over.ts';

/** A cloud with a place, and its devices as they are once they were let in and told everything. */
export interface Template {
  /** The cloud's data folder. */
  readonly cloud: string;
  readonly devices: ReadonlyMap<string, Image>;
  readonly cards: readonly Card[];
}

export interface Card {
  readonly id: string;
  readonly uid: string;
}

export const deviceIds = ['door-1', 'door-2', 'door-3'] as const;
export const doorOf = (device: string): string => `${device}-strike`;
const cardCount = 12;
/** Long after this was written: a program that is older than its clock believes it. */
export const beginsAt = Date.parse('2034-05-08T06:00:00Z');

/** Made once for all seeds, itself by one seed: the same bytes each time. */
export async function makeTemplate(root: string): Promise<Template> {
  takeOver(null);
  const bare = join(root, 'bare');
  const cards = await setUpCloud(bare);
  const images = new Map(deviceIds.map((id) => [id, imageOf(dataFolder(join(bare, id)).device)]));
  const stage = openStage({
    root: join(root, 'first-hour'),
    seed: 1,
    template: { cloud: bare, devices: images, cards },
    devices: deviceIds,
  });
  await stage.world.runUntil(beginsAt + 5 * 60_000);
  const devices = await settle(stage);
  const cloud = join(root, 'template');
  stage.cloud.stop(1_000_000_000);
  const from = stage.cloud.dataDir();
  mkdirSync(join(cloud, 'cloud'), { recursive: true });
  const keep = () => copyFolder(join(from, 'cloud'), join(cloud, 'cloud'));
  await stage.world.runUntil(stage.world.now() + 1);
  keep();
  stage.end();
  takeOver(null);
  return { cloud, devices, cards };
}

/** Every device told to end, as it is left. */
async function settle(stage: Stage): Promise<ReadonlyMap<string, Image>> {
  const images = new Map<string, Image>();
  for (const machine of stage.machines) {
    if (!machine.isRunning()) throw new Error(`${machine.name} does not run`);
    machine.stop(1_000_000_000);
  }
  await stage.world.runUntil(stage.world.now() + 30_000);
  for (const machine of stage.machines) images.set(machine.device, machine.disk.image('killed'));
  return images;
}

async function setUpCloud(root: string): Promise<readonly Card[]> {
  const folder = dataFolder(root);
  const random = seeded(7);
  mkdirSync(folder.cloud, { recursive: true });
  const database = await openDatabase({ url: null, path: folder.cloudStore });
  const now = beginsAt - 60_000;
  const key = await openSigningKey(database, folder.signingKey, { renew: false, now });
  const journal = openJournal(database);
  const registry = openRegistry(database, journal.hooks, { now: () => now, log: silentLogger });
  const placeId = 'demo';
  await registry.places.create({
    ...{ id: placeId, name: 'Demo', timeZone: 'Europe/Paris' },
    ...{ helloSeconds: 60 },
  });
  for (const [n, id] of deviceIds.entries()) {
    const keys = newKeyPair();
    const publicKey = rawPublicKey(keys.publicKey);
    await registry.doors.create({ id: doorOf(id), placeId, line: 17 + n, unlockMs: 3_000 });
    await registry.devices.create({ id, placeId, publicKey });
    await registry.accessPoints.create({
      ...{ id: `${id}-reader`, placeId, deviceId: id, doorId: doorOf(id) },
      direction: 'toggle',
    });
    const { device } = dataFolder(join(root, id));
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, 'identity.pem'), privateKeyToPem(keys.privateKey));
    saveCredentials(join(device, 'credentials.json'), {
      device: id,
      mqtt: { urls: ['mqtt://127.0.0.1:1883'], username: id, password: 'none' },
      ca: null,
      cloudKeys: [key.public],
    });
  }
  await database.db.updateTable('device').set({ password_hash: 'none' }).execute();
  const cards: Card[] = [];
  for (let n = 0; n < cardCount; n++) {
    const uid = `04${random.bytes(6).toString('hex').toUpperCase()}`;
    const member = await registry.members.create({ id: `m_${n}`, name: `Member ${n}` });
    await registry.grants.create({ id: `g_${n}`, placeId, memberId: member.id, accessPoints: '*' });
    cards.push(await registry.cards.create({ id: `c_${n}`, uid, memberId: member.id }).then(known));
  }
  await journal.close();
  await database.close();
  return cards;
}

const known = ({ id, uid }: { id: string; uid: string | null }): Card => {
  if (uid === null) throw new Error('a card without a number');
  return { id, uid };
};
