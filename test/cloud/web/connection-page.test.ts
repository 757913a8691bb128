import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { seedDeliveries } from '../../web/seed-deliveries.ts';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let database: Database;
let web: WebFixture;
let cookie: string;
let csrf: string;
const fedow = '/connections/conn-fedow';
const dokos = '/connections/conn-dokos';

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const timeZone = 'Europe/Paris';
  await web.deps.registry.places.create({ id: 'filature', name: 'La Filature', timeZone });
  await seedDeliveries(web.deps, database);
  ({ cookie, csrf } = await signIn(web));
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const set = (id: string, values: object) =>
  database.db.updateTable('connection').set(values).where('id', '=', id).execute();
const textOf = async (path: string, language = 'fr') => {
  const { body, statusCode } = await get(web.app, path, { cookie, 'accept-language': language });
  expect(statusCode).toBe(200);
  return body
    .slice(body.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
};

test('says whether it is on, what went well last, why it waits, and how many taps are in each state', async () => {
  const text = await textOf(fedow);
  expect(text).toMatch(/FEDOW, La Filature/);
  expect(text).toMatch(/En marche\. Les lectures sont transmises depuis/);
  expect(text).toMatch(/Dernière réussite : /);
  expect(text).toMatch(/Fedow a lui-même une panne\. .*Prochain essai : 18:24/);
  expect(text).toMatch(/Toutes 7 .*À débloquer 2/);
  expect(text).toMatch(/Serveur fedow\.example\.org Ce qui est transmis badger Asset 4d5e0f5c-/);
  expect(text).toMatch(/Clés gardées clé d’API, clé du lieu, clé du portefeuille/);
  expect(await textOf(fedow, 'en')).toMatch(/On\. Taps are told since/);
  const { body } = await get(web.app, fedow, { cookie });
  expect(body).toContain(`href="${fedow}/deliveries?state=parked"`);
});

test('what has to be done first stands above all: lost keys, no item bound', async () => {
  expect(await textOf(fedow)).not.toMatch(/Aucun article/);
  await set('conn-fedow', { settings: '{}' });
  expect(await textOf(fedow)).toMatch(/Aucun article n’y est encore relié/);
  expect(await textOf(dokos)).not.toMatch(/Aucun article/);
  await set('conn-dokos', { checked_at: testNow, check_said: 'connectionSecretsLost' });
  const text = await textOf(dokos);
  expect(text).toMatch(/Les clés de cette connexion sont perdues/);
});

test('switched on only after a question that says what stays there for good', async () => {
  const { settings } = (await web.deps.connections.find('conn-fedow')) ?? {};
  await set('conn-fedow', { is_on: 0, settings: '{}' });
  expect(await textOf(fedow)).toMatch(/Éteinte\. Rien n’est transmis\./);
  expect(await textOf(`${fedow}/on`)).toMatch(/y reste pour toujours/);
  expect(await textOf(`${dokos}/on`)).not.toMatch(/pour toujours/);
  expect(await textOf(`${dokos}/on`)).toMatch(/partagent leur e-mail/);
  const refused = await form(web.app, `${fedow}/state`, { csrf, state: 'on' }, { cookie });
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toMatch(/role="alert".*réglages/s);
  await set('conn-fedow', { settings: JSON.stringify(settings) });
  const on = await form(web.app, `${fedow}/state`, { csrf, state: 'on' }, { cookie });
  expect([on.statusCode, on.headers.location]).toEqual([303, `${fedow}?said=saved`]);
  expect(await web.deps.connections.find('conn-fedow')).toMatchObject({
    isOn: true,
    since: testNow,
  });
  await set('conn-fedow', { settings: '{}' });
  await form(web.app, `${fedow}/state`, { csrf, state: 'off' }, { cookie });
  expect(await web.deps.connections.find('conn-fedow')).toMatchObject({ isOn: false });
  const { items } = await web.deps.audit.list({}, { limit: 10, cursor: null });
  expect(items).toContainEqual(expect.objectContaining({ verb: 'changed', id: 'conn-fedow' }));
});

test('tested, it says at once how that went, with the words of its kind', async () => {
  await set('conn-dokos', { settings: '{"address":"no address"}' });
  const { body, statusCode } = await form(web.app, `${dokos}/check`, { csrf }, { cookie });
  expect(statusCode).toBe(200);
  expect(body).toContain('role="alert"');
  expect(await web.deps.connections.find('conn-dokos')).toMatchObject({
    checked: { at: testNow, why: 'connectionUnusable' },
  });
  expect(await textOf(dokos)).toMatch(/Testée .*réglages/);
});

test('removed, it is gone with its deliveries, and staff who may only look are offered none of it', async () => {
  const staff = await signIn(web, 'staff', 'Bob');
  const { body } = await get(web.app, fedow, { cookie: staff.cookie });
  expect(body).toContain(`action="${fedow}/check"`);
  for (const path of ['state', 'on', 'edit', 'end'])
    expect(body).not.toContain(`${fedow}/${path}"`);
  const mine = { csrf: staff.csrf };
  for (const path of ['state', 'end'])
    expect((await form(web.app, `${fedow}/${path}`, mine, staff)).statusCode).toBe(403);
  expect(await textOf(`${fedow}/end`)).toMatch(/Ce qui est déjà noté là-bas y reste/);
  const end = await form(web.app, `${fedow}/end`, { csrf }, { cookie });
  expect([end.statusCode, end.headers.location]).toEqual([303, '/connections?said=ended']);
  expect((await get(web.app, fedow, { cookie })).statusCode).toBe(404);
  expect(await web.deps.deliveries.ofPunches(['tap-1'])).toEqual([
    expect.objectContaining({ connectionId: 'conn-dokos' }),
  ]);
});
