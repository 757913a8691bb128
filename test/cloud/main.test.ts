import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Cloud, type CloudOptions, startCloud } from '../../cloud/main.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { childPart } from '../parts/child-part.ts';
import { waitFor } from '../parts/wait-for.ts';
import { claimDevice, openWireDevice, type WireDevice } from '../parts/wire-device.ts';

const uid = '04A1B2C3D4E5F6';
let dataDir = '';
let ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'badgeuse-main-'));
});
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
  ends = [];
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

async function start(options: CloudOptions = {}, env: Record<string, string> = {}): Promise<Cloud> {
  const settings = parseSettings({
    env: { BADGEUSE_HTTP_PORT: '0', BADGEUSE_MQTT_PORT: '0', ...env, BADGEUSE_DATA: dataDir },
  });
  if (!settings.ok) throw settings.problem;
  const cloud = await startCloud(settings.value, silentLogger, options);
  ends.push(() => cloud.stop());
  return cloud;
}

/** As `badgeuse token create` does, beside the running cloud. */
async function adminToken(): Promise<string> {
  const store = await openDatabase({ url: null, path: dataFolder(dataDir).cloudStore });
  const token = await openIdentity(store).createToken('admin', 'test', Date.now());
  await store.close();
  return token;
}

async function api(cloud: Cloud, token: string, method: string, path: string, body?: object) {
  const response = await fetch(`${cloud.httpUrl}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

async function joined(cloud: Cloud, token: string): Promise<WireDevice> {
  const joining = { cloudUrl: cloud.httpUrl, token, placeId: 'demo' };
  const { answer, keys } = await claimDevice({ ...joining, accessPoint: 'entree', door: 'front' });
  const device = openWireDevice(answer, keys);
  ends.push(() => device.stop());
  return device;
}

test('from the first start to the report: claimed over HTTP, fed over MQTT, read over HTTP', async () => {
  const cloud = await start({ devicesNeeded: 1 });
  const token = await adminToken();
  await api(cloud, token, 'POST', 'places', { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const member = await api(cloud, token, 'POST', 'members', { name: 'Ana' });
  const card = await api(cloud, token, 'POST', 'cards', { uid, memberId: member['id'] });
  const healthz = async () => (await fetch(`${cloud.httpUrl}/healthz`)).status;
  expect(await healthz()).toBe(503);
  const device = await joined(cloud, token);
  await waitFor('the demo to be well', async () => (await healthz()) === 200, 30_000);
  expect(device.list.get(uid)).toMatchObject({ name: 'Ana', state: 'active' });
  device.punch(2, uid, 'entree');
  await device.deliver(1, 2);
  const passages = await api(cloud, token, 'GET', 'passages');
  expect(passages['items']).toHaveLength(1);
  await api(cloud, token, 'PATCH', `cards/${card['id']}`, { state: 'lost' });
  await waitFor('the blocked card', () => device.list.get(uid)?.state === 'lost');
  const passwords = join(dataDir, 'cloud', 'mosquitto', 'passwords');
  expect(readFileSync(passwords, 'utf8')).toMatch(new RegExp(`^${device.id}:\\$7\\$101\\$`));
  expect(statSync(passwords).mode & 0o777).toBe(0o600);
}, 90_000);

test('stopped and started again it knows its devices, and deriving everything anew changes nothing', async () => {
  const first = await start();
  const token = await adminToken();
  await api(first, token, 'POST', 'places', { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await api(first, token, 'POST', 'cards', { uid });
  const device = await joined(first, token);
  await waitFor('the config', () => device.held.config !== null);
  device.punch(3, uid, 'entree');
  await device.deliver(1, 3);
  const before = await api(first, token, 'GET', 'passages');
  await first.stop();
  const port = new URL(first.mqttUrl).port;
  const again = await start({ rebuild: true }, { BADGEUSE_MQTT_PORT: port });
  await waitFor('the device again', () => device.isUp());
  expect((await api(again, token, 'GET', 'passages'))['items']).toEqual(before['items']);
  device.punch(1, uid, 'entree');
  await device.deliver(1, 4);
}, 90_000);

test('a port that is taken ends the start with its name, and leaves nothing running', async () => {
  const first = await start();
  const { port } = new URL(first.httpUrl);
  await expect(start({}, { BADGEUSE_HTTP_PORT: port })).rejects.toMatchObject({
    code: 'portTaken',
    hint: expect.stringContaining('BADGEUSE_HTTP_PORT'),
  });
  const mqttPort = new URL(first.mqttUrl).port;
  await expect(start({}, { BADGEUSE_MQTT_PORT: mqttPort })).rejects.toMatchObject({
    code: 'portTaken',
  });
  await waitFor('the first to be well', async () => {
    return (await fetch(`${first.httpUrl}/healthz`)).status === 200;
  });
}, 60_000);

const demo = { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' };

test('a backup put back on an empty machine: the same key, and devices go on', async () => {
  const first = await start();
  const token = await adminToken();
  await api(first, token, 'POST', 'places', demo);
  const card = await api(first, token, 'POST', 'cards', { uid });
  const device = await joined(first, token);
  await waitFor('the list', () => device.list.has(uid));
  device.punch(2, uid, 'entree');
  await device.deliver(1, 2);
  const backup = join(dataDir, 'backup.db');
  const command = (name: string) => childPart(name, { BADGEUSE_DATA: dataDir });
  expect(await command('backup').run(backup)).toBe(0);
  device.punch(2, uid, 'entree');
  await device.deliver(3, 4);
  await first.stop();
  const { cloud: folder, cloudStore, signingKey } = dataFolder(dataDir);
  rmSync(folder, { recursive: true });
  expect(await command('restore').run(backup)).toBe(0);
  expect(statSync(signingKey).mode & 0o777).toBe(0o600);
  expect(readFileSync(cloudStore).includes('PRIVATE KEY')).toBe(false);

  const { port } = new URL(first.mqttUrl);
  const again = await start({}, { BADGEUSE_MQTT_PORT: port });
  device.acks.length = 0;
  await device.deliver(1, 4);
  const punches = await api(again, token, 'GET', 'punches');
  expect(punches['items']).toHaveLength(4);
  // Its signature is checked with the key pinned at the claim.
  await api(again, token, 'PATCH', `cards/${card['id']}`, { state: 'lost' });
  await waitFor('the blocked card', () => device.list.get(uid)?.state === 'lost');
}, 120_000);

test('a start without its signing key names the way out, which is another key', async () => {
  const first = await start();
  await first.stop();
  rmSync(dataFolder(dataDir).signingKey);
  await expect(start()).rejects.toMatchObject({ code: 'signingKeyLost' });
  const again = await start({ newSigningKey: true });
  await waitFor('it to be well', async () => (await fetch(`${again.httpUrl}/healthz`)).ok);
}, 60_000);
