import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { seedDeliveries } from '../../web/seed-deliveries.ts';
import { type Fields, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let database: Database;
let web: WebFixture;
let cookie: string;

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  for (const [id, name] of [
    ['filature', 'La Filature'],
    ['plume', 'La Plume'],
  ] as const)
    await web.deps.registry.places.create({ id, name, timeZone: 'Europe/Paris' });
  ({ cookie } = await signIn(web));
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const textOf = async (path: string, headers: Fields = {}) => {
  const { body } = await get(web.app, path, { cookie, ...headers });
  return body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
};

test('each system is listed with its kind, its place, how it goes and what needs somebody', async () => {
  expect(await textOf('/connections')).toContain('Aucun autre système n’est prévenu');
  await seedDeliveries(web.deps, database);
  const text = await textOf('/connections');
  expect(text).toMatch(
    /FEDOW, La Filature FEDOW, La Filature En marche, dernière transmission : .*18:04/,
  );
  expect(text).toMatch(/2 lectures attendent Fedow a lui-même une panne.*Prochain essai : 18:24/);
  expect(text).toMatch(/2 lectures à débloquer FEDOW, La Filature/);
  expect(text).toMatch(/Fédération Dokos Dokos, fédération de lieux, La Filature En marche/);
  expect(await textOf('/connections', { 'accept-language': 'en' })).toMatch(/2 taps need you/);
});

test('a look that met trouble is said until something is taken after it', async () => {
  await seedDeliveries(web.deps, database);
  const { connections } = web.deps;
  await connections.sayChecked('conn-dokos', { why: 'connectionSecretsLost' }, testNow + 1);
  expect(await textOf('/connections')).toContain('Les clés de cette connexion manquent');
  await database.db
    .updateTable('connection')
    .set({ succeeded_at: testNow + 2 })
    .where('id', '=', 'conn-dokos')
    .execute();
  expect(await textOf('/connections')).not.toContain('Les clés de cette connexion manquent');
});

test('staff of a place see those of that place alone', async () => {
  await seedDeliveries(web.deps, database);
  ({ cookie } = await signIn(web, 'staff', 'Zoé', ['plume']));
  expect(await textOf('/connections')).toContain('Aucun autre système n’est prévenu');
  ({ cookie } = await signIn(web, 'staff', 'Ada', ['filature']));
  expect(await textOf('/connections')).toContain('Fédération Dokos');
  ({ cookie } = await signIn(web, 'viewer', 'Bo'));
  expect((await get(web.app, '/connections', { cookie })).statusCode).toBe(403);
});

test('who may add one is led there from the list, others are not', async () => {
  const join = 'href="/connections/new"';
  expect((await get(web.app, '/connections', { cookie })).body).toContain(join);
  ({ cookie } = await signIn(web, 'staff', 'Zoé'));
  expect((await get(web.app, '/connections', { cookie })).body).not.toContain(join);
});
