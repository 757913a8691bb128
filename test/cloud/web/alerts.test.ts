import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertDispatches } from '../../../cloud/store/alerts.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { openOutbox } from '../../../cloud/store/dispatches.ts';
import { form, get } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let database: Database;
let session: { cookie: string; csrf: string };

beforeAll(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry, identity } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const duty = { places: '*', rights: [], madeBy: 'system' } as const;
  const link = await identity.createInvitation('admin', null, testNow + 60_000, duty);
  const ana = await identity.acceptInvitation(link, 'Ana', 'none', testNow);
  const cookie = `badgeuse-session=${await identity.createSession(ana.id, testNow)}`;
  const { body } = await get(web.app, '/places/demo/alerts', { cookie });
  session = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '' };
});
afterAll(async () => {
  await web?.close();
  await database?.close();
});

const asStaff = (path: string, fields: Record<string, string>) =>
  form(web.app, path, { ...fields, csrf: session.csrf }, { cookie: session.cookie });
const api = '/api/v1/places/demo/alerts';
const kept = async () => (await web.send('admin', 'GET', api)).json as Record<string, unknown>;

test('page and API keep the same settings, and refuse the same', async () => {
  const fields = {
    ...{ 'staff-forgottenExit': 'daily', 'member-forgottenExit': 'on', 'member-capacity': 'on' },
    ...{ addresses: 'desk@example.org\nana@example.org', digestAt: '7h30' },
    ...{ quietFrom: '22:00', quietUntil: '07:00', webhookUrl: 'https://hooks.example.org/x' },
  };
  const post = (changed: Record<string, string>) =>
    asStaff('/places/demo/alerts', { ...fields, ...changed });
  expect((await post({})).statusCode).toBe(303);
  expect(await kept()).toMatchObject({
    kinds: {
      forgottenExit: { staff: 'daily', member: true, webhook: false },
      // It concerns no member.
      capacity: { staff: 'off', member: false, webhook: false },
    },
    ...{ addresses: ['desk@example.org', 'ana@example.org'], digestAt: '07:30' },
    quiet: { from: '22:00', until: '07:00' },
  });
  for (const wrong of [
    { addresses: 'desk' },
    { quietUntil: '' },
    // The whole day, in which nothing would ever be sent.
    { quietFrom: '07:00', quietUntil: '07:00' },
    { digestAt: 'noon' },
    { webhookUrl: 'http://192.168.1.1/' },
  ]) {
    const answer = await post(wrong);
    expect([wrong, answer.statusCode]).toEqual([wrong, 400]);
    expect(answer.body).toContain('field-error');
  }
  expect((await web.send('admin', 'PATCH', api, { addresses: ['desk'] })).status).toBe(400);
  const http = { webhookUrl: 'http://192.168.1.1/' };
  expect((await web.send('admin', 'PATCH', api, http)).status).toBe(400);
  const wholeDay = { quiet: { from: '07:00', until: '07:00' } };
  expect((await web.send('admin', 'PATCH', api, wholeDay)).status).toBe(400);
  const quiet = { quiet: null };
  expect((await web.send('admin', 'PATCH', api, quiet)).json).toMatchObject({
    ...{ quiet: null, digestAt: '07:30' },
  });
  const { items } = await web.deps.audit.list({ kind: 'setting' }, { limit: 5, cursor: null });
  expect(items[0]).toMatchObject({ verb: 'changed', id: 'alerts', placeId: 'demo' });
  expect((await web.send('staff', 'GET', api)).status).toBe(403);
});

test('the test says what the other side answered, and reaches nobody who is not set', async () => {
  await web.send('admin', 'PATCH', api, { addresses: ['desk@example.org', 'nobody@example.org'] });
  const to = (address: string) => web.send('admin', 'POST', `${api}/test`, { address });
  expect((await to('desk@example.org')).json).toEqual({ outcome: 'sent', said: null });
  expect((await to('nobody@example.org')).json).toEqual({
    ...{ outcome: 'never', said: '550 no such mailbox' },
  });
  expect((await to('all@example.org')).status).toBe(400);
  const page = await asStaff('/places/demo/alerts/test', { to: 'nobody@example.org' });
  expect(page.body).toContain('550 no such mailbox');
  const hook = await web.send('admin', 'POST', `${api}/test`, {});
  expect(hook.json).toEqual({ outcome: 'later', said: '503 busy' });
});

test('a new secret is told once, and is in no other answer', async () => {
  const made = await web.send('admin', 'POST', `${api}/webhook-secret`);
  const { secret } = made.json as { secret: string };
  expect(secret).toMatch(/^whsec_/);
  expect((await web.deps.alertSettings.webhookOf('demo'))?.secret).toBe(secret);
  expect(JSON.stringify(await kept())).not.toContain(secret);
  const page = await get(web.app, '/places/demo/alerts', session);
  expect(page.body).not.toContain(secret);
});

test('what could not be delivered is shown with why, tried again or given up', async () => {
  const parked = async (key: string) => {
    const row = { key, place: 'demo', channel: 'mail', what: 'doorAlarm' } as const;
    const address = 'gone@example.org';
    const [id = ''] = await insertDispatches(database.db, [{ ...row, address, at: 0 }], testNow);
    const outbox = openOutbox(database);
    const claimed = await outbox.claim('mail', testNow);
    if (claimed?.id !== id) throw new Error('another was due');
    await outbox.settle(claimed, { state: 'parked', said: '550 gone' }, testNow);
    return id;
  };
  const [first, second] = [await parked('1'), await parked('2')];
  const page = await get(web.app, '/undelivered', session);
  expect(page.body).toContain('gone@example.org');
  expect(page.body).toContain('550 gone');
  expect((await web.send('staff', 'GET', '/api/v1/undelivered')).json).toMatchObject({
    items: [{ state: 'parked', said: '550 gone', address: 'gone@example.org' }, {}],
  });
  const again = await asStaff(`/undelivered/${first}/retry`, {});
  expect(again.headers['location']).toBe('/undelivered?said=retried');
  const up = await web.send('staff', 'POST', `/api/v1/undelivered/${second}/give-up`);
  expect(up.status).toBe(204);
  expect((await web.send('staff', 'POST', `/api/v1/undelivered/${second}/retry`)).status).toBe(409);
  expect(await openOutbox(database).claim('mail', testNow)).toMatchObject({ id: first });
});
