import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let me: { cookie: string; csrf: string };
beforeAll(async () => {
  web = await webFixture();
  me = await signIn(web);
  const { registry, provisioning } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const publicKey = 'A'.repeat(43);
  await provisioning.provision({ id: 'pi-1', placeId: 'demo', name: 'Entrée', publicKey });
}, 60_000);
afterAll(() => web.close());

const post = (url: string, fields: Record<string, string> = {}) =>
  form(web.app, url, { ...fields, csrf: me.csrf }, { cookie: me.cookie });
const lastAudit = async () => (await web.deps.audit.list({}, { limit: 1, cursor: null })).items[0];

test('a new key is made by the page, once at a time, and the history says who did it', async () => {
  const before = web.deps.signingKeys.kid;
  const done = await post('/signing-key');
  expect(done.headers['location']).toBe('/signing-key?said=renewed');
  const { change, kid } = web.deps.signingKeys;
  expect([kid, change()?.kid === before]).toEqual([before, false]);
  expect(await lastAudit()).toMatchObject({
    verb: 'changed',
    before: { signingKey: before },
    after: { signingKey: change()?.kid, step: 'introduced' },
    whoName: expect.any(String),
  });
  expect((await post('/signing-key')).headers['location']).toBe('/signing-key?said=goesOn');
  const page = await get(web.app, '/signing-key', { cookie: me.cookie });
  expect(page.body).toContain(before);
  expect(page.body).toContain('Entrée');
  expect(page.body).not.toContain('action="/signing-key"');
  const api = await web.send('admin', 'GET', '/api/v1/signing-key');
  expect(api.json).toMatchObject({
    kid: before,
    renewal: { kid: change()?.kid, signs: false },
    devices: [{ id: 'pi-1', believes: null }],
  });
  expect((await web.send('admin', 'POST', '/api/v1/signing-key')).status).toBe(409);
  expect((await web.send('staff', 'GET', '/api/v1/signing-key')).status).toBe(403);
});

test('another password of a device: shown once, and in the history without its word', async () => {
  const shown = await post('/devices/pi-1/password');
  expect([shown.statusCode, shown.headers['cache-control']]).toEqual([200, 'no-store']);
  const said = /value="([^"]+)"[^>]*class="code-text"/.exec(shown.body)?.[1] ?? '';
  expect(said).not.toBe('');
  const told = await lastAudit();
  expect(told).toMatchObject({ verb: 'changed', kind: 'device', id: 'pi-1' });
  expect(JSON.stringify(told)).not.toContain(said);
  const page = await get(web.app, '/devices/pi-1', { cookie: me.cookie });
  expect(page.body).not.toContain(said);
});
