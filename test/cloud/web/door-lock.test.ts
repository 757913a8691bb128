import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openAccessLists } from '../../../cloud/store/access-lists.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import type { SignedConfig } from '../../../shared/wire/signed.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let database: Database;
beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi', placeId: 'demo', publicKey: 'P'.repeat(43) });
  await registry.doors.create({ id: 'front', placeId: 'demo', name: 'Front' });
  const point = { id: 'entree', deviceId: 'pi', direction: 'in', doorId: 'front' } as const;
  await registry.accessPoints.create(point);
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const secret = 'never-to-be-read';
const shelly = { kind: 'shellyGen2', address: 'http://192.168.1.40' } as const;
const patch = (lock: object | null) => web.send('admin', 'PATCH', '/api/v1/doors/front', { lock });
const kept = async () => (await web.deps.registry.doors.get('front')).lock;

test('the secret is written and never read, and goes to no other address', async () => {
  const made = await web.send('admin', 'POST', '/api/v1/doors', {
    ...{ id: 'back', placeId: 'demo', name: 'Back', lock: { ...shelly, secret } },
  });
  const set = await patch({ ...shelly, secret });
  const list = await web.send('viewer', 'GET', '/api/v1/doors');
  for (const answer of [made, set, list]) expect(answer.text.includes(secret)).toBe(false);
  expect([made.status, set.json]).toEqual([
    201,
    expect.objectContaining({ lock: { ...shelly, hasSecret: true } }),
  ]);
  // Left out, it stays; what was read can be sent back.
  await patch({ ...shelly, channel: 1, hasSecret: true });
  expect(await kept()).toEqual({ ...shelly, channel: 1, secret });
  await patch({ ...shelly, address: 'http://192.168.1.40/' });
  expect((await kept())?.secret).toBe(secret);
  for (const other of [
    { ...shelly, address: 'http://192.168.1.66' },
    { ...shelly, address: 'https://192.168.1.40' },
    { kind: 'http', address: 'http://192.168.1.40/open?key={secret}' },
  ]) {
    await patch({ ...shelly, secret });
    await patch(other);
    expect((await kept())?.secret).toBeUndefined();
  }
  await patch({ ...shelly, secret });
  await patch({ ...shelly, secret: '' });
  expect((await kept())?.secret).toBeUndefined();
  await patch({ ...shelly, secret });
  const rows = await database.db.selectFrom('audit').select('details').execute();
  expect(JSON.stringify(rows).includes(secret)).toBe(false);

  // The device that opens the door needs it, and no other is told.
  const configOf = async () => {
    let claims: SignedConfig | null = null;
    await openAccessLists(database).refreshConfig('pi', {
      ...{ atLeast: 1, mqttUrls: [], renew: true },
      sign: async (config) => {
        claims = config;
        return 'jws';
      },
    });
    return (claims as SignedConfig | null)?.doors[0]?.lock;
  };
  expect(await configOf()).toEqual({ ...shelly, secret });
  await patch(null);
  expect(await configOf()).toBeNull();
});

test('a connected lock is not kept unlocked: hours are refused beside it, by the API and on the page', async () => {
  const { registry } = web.deps;
  await registry.schedules.create({ id: 'desk', placeId: 'demo', name: 'Desk' });
  const hours = { openingScheduleId: 'desk' };
  const path = '/api/v1/doors/front';
  expect((await web.send('admin', 'PATCH', path, hours)).status).toBe(200);
  const refused = await patch(shelly);
  expect([refused.status, refused.json]).toEqual([
    400,
    expect.objectContaining({ code: 'lockCannotHold' }),
  ]);
  await web.send('admin', 'PATCH', path, { openingScheduleId: null });
  expect((await patch(shelly)).status).toBe(200);
  expect((await web.send('admin', 'PATCH', path, hours)).json).toMatchObject({
    code: 'lockCannotHold',
  });
  expect(await registry.doors.get('front')).toMatchObject({ openingScheduleId: null });
});

test.each([
  [{ kind: 'shellyGen2', address: '192.168.1.40' }],
  [{ kind: 'shellyGen2', address: 'mqtt://192.168.1.40' }],
  [{ kind: 'shellyGen1', address: 'http://admin:pw@192.168.1.40' }],
  [{ kind: 'nukiWeb', address: 'http://api.nuki.io', lockId: '1' }],
  [{ kind: 'nukiWeb', address: 'https://api.nuki.io' }],
  [{ kind: 'tasmotaMqtt', address: 'mqtt://broker.lan' }],
  [{ kind: 'http', address: 'http://a.lan/on', offAddress: 'http://b.lan/off' }],
  [{ kind: 'warp', address: 'http://a.lan' }],
  [{ kind: 'http', address: 'http://a.lan', headers: [{ name: 'X Y', value: 'z' }] }],
])('refuses %j', async (lock) => {
  expect((await patch(lock)).status).toBe(400);
  expect(await kept()).toBeNull();
});

test('the page sets a lock by its make, keeps its password, and shows neither', async () => {
  const { cookie, csrf } = await signIn(web);
  const fields = { csrf, name: 'Front', unlockMs: '3', capMs: '10', heldOpenSeconds: '0' };
  const save = (more: Record<string, string>) =>
    form(web.app, '/doors/front', { ...fields, ...more }, { cookie });
  const lock = { 'lock.kind': 'shellyGen2', 'lock.address': '192.168.1.40' };
  expect((await save({ ...lock, 'lock.secret': secret, 'lock.channel': '0' })).statusCode).toBe(
    303,
  );
  expect(await kept()).toEqual({ ...shelly, channel: 0, secret });
  const page = (await get(web.app, '/doors/front', { cookie })).body;
  expect([page.includes(secret), page.includes('Un mot de passe est gardé.')]).toEqual([
    false,
    true,
  ]);
  expect(page.includes('Pas encore essayé sur un vrai appareil')).toBe(true);
  await save({ ...lock, 'lock.channel': '1' });
  expect(await kept()).toEqual({ ...shelly, channel: 1, secret });
  const wrong = await save({ ...lock, 'lock.address': 'mqtt://x' });
  expect([wrong.statusCode, wrong.body.includes('L’adresse ne va pas')]).toEqual([400, true]);
  await web.deps.registry.schedules.create({ id: 'desk', placeId: 'demo', name: 'Desk' });
  const held = await save({ ...lock, openingScheduleId: 'desk' });
  expect([held.statusCode, held.body.includes('elle ne peut pas rester déverrouillée')]).toEqual([
    400,
    true,
  ]);
  await save({
    ...{ 'lock.kind': 'http', 'lock.address': 'http://10.0.0.4/open', 'lock.method': 'POST' },
    ...{ 'lock.auth': 'none', 'lock.headers': 'X-Key: {secret}; Accept: */*', 'lock.secret': 'k' },
    ...{ 'lock.successPointer': '/ok', 'lock.successValue': 'true' },
  });
  expect(await kept()).toMatchObject({
    ...{ kind: 'http', method: 'POST', successPointer: '/ok', secret: 'k' },
    headers: [
      { name: 'X-Key', value: '{secret}' },
      { name: 'Accept', value: '*/*' },
    ],
  });
  await save({ 'lock.kind': '' });
  expect(await kept()).toBeNull();
});
