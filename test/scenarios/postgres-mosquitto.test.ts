import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../cloud/main.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { startPostgres } from '../cloud/postgres.ts';
import { openLive } from '../parts/live-stream.ts';
import { freePort, startMosquitto } from '../parts/mosquitto.ts';
import { waitFor } from '../parts/wait-for.ts';
import { claimDevice, openWireDevice } from '../parts/wire-device.ts';

const uid = '04A1B2C3D4E5F6';
/** As long as a place may make it: whatever arrives here sooner, arrived without being asked for. */
const helloMs = 600_000;

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
  ends = [];
}, 60_000);

test('two aggregators on PostgreSQL and Mosquitto: claims, taps, outages, report and CSV', async () => {
  const server = await startPostgres();
  ends.push(() => server.stop());
  const databaseUrl = await server.createDatabase();
  const port = await freePort();
  const folders = ['one', 'two'].map((name) => {
    const dataDir = mkdtempSync(join(tmpdir(), `badgeuse-${name}-`));
    ends.push(async () => rmSync(dataDir, { recursive: true, force: true }));
    return dataDir;
  });
  const [one = '', two = ''] = folders;
  const start = async (dataDir: string): Promise<Cloud> => {
    const settings = parseSettings({
      env: {
        BADGEUSE_DATA: dataDir,
        BADGEUSE_HTTP_PORT: '0',
        BADGEUSE_DATABASE_URL: databaseUrl,
        BADGEUSE_MQTT_URL: `mqtt://aggregator:of%20the%20cloud@127.0.0.1:${port}`,
      },
    });
    if (!settings.ok) throw settings.problem;
    const cloud = await startCloud(settings.value, silentLogger);
    ends.push(() => cloud.stop());
    return cloud;
  };

  // A broker that is away is no reason not to start, and is named.
  let first = await start(one);
  await waitFor('the word that the broker is away', async () =>
    (await first.health()).some((problem) => /broker.*ECONNREFUSED/.test(problem)),
  );
  const mosquittoFiles = join(one, 'cloud', 'mosquitto');
  const [passwordFile, aclFile] = [join(mosquittoFiles, 'passwords'), join(mosquittoFiles, 'acl')];
  const mosquitto = await startMosquitto({ port, passwordFile, aclFile });
  ends.push(() => mosquitto.stop());

  const database = await openDatabase({ url: databaseUrl, path: '' });
  ends.push(() => database.close());
  const identity = openIdentity(database);
  const token = await identity.createToken('admin', 'test', Date.now());
  const ask = async (cloud: Cloud, method: string, path: string, body?: object) => {
    const response = await fetch(`${cloud.httpUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text;
  };
  const place = {
    id: 'demo',
    name: 'Demo',
    timeZone: 'Europe/Paris',
    helloSeconds: 600,
    debounceSeconds: 0,
  };
  await ask(first, 'POST', '/api/v1/places', place);
  await ask(first, 'POST', '/api/v1/members', { id: 'm_ana', name: 'Ana' });
  await ask(first, 'POST', '/api/v1/cards', { id: 'c_ana', uid, memberId: 'm_ana' });

  // The second has the same store; devices believe the key of the first.
  await expect(start(two)).rejects.toMatchObject({ code: 'signingKeyLost' });
  const key = dataFolder(two).signingKey;
  mkdirSync(dirname(key), { recursive: true });
  copyFileSync(dataFolder(one).signingKey, key);
  const second = await start(two);

  const claimed = async (cloud: Cloud, accessPoint: string) => {
    const joining = { cloudUrl: cloud.httpUrl, token, placeId: 'demo' };
    const { answer, keys } = await claimDevice({ ...joining, accessPoint, door: 'front' });
    const line = `${answer.id}:$7$`;
    await waitFor('its line', () => readFileSync(passwordFile, 'utf8').includes(line), 30_000);
    mosquitto.reload();
    const device = openWireDevice(answer, keys, helloMs);
    ends.push(() => device.stop());
    await waitFor('the list', () => device.list.has(uid), 30_000);
    await waitFor('the config', () => device.held.config !== null);
    return device;
  };
  const entrance = await claimed(first, 'entrance');
  // Let in by the other aggregator: the broker's files follow there too.
  const exit = await claimed(second, 'exit');
  const devices = [entrance, exit];

  const open = await Promise.all(
    [first, second].map((cloud, n) => openLive(cloud.httpUrl, identity, Date.now(), `V${n}`)),
  );
  // Whichever of the two the broker gives the batch to: both dashboards are told.
  const before = open.map((live) => live.told());
  exit.punch(1, uid, 'exit');
  await exit.deliver(1, 1);
  const isTold = () => open.every((live, n) => live.told() > (before[n] ?? 0));
  await waitFor('both dashboards', isTold);
  for (const live of open) live.end();

  // Either aggregator unlocks, whichever of them heard the hello, and both hear the answer.
  for (const cloud of [first, second, first]) {
    const done = await ask(cloud, 'POST', '/api/v1/doors/front/unlock', { reason: 'delivery' });
    expect(JSON.parse(done)).toMatchObject({ outcome: 'granted' });
  }
  const counters = devices.flatMap((device) => device.commands.map(({ counter }) => counter));
  expect(new Set(counters).size).toBe(3);

  const total = { entrance: 0, exit: 1 };
  const tap = async () => {
    await Promise.all(
      devices.map(async (device) => {
        const point = device === entrance ? 'entrance' : 'exit';
        device.punch(60, uid, point);
        const from = total[point] + 1;
        total[point] += 60;
        return device.deliver(from, total[point]);
      }),
    );
  };
  await tap();
  await first.stop();
  await tap();

  // A change that its aggregator did not live to tell of reaches devices that have no reason to ask.
  await second.stop();
  const registry = openTestRegistry(database, Date.now);
  await registry.cards.patch('c_ana', { state: 'lost' });
  await registry.doors.patch('front', { unlockMs: 4000 });
  first = await start(one);
  for (const device of devices) {
    await waitFor('the block', () => device.list.get(uid)?.state === 'lost', 30_000);
    await waitFor('the config', () => device.held.config?.doors[0]?.unlockMs === 4000, 30_000);
  }
  await mosquitto.restart();
  await tap();

  const entries = await database.db.selectFrom('journal').select(['device', 'seq']).execute();
  expect(entries).toHaveLength(361);
  expect(new Set(entries.map(({ device, seq }) => `${device} ${seq}`)).size).toBe(361);
  const page = await ask(first, 'GET', '/rapport/badgeuse/');
  expect(page.includes('Carte') && page.includes('entrance')).toBe(true);
  const csv = await ask(first, 'GET', '/rapport/badgeuse.csv?for=machine');
  const passages = await database.db.selectFrom('passage').select('id').execute();
  expect(passages.length).toBeGreaterThan(1);
  expect(csv.trim().split('\r\n')).toHaveLength(passages.length + 1);
  await waitFor('all well', async () => (await first.health()).length === 0, 90_000);

  // The store fails: the cloud says so, in time, and still ends in good order.
  await server.stop();
  expect((await first.health())[0]).toMatch(/^The store does not answer/);
}, 240_000);
