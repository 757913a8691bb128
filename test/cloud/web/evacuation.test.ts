import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seed } from '../../web/seed.ts';
import { get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  await seed(web.deps);
});
afterEach(() => web.close());

test('names who is inside with the age of what is known, for staff, and that somebody looked', async () => {
  const url = '/api/v1/evacuation?placeId=filature';
  expect((await web.send('viewer', 'GET', url)).status).toBe(403);
  expect((await web.send('staff', 'GET', '/api/v1/evacuation?placeId=none')).status).toBe(404);
  const { status, json } = await web.send('staff', 'GET', url);
  const list = json as {
    inside: { name: string; since: string }[];
    silent: { name: string }[];
    unsent: number;
    knownUntil: string;
    at: string;
  };
  expect(status).toBe(200);
  const names = list.inside.map(({ name }) => name);
  expect(names).toContain('Zoé Lefèvre-Castagnède');
  expect(new Set(names).size).toBe(names.length);
  expect(list.silent.map(({ name }) => name)).toContain('Bloc sortie');
  expect([list.unsent > 0, list.knownUntil < list.at]).toEqual([true, true]);

  const { cookie } = await signIn(web, 'staff');
  const page = (await get(web.app, '/evacuation', { cookie })).body;
  for (const said of [...names, 'Bloc sortie ne répond plus depuis', 'Vu dehors', 'à peu près'])
    expect([said, page.includes(said)]).toEqual([said, true]);
  expect((await get(web.app, '/', { cookie })).body.includes('href="/evacuation"')).toBe(true);
  const told = await web.deps.audit.list({ verb: 'seen' }, { limit: 20, cursor: null });
  expect(told.items.map(({ after }) => after?.['list'])).toContain('evacuation');
});
