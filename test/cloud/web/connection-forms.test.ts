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

test('the venue of another place that is none is said beside that place, and a number beside its own', async () => {
  const { cookie, csrf } = await signIn(web);
  const wrong = { csrf, ...typed, 'home-plume': 'VENUE 2', doubleTapSeconds: 'x' };
  const { statusCode, body } = await form(web.app, path, wrong, { cookie });
  expect(statusCode).toBe(400);
  const said = [...body.matchAll(/<a href="#(field-[^"]+)"/g)].map(([, id]) => id);
  expect(said.toSorted()).toEqual(['field-doubleTapSeconds', 'field-home-plume']);
  for (const id of said)
    expect(body).toContain(`id="${id}-said" class="said-below"><span class="field-error"`);
});

test('an item of another place is refused beside its field', async () => {
  const { cookie, csrf } = await signIn(web);
  const { registry } = web.deps;
  const time = { id: 'time', placeId: 'plume', name: 'Temps', category: 'TIM' } as const;
  await registry.assets.create(time);
  const item = { id: 'room', placeId: 'plume', assetId: 'time', name: 'Salle' };
  await registry.items.create(item);
  const wrong = await form(web.app, path, { csrf, ...typed, itemId: 'room' }, { cookie });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).toContain('field-itemId-said');
  expect(await web.deps.connections.list('*')).toEqual([]);
});

test('set otherwise, what is left empty of its keys stays, and what was told of it is not lost', async () => {
  const { cookie, csrf } = await signIn(web);
  const made = await form(web.app, path, { csrf, ...typed }, { cookie });
  const [, , id = ''] = String(made.headers.location).replace('?said=added', '').split('/');
  const edit = `/connections/${id}/edit`;
  const { body } = await get(web.app, edit, { cookie });
  expect(body).toContain('value="VENUE-1"');
  expect(body).not.toContain('hushhush');
  const wrong = { csrf, ...typed, key: '', address: 'nowhere' };
  expect((await form(web.app, edit, wrong, { cookie })).statusCode).toBe(400);
  const other = { csrf, ...typed, name: 'Fédération', venueId: 'VENUE-9', key: '' };
  const saved = await form(web.app, edit, other, { cookie });
  expect([saved.statusCode, saved.headers.location]).toEqual([
    303,
    `/connections/${id}?said=saved`,
  ]);
  expect(await web.deps.connections.find(id)).toMatchObject({
    ...{ name: 'Fédération', secretsSet: ['key'], isOn: false },
    settings: { venueId: 'VENUE-9', homeVenues: [{ placeId: 'plume', venueId: 'VENUE-2' }] },
  });
  expect(await web.deps.connections.secretsOf(id)).toEqual({ key: 'pub:hushhush' });
  await form(web.app, edit, { ...other, key: 'new:keys' }, { cookie });
  expect(await web.deps.connections.secretsOf(id)).toEqual({ key: 'new:keys' });
});

test('staff who are no administrators are refused', async () => {
  const session = await signIn(web, 'staff', 'Zoé');
  expect((await get(web.app, path, { cookie: session.cookie })).statusCode).toBe(403);
});
