import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dokosDefaults } from '../../../cloud/connectors/dokos/dokos-settings.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { openSharedMembers } from '../../../cloud/store/shared-members.ts';
import { pythonDumps } from '../../fakes/dokos/frappe-says.ts';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let database: Database;
let web: WebFixture;
let admin: { cookie: string; csrf: string };
let id: string;
let path: string;

const settings = { ...dokosDefaults, address: 'https://dokos.example.org', venueId: 'a1b2c3' };

async function openWeb(publicUrl: string | null = null) {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({ publicUrl }, database);
  const { registry, connections } = web.deps;
  for (const [place, name] of [
    ['demo', 'La Filature'],
    ['annexe', 'L’Annexe'],
  ] as const)
    await registry.places.create({ id: place, name, timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'demo', publicKey: 'A'.repeat(43) });
  await registry.accessPoints.create({ id: 'door', deviceId: 'pi-1', direction: 'in' });
  await registry.members.create({ id: 'zoe', name: 'Zoé', email: 'zoe@example.org' });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3D4E5F6', memberId: 'zoe' });
  await registry.grants.create({ id: 'g1', memberId: 'zoe', accessPoints: ['door'] });
  const dokos = { kind: 'dokos', placeId: 'demo', name: 'Dokos', settings } as const;
  ({ id } = await connections.add({ ...dokos, secrets: { key: 'a:b' } }, testNow));
  await connections.change(id, { isOn: true }, testNow);
  const by = { who: 'staff:ada', now: testNow };
  await openSharedMembers(database).change(id, 'zoe', { sharesEmail: true }, by);
  path = `/connections/${id}/inlet`;
  admin = await signIn(web);
}
beforeEach(() => openWeb());
afterEach(async () => {
  await web.close();
  await database.close();
});

const textOf = (body: string) =>
  body
    .slice(body.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const see = async (url: string, cookie = admin.cookie, language = 'fr') => {
  const { statusCode, body } = await get(web.app, url, { cookie, 'accept-language': language });
  return { statusCode, body, text: textOf(body) };
};
const fieldOf = (body: string, name: string): string =>
  new RegExp(`<input id="field-${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
const make = async () => {
  const { body, statusCode, headers } = await form(web.app, path, { csrf: admin.csrf }, admin);
  expect([statusCode, headers['cache-control']]).toEqual([201, 'no-store']);
  const at = { confirmation: fieldOf(body, 'whole'), webhook: fieldOf(body, 'webhook') };
  return { body, ...at, secret: fieldOf(body, 'secret'), token: fieldOf(body, 'token') };
};
type Made = Awaited<ReturnType<typeof make>>;

/** By the address as it is pasted, and nothing else. */
const asks = async ({ confirmation }: Pick<Made, 'confirmation'>, user = 'zoe@example.org') => {
  const url = new URL(confirmation);
  url.searchParams.set('user', user);
  const { statusCode, body } = await web.app.inject(url.pathname + url.search);
  return statusCode === 200 ? JSON.parse(body) : statusCode;
};
const tells = async ({ webhook, secret }: Pick<Made, 'webhook' | 'secret'>, body: object) => {
  const payload = pythonDumps(body);
  const signature = createHmac('sha256', secret).update(payload).digest('base64');
  const headers = { 'x-frappe-webhook-signature': signature };
  const url = new URL(webhook).pathname;
  return (await web.app.inject({ method: 'POST', url, headers, payload })).statusCode;
};

test('what is made is shown once, and as pasted it opens what it is for', async () => {
  expect((await see(path)).text).toMatch(/ne peut encore ni nous interroger ni nous prévenir/);
  expect((await see(`/connections/${id}`)).text).toMatch(/ne peut encore ni nous interroger/);
  const made = await make();
  expect(textOf(made.body)).not.toMatch(/Les anciens ont cessé/);
  expect(made.token.length).toBeGreaterThan(30);
  expect(made.confirmation).toBe(
    `http://localhost:80/api/v1${path.replace('inlet', 'confirmation')}?token=${made.token}`,
  );
  expect(await asks(made)).toEqual({ message: true });
  expect(await asks(made, 'nobody@example.org')).toEqual({ message: false });
  expect(await tells(made, { name: 'ENR-1', user: 'zoe@example.org' })).toBe(204);
  for (const url of [path, `${path}/new`, `/connections/${id}`, '/audit']) {
    const { body, statusCode } = await see(url);
    expect([url, statusCode]).toEqual([url, 200]);
    for (const once of [made.token, made.secret])
      expect([url, body.includes(once)]).toEqual([url, false]);
  }
  expect((await see(path)).text).toMatch(/interroger et nous prévenir depuis 18:04/);
  expect((await see(`/connections/${id}`)).text).toMatch(/nous prévenir depuis 18:04/);
  const { items } = await web.deps.audit.list({ verb: 'changed' }, { limit: 9, cursor: null });
  expect(items).toMatchObject([
    { kind: 'setting', id, placeId: 'demo', whoName: 'Maëlle', before: null },
  ]);
  expect(items[0]?.after).toEqual({ inlet: '2026-03-12T17:04:00.000Z' });
});

test('new ones are made after a question that says what ends, and the former are dead at once', async () => {
  const former = await make();
  const { body } = await see(path);
  expect(body).toContain(`href="${path}/new" data-dialog`);
  expect(body).not.toContain(`action="${path}"`);
  const question = await see(`${path}/new`);
  expect(question.text).toMatch(/Les anciens cessent aussitôt.*est perdu/);
  expect(question.body).toContain(`action="${path}"`);
  const made = await make();
  expect(textOf(made.body)).toMatch(/Les anciens ont cessé/);
  expect([await asks(former), await tells(former, { name: 'ENR-1' })]).toEqual([401, 401]);
  expect([await asks(made), await tells(made, { name: 'ENR-1' })]).toEqual([
    { message: true },
    204,
  ]);
});

