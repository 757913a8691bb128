import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDatabase } from '../../../cloud/store/database.ts';
import type { SignedCommand } from '../../../shared/wire/command.ts';
import { helloOf } from '../../parts/hello-of.ts';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webDeps, webFixture } from './fixture.ts';

let web: WebFixture;
let sent: SignedCommand[];
let lineIsUp: boolean;
let answers: 'granted' | 'refused' | null;
let wall: { now: number };
let database: Awaited<ReturnType<typeof openDatabase>>;

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  const { deps, link, wall: same } = await webDeps(null, database);
  wall = same;
  sent = [];
  lineIsUp = true;
  answers = 'granted';
  link.publish = (device, payload) => {
    const command = JSON.parse(payload) as SignedCommand;
    sent.push(command);
    const reason = answers === 'refused' ? { reason: 'otherStart' } : {};
    const result = {
      v: 1,
      id: command.id,
      outcome: answers ?? 'failed',
      seq: 7,
      ...reason,
    } as const;
    if (answers) setTimeout(() => void deps.commands.answered(device, result, testNow + 90), 20);
    return lineIsUp;
  };
  web = await webFixture({ commands: deps.commands, clock: deps.clock }, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi', placeId: 'demo', publicKey: 'P'.repeat(43) });
  await registry.doors.create({ id: 'front', placeId: 'demo', name: 'Front' });
  await registry.doors.create({ id: 'loose', placeId: 'demo', name: 'Loose' });
  const point = { id: 'entree', deviceId: 'pi', direction: 'in', doorId: 'front' } as const;
  await registry.accessPoints.create(point);
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const hello = async (agoMs: number, online = 1) => {
  const hello = JSON.stringify(helloOf(testNow - agoMs));
  const row = { online, connection: 1, boot: 'boot-1', last_seen_at: testNow - agoMs, hello };
  await database.db.deleteFrom('device_state').execute();
  await database.db
    .insertInto('device_state')
    .values({ device: 'pi', access_version: 1, config_version: 1, unsent: 0, ...row })
    .execute();
};
const unlock = (reason: unknown = 'delivery', role: 'admin' | 'staff' | 'viewer' = 'staff') =>
  web.send(role, 'POST', '/api/v1/doors/front/unlock', { reason });
const told = async () =>
  (await web.deps.audit.list({ kind: 'door' }, { limit: 9, cursor: null })).items
    .filter(({ verb }) => verb === 'unlocked' || verb === 'refused')
    .map(({ verb, after }) => [verb, after?.['reason'] ?? after?.['outcome'], after?.['why']]);

test('signs what the newest hello allows, and answers what the device did, with who and why kept', async () => {
  await hello(10_000);
  const done = await unlock(' delivery ');
  expect(done).toMatchObject({
    status: 200,
    json: { outcome: 'granted', doorId: 'front', deviceId: 'pi', reason: 'delivery', seq: 7 },
  });
  expect(sent[0]).toMatchObject({ kind: 'unlock', door: 'front', nonce: 'a-nonce-of-this-start' });
  // Ten seconds ago its clock said a minute; what is sent lives for eight seconds more.
  expect(sent[0]?.notAfterMonoMs).toBe(60_000 + 10_000 + 8_000);
  expect(sent[0]?.counter).toBe(testNow);
  answers = 'refused';
  expect((await unlock()).json).toMatchObject({ outcome: 'refused', why: 'otherStart' });
  expect(sent[1]?.counter).toBe(testNow + 1);
  const { json } = await web.send('staff', 'GET', '/api/v1/doors/front/commands');
  expect(json).toMatchObject({ items: [{ outcome: 'refused' }, { outcome: 'granted' }] });
  const one = (json as { items: { id: string }[] }).items[0]?.id;
  expect((await web.send('staff', 'GET', `/api/v1/commands/${one}`)).status).toBe(200);
  expect(await told()).toEqual([
    ['unlocked', 'refused', 'otherStart'],
    ['unlocked', 'delivery', undefined],
    ['unlocked', 'granted', undefined],
    ['unlocked', 'delivery', undefined],
  ]);
});

test('sends nothing where nobody would hear, and says so at once', async () => {
  const code = async () => {
    const { status, json } = await unlock();
    return [status, (json as { code?: string; outcome?: string }).code];
  };
  await hello(120_000);
  expect(await code()).toEqual([409, 'deviceOffline']);
  await hello(1_000, 0);
  expect(await code()).toEqual([409, 'deviceOffline']);
  const loose = await web.send('staff', 'POST', '/api/v1/doors/loose/unlock', { reason: 'x' });
  expect(loose.json).toMatchObject({ code: 'doorUnreached' });
  expect(sent).toEqual([]);
  expect(await told()).toContainEqual(['refused', 'delivery', 'deviceOffline']);
  lineIsUp = false;
  answers = null;
  await hello(1_000);
  expect((await unlock()).json).toMatchObject({ outcome: 'failed', why: 'linkDown' });
});

test('is for staff with a reason, ten times a minute', async () => {
  await hello(1_000);
  expect((await unlock('x', 'viewer')).status).toBe(403);
  for (const reason of ['', '   ', 7, 'x'.repeat(201)])
    expect((await unlock(reason)).status).toBe(400);
  const none = await web.send('staff', 'POST', '/api/v1/doors/none/unlock', { reason: 'x' });
  expect([none.status, sent.length]).toEqual([404, 0]);
  for (let n = 0; n < 10; n++) expect((await unlock()).status).toBe(200);
  expect((await unlock()).status).toBe(429);
  expect(sent).toHaveLength(10);
  wall.now += 61_000;
  expect((await unlock()).status).toBe(200);
});

test('the page asks why, shows the outcome as it comes, and what was never answered', async () => {
  await hello(1_000);
  const { cookie, csrf } = await signIn(web, 'staff', 'Ana');
  expect((await get(web.app, '/', { cookie })).body.includes('/doors/front/unlock')).toBe(true);
  const without = await form(web.app, '/doors/front/unlock', { csrf, reason: ' ' }, { cookie });
  expect(without.statusCode).toBe(400);
  expect(without.body.includes('Dites pourquoi vous ouvrez.')).toBe(true);
  answers = null;
  const sentOff = await form(web.app, '/doors/front/unlock', { csrf, reason: 'colis' }, { cookie });
  expect(sentOff.statusCode).toBe(303);
  const at = String(sentOff.headers.location);
  expect((await get(web.app, at, { cookie })).body.includes('hx-trigger="live, every 1s"')).toBe(
    true,
  );
  wall.now += 16_000;
  expect((await get(web.app, at, { cookie })).body.includes('L’appareil n’a pas répondu.')).toBe(
    true,
  );
  const id = at.split('/').at(-1) ?? '';
  // Late, but true.
  const late = { v: 1, id, outcome: 'granted', seq: 3 } as const;
  await web.deps.commands.answered('other', { ...late, outcome: 'failed' }, wall.now);
  await web.deps.commands.answered('pi', late, wall.now);
  await web.deps.commands.answered('pi', { ...late, outcome: 'failed' }, wall.now);
  const shown = (await get(web.app, at, { cookie })).body;
  expect([shown.includes('La porte s’est ouverte à 18:04.'), shown.includes('hx-trigger')]).toEqual(
    [true, false],
  );
  const last = (await get(web.app, '/doors/front/unlock', { cookie })).body;
  expect([last.includes('Ana'), last.includes('colis')]).toEqual([true, true]);
  wall.now += 500_000;
  const away = await get(web.app, '/doors/front/unlock', { cookie });
  expect(away.body.includes('Son appareil ne répond pas.')).toBe(true);
  const refused = await form(web.app, '/doors/front/unlock', { csrf, reason: 'colis' }, { cookie });
  expect(refused.statusCode).toBe(409);
});

test('a device can be told to show where it is', async () => {
  await hello(1_000);
  const url = '/api/v1/devices/pi/commands';
  expect((await web.send('staff', 'POST', url, { kind: 'identify' })).status).toBe(403);
  expect((await web.send('admin', 'POST', url, { kind: 'unlock' })).status).toBe(400);
  const done = await web.send('admin', 'POST', url, { kind: 'identify' });
  expect([done.status, sent[0]?.kind, sent[0]?.door]).toEqual([200, 'identify', null]);
});
