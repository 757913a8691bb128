import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { form, get, signIn } from '../browse.ts';
import { type WebFixture, webFixture } from '../fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  await web.deps.registry.members.create({ id: 'zoe', name: 'Zoé', email: 'zoe@example.org' });
  await web.deps.registry.members.create({ id: 'bo', name: 'Bo' });
});
afterEach(() => web.close());

const path = '/api/v1/members/zoe/mails';
const told = async () =>
  (await web.deps.audit.list({ memberId: 'zoe', verb: 'changed' }, { limit: 9, cursor: null }))
    .items;

test('staff note that a member wants no mails, and the history says who; the same again is no change', async () => {
  expect((await web.send('staff', 'GET', path)).json).toEqual({ wanted: true });
  const off = await web.send('staff', 'PATCH', path, { wanted: false });
  expect([off.status, off.json]).toEqual([200, { wanted: false }]);
  await web.send('staff', 'PATCH', path, { wanted: false });
  expect(await web.deps.mailWishes.wants('zoe')).toBe(false);
  expect(await told()).toMatchObject([
    { kind: 'member', id: 'zoe', before: { mails: true }, after: { mails: false } },
  ]);
  await web.send('staff', 'PATCH', path, { wanted: true });
  expect((await web.send('staff', 'GET', path)).json).toEqual({ wanted: true });
  expect(await told()).toHaveLength(2);
});

test('what is no answer, nobody, and whoever is no staff change nothing', async () => {
  for (const body of [{}, { wanted: 'no' }, { wanted: false, all: true }])
    expect((await web.send('staff', 'PATCH', path, body)).status).toBe(400);
  const nobody = '/api/v1/members/nobody/mails';
  expect((await web.send('staff', 'GET', nobody)).status).toBe(404);
  expect((await web.send('staff', 'PATCH', nobody, { wanted: false })).status).toBe(404);
  expect((await web.send('viewer', 'PATCH', path, { wanted: false })).status).toBe(403);
  expect((await web.send(null, 'GET', path)).status).toBe(401);
  expect([await web.deps.mailWishes.wants('zoe'), await told()]).toEqual([true, []]);
});

test('the page has one button for it, where there is an address to write to', async () => {
  const { cookie, csrf } = await signIn(web, 'staff');
  const page = async (id: string) => (await get(web.app, `/members/${id}`, { cookie })).body;
  expect(await page('zoe')).toContain('Ne plus lui écrire');
  const answer = await form(web.app, '/members/zoe/mails', { csrf, wants: 'no' }, { cookie });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/members/zoe?said=mails']);
  expect(await page('zoe?said=mails')).toMatch(/Son choix est noté[\s\S]*Lui écrire à nouveau/);
  await form(web.app, '/members/zoe/mails', { csrf, wants: 'yes' }, { cookie });
  expect(await web.deps.mailWishes.wants('zoe')).toBe(true);
  expect(await page('bo')).not.toContain('Ne plus lui écrire');
  const gone = await form(web.app, '/members/nobody/mails', { csrf, wants: 'no' }, { cookie });
  expect(gone.statusCode).toBe(404);
});