test('the addresses are those of the public URL; without one the page says that they may not be reached', async () => {
  const { body, text } = await see(path);
  expect(fieldOf(body, 'confirmation')).toBe(
    `http://localhost:80/api/v1/connections/${id}/confirmation`,
  );
  expect(text).toMatch(/publicUrl n’est pas réglé/);
  expect(textOf((await make()).body)).toMatch(/publicUrl n’est pas réglé/);
  await web.close();
  await database.close();
  await openWeb('https://badge.filature.example/');
  const known = await see(path);
  expect(known.text).not.toMatch(/publicUrl/);
  const at = `https://badge.filature.example/api/v1/connections/${id}`;
  expect(fieldOf(known.body, 'confirmation')).toBe(`${at}/confirmation`);
  expect(fieldOf(known.body, 'webhook')).toBe(`${at}/webhook`);
  const made = await make();
  expect([made.confirmation, made.webhook]).toEqual([
    `${at}/confirmation?token=${made.token}`,
    `${at}/webhook`,
  ]);
  expect(textOf(made.body)).not.toMatch(/publicUrl/);
});

test('of what it told, the newest ten: who, when first, how often, and as it calls it', async () => {
  expect((await see(path)).text).toMatch(/Dokos n’a encore rien annoncé/);
  const made = await make();
  const record = { doctype: 'Enregistrement dans un lieu', user: 'zoe@example.org' };
  for (let n = 1; n <= 11; n++) {
    web.clock.now = testNow + n * 60_000;
    expect(await tells(made, { ...record, name: `ENR-${n}.` })).toBe(204);
  }
  web.clock.now = testNow + 12 * 60_000;
  const other = { name: '<b>ENR-12.</b>', user: 'who@example.org' };
  for (let times = 1; times <= 3; times++) await tells(made, other);
  const { body, text } = await see(path);
  expect(text).toMatch(/Aucun membre d’ici &lt;b>ENR-12\.&lt;\/b> 18:16, reçue 3 fois Zoé Enreg/);
  expect(text).toMatch(/Zoé Enregistrement dans un lieu, ENR-11\. 18:15 Zoé/);
  expect(body).toContain('<a href="/members/zoe"><b>Zoé</b></a>');
  expect(text).toMatch(/ENR-3\. 18:07/);
  expect(text).not.toMatch(/ENR-2\./);
  expect((await see(path, admin.cookie, 'en')).text).toMatch(/No member here .* came 3 times/);
});

test('whether its questions reach us is seen, and that one named nobody', async () => {
  expect((await see(path)).text).not.toMatch(/rien demandé|Dernière question/);
  const made = await make();
  expect((await see(path)).text).toMatch(/Avec ce jeton, Dokos n’a encore rien demandé/);
  await asks(made);
  expect((await see(path)).text).toMatch(/Dernière question : 18:04\. La réponse a été oui/);
  await asks(made, 'who@example.org');
  expect((await see(path)).text).toMatch(/Dernière question : 18:04\. La réponse a été non/);
  await asks(made, '');
  const { text } = await see(path, admin.cookie, 'en');
  expect(text).toMatch(
    /it named nobody, and was answered no\. The e-mail is expected in the field user/,
  );
});

test('a connection that is off says that everybody is answered no, as they are', async () => {
  expect((await see(path)).text).not.toMatch(/la réponse est non/);
  const made = await make();
  await web.deps.connections.change(id, { isOn: false }, testNow);
  expect((await see(path)).text).toMatch(/À chaque question, la réponse est non/);
  expect(await asks(made)).toEqual({ message: false });
});

test('staff may look and make nothing; at another place it is not there', async () => {
  const bob = await signIn(web, 'staff', 'Bob');
  const { body, text, statusCode } = await see(path, bob.cookie);
  expect([statusCode, text]).toEqual([200, expect.stringContaining('Un administrateur peut les')]);
  expect(body).not.toContain(`action="${path}"`);
  expect((await see(`${path}/new`, bob.cookie)).statusCode).toBe(403);
  expect((await form(web.app, path, { csrf: bob.csrf }, bob)).statusCode).toBe(403);
  const eve = await signIn(web, 'admin', 'Ève', ['annexe']);
  for (const url of [path, `${path}/new`])
    expect((await see(url, eve.cookie)).statusCode).toBe(404);
  expect((await form(web.app, path, { csrf: eve.csrf }, eve)).statusCode).toBe(404);
  expect(await web.deps.inlets.since(id)).toBeNull();
});

test.each(['fedow', 'frappe'] as const)('a %s neither asks nor tells', async (kind) => {
  const made = { kind, placeId: 'demo', name: 'Autre', settings: {}, secrets: {} };
  const other = await web.deps.connections.add(made, testNow);
  const at = `/connections/${other.id}`;
  expect((await see(at)).text).not.toMatch(/demande et annonce/);
  for (const url of [`${at}/inlet`, `${at}/inlet/new`])
    expect((await see(url)).statusCode).toBe(404);
  expect((await form(web.app, `${at}/inlet`, { csrf: admin.csrf }, admin)).statusCode).toBe(404);
  expect(await web.deps.inlets.since(other.id)).toBeNull();
});
