import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { openDelivery } from '../../../cloud/delivery/open-delivery.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { type FakeFedow, fakeFedow } from '../../fakes/fedow/server.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { type Fields, form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let fake: FakeFedow;
let database: Database;
let web: WebFixture;
let connected: ReturnType<typeof openDelivery>;
let cookie: string;
let csrf: string;
let path: string;
const joining = '/connections/new/fedow';

beforeAll(async () => {
  fake = await fakeFedow();
  database = await openDatabase({ url: null, path: ':memory:' });
  await seedPlace(database, [testDevice('reader')]);
  const changes = createAnnouncer();
  connected = openDelivery(
    database,
    newKeyPair().privateKey,
    { publicUrl: null, webhookHosts: [fake.domain] },
    {
      ...{ places: openTestRegistry(database, () => testNow).places, changes },
      ...{ clock: systemClock, timers: systemTimers, logger: silentLogger },
    },
  );
  web = await webFixture(connected.ports, database);
  const { registry } = web.deps;
  const time = { id: 'time', placeId: 'demo', name: 'Temps', category: 'TIM' } as const;
  await registry.assets.create(time);
  const item = { placeId: 'demo', assetId: 'time' } as const;
  await registry.items.create({ ...item, id: 'bench', name: 'Badge FEDOW' });
  await registry.items.create({ ...item, id: 'room', name: 'Salle' });
  ({ cookie, csrf } = await signIn(web));
}, 60_000);
afterAll(async () => {
  await connected?.stop();
  await web?.close();
  await database?.close();
  await fake?.close();
});

const send = (url: string, fields: Fields) => form(web.app, url, { csrf, ...fields }, { cookie });
const textOf = (body: string) =>
  body
    .slice(body.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const see = async (url: string) => textOf((await get(web.app, url, { cookie })).body);

test('a string that is none, or was used, is said at its field, and is not shown again', async () => {
  const wrong = await send(joining, { placeId: 'demo', invitation: 'no such string' });
  expect(wrong.statusCode).toBe(400);
  expect(textOf(wrong.body)).toMatch(/Une réponse est à revoir .*collez-la telle quelle/);
  expect(wrong.body).not.toContain('no such string');

  const made = fake.book.newPlace('La Plume', 'plume@example.org');
  const invitation = fake.book.onboardingString(made, fake.domain);
  const joined = await send(joining, { placeId: 'demo', invitation });
  expect(joined.statusCode).toBe(303);
  expect(joined.headers.location).toMatch(/^\/connections\/[\w-]+\/fedow\?said=added$/);
  path = String(joined.headers.location).replace('?said=added', '');
  const again = await send(joining, { placeId: 'demo', invitation });
  expect(again.statusCode).toBe(400);
  expect(textOf(again.body)).toMatch(/Demandez une autre chaîne|une autre/);
  expect(again.body).not.toContain(invitation);
});

test('an item is bound to a new asset, and then to one that is there; both are told in words', async () => {
  expect(await see(path)).toMatch(/Aucun article n’y est encore relié/);
  expect(await see(path)).not.toMatch(/Partager l’asset relié/);
  expect(await see(path)).toMatch(/La badgeuse de ce lieu est éteinte/);
  await web.deps.registry.places.patch('demo', { timeClock: true });
  expect(await see(path)).not.toMatch(/La badgeuse de ce lieu est éteinte/);
  const bound = await send(`${path}/binding`, { itemId: 'bench', asset: '' });
  expect([bound.statusCode, bound.headers.location]).toEqual([303, `${path}?said=saved`]);
  expect(await see(path)).toMatch(/« Badge FEDOW » sont notées sur l’asset Badge FEDOW\./);
  const [, asset = ''] =
    /<option value="([0-9a-f-]{36})"[^>]*>Badge FEDOW, à nous/.exec(
      (await get(web.app, path, { cookie })).body,
    ) ?? [];
  await send(`${path}/binding`, { itemId: 'room', asset });
  expect(await see(path)).toMatch(/« Salle » sont notées sur l’asset Badge FEDOW\./);
  expect(await see(path.replace('/fedow', ''))).toMatch(/En marche/);
  // Of the item's own page one comes here, with that item chosen.
  const item = (await get(web.app, '/items/bench', { cookie })).body;
  expect(item).toContain(`href="${path}?item=bench"`);
  expect((await get(web.app, `${path}?item=bench`, { cookie })).body).toMatch(
    /<option value="bench" selected/,
  );
  const { items } = await web.deps.audit.list({}, { limit: 20, cursor: null });
  expect(items.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['created', 'changed']));
});

test('the asset is shared with another venue there; what is no place is refused in words', async () => {
  const other = fake.book.newPlace('La Ruche', 'ruche@example.org');
  expect((await send(`${path}/federations`, { name: 'Fil', placeUuid: 'x' })).statusCode).toBe(400);
  const shared = await send(`${path}/federations`, { name: 'Fil', placeUuid: other.uuid });
  expect([shared.statusCode, shared.headers.location]).toEqual([303, `${path}?said=saved`]);
  expect(await see(path)).toMatch(/Fil Lieux : .*La Ruche/);
});

test('joined, and failing before its wallet is made, it is kept and made whole when an item is bound', async () => {
  const made = fake.book.newPlace('La Navette', 'navette@example.org');
  const invitation = fake.book.onboardingString(made, fake.domain);
  fake.moodOf = (asked) => (asked.includes('/wallet/') ? 'failing' : 'well');
  const joined = await send(joining, { placeId: 'demo', invitation });
  expect(joined.statusCode).toBe(303);
  const its = String(joined.headers.location).replace('?said=added', '');
  const [, , id = ''] = its.split('/');
  expect(await web.deps.connections.find(id)).toMatchObject({
    ...{ settings: { serviceWallet: null }, checked: { why: 'fedowTroubled' } },
  });
  expect(await see(`/connections/${id}`)).toMatch(/Testée .*Fedow a lui-même une panne/);
  expect((await send(`${its}/binding`, { itemId: 'bench', asset: '' })).statusCode).toBe(400);
  fake.moodOf = () => 'well';
  expect((await send(`${its}/binding`, { itemId: 'bench', asset: '' })).statusCode).toBe(303);
  const whole = await web.deps.connections.find(id);
  expect(whole).toMatchObject({ isOn: true, settings: { serviceWallet: expect.any(String) } });
  expect(whole?.checked).not.toHaveProperty('why');
});

test('staff may look and change nothing; another kind has no such page', async () => {
  const staff = await signIn(web, 'staff', 'Zoé');
  const { body } = await get(web.app, path, { cookie: staff.cookie });
  expect(textOf(body)).toMatch(/Fédérations/);
  expect(body).not.toContain(`${path}/binding`);
  const mine = { csrf: staff.csrf, itemId: 'bench', asset: '' };
  expect((await form(web.app, `${path}/binding`, mine, staff)).statusCode).toBe(403);
  expect((await form(web.app, joining, mine, staff)).statusCode).toBe(403);
});

test('where that Fedow does not answer the page opens all the same, and says why', async () => {
  await fake.close();
  const { body, statusCode } = await get(web.app, path, { cookie });
  expect(statusCode).toBe(200);
  expect(body).toContain('role="alert"');
  expect(textOf(body)).toMatch(/ne répond pas/);
});
