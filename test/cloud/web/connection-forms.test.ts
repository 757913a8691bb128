import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

const path = '/connections/new/dokos';
const typed = {
  ...{ placeId: 'filature', name: 'Dokos', address: 'https://dokos.example.org' },
  ...{ venueId: 'VENUE-1', key: 'pub:hushhush', venueRoles: 'doc', itemId: '' },
  ...{ maxLagSeconds: '120', doubleTapSeconds: '5', 'home-plume': 'VENUE-2' },
};
let database: Database;
let web: WebFixture;

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  for (const [id, name] of [
    ['filature', 'La Filature'],
    ['plume', 'La Plume'],
  ] as const)
    await web.deps.registry.places.create({ id, name, timeZone: 'Europe/Paris' });
});
afterEach(async () => {
  await web.close();
  await database.close();
});

test('a Dokos is added switched off, with what was typed and its key kept', async () => {
  const { cookie, csrf } = await signIn(web);
  const { statusCode } = await form(web.app, path, { csrf, ...typed }, { cookie });
  expect(statusCode).toBe(303);
  expect(await web.deps.connections.list('*')).toMatchObject([
    {
      ...{ kind: 'dokos', placeId: 'filature', isOn: false, secretsSet: ['key'] },
      settings: { venueId: 'VENUE-1', homeVenues: [{ placeId: 'plume', venueId: 'VENUE-2' }] },
    },
  ]);
});

test('what is wrong is said, what was typed stays, and the key is never echoed', async () => {
  const { cookie, csrf } = await signIn(web);
  const { statusCode, body } = await form(
    web.app,
    path,
    { csrf, ...typed, maxLagSeconds: '5' },
    { cookie },
  );
  expect(statusCode).toBe(400);
  expect(body).toContain('VENUE-2');
  expect(body).not.toContain('hushhush');
  expect(await web.deps.connections.list('*')).toEqual([]);
});

test('staff who are no administrators are refused', async () => {
  const session = await signIn(web, 'staff', 'Zoé');
  expect((await get(web.app, path, { cookie: session.cookie })).statusCode).toBe(403);
});
