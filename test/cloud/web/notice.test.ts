import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let cookie = '';
beforeEach(async () => {
  web = await webFixture();
  ({ cookie } = await signIn(web));
  const place = { id: 'filature', name: 'La Filature', timeZone: 'Europe/Paris' };
  await web.deps.registry.places.create({ ...place, accessKeptMonths: 2 });
});
afterEach(() => web.close());

const read = async (path: string) => (await get(web.app, path, { cookie })).body;

test('the notice says what is recorded, what for and for how long, as the settings are', async () => {
  const french = await read('/places/filature/notice?in=fr');
  expect(french).toContain('Gardé 2\u00a0mois.');
  expect(french).toContain('Gardé 1\u00a0an.');
  // Working time is told of where it is counted, and nowhere else.
  expect(french).not.toContain('temps de travail');
  await web.deps.registry.groups.create({ name: 'Équipe', purpose: 'worktime' });
  expect(await read('/places/filature/notice?in=fr')).toContain('Gardé 5\u00a0ans.');
  expect(await read('/places/filature/notice?in=en')).toContain('Kept for 2 months.');
});

test('the entry of the register says the same, with its legal bases', async () => {
  const english = await read('/places/filature/register?in=en');
  expect(english).toContain('Movements, refusals and doors: 2 months.');
  expect(english).toContain('Legitimate interest');
  expect(await read('/places/filature/register?in=fr')).toContain('Intérêt légitime');
});
