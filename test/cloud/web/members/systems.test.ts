import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seedSystems } from '../../../web/seed-systems.ts';
import { type Fields, form, get, signIn } from '../browse.ts';
import { type WebFixture, webFixture } from '../fixture.ts';

let web: WebFixture;
let ids: Awaited<ReturnType<typeof seedSystems>>;
let me: { cookie: string; csrf: string };
beforeEach(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  await registry.places.create({ id: 'a', name: 'A', timeZone: 'Pacific/Auckland' });
  await registry.places.create({ id: 'b', name: 'B', timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'zoe', name: 'Zoé', email: 'zoe@example.org' });
  await registry.members.create({ id: 'bo', name: 'Bo' });
  ids = await seedSystems(web.deps, 'zoe');
  me = await signIn(web, 'staff');
});
afterEach(() => web.close());

const page = async (member = 'zoe', { cookie } = me) =>
  (await get(web.app, `/members/${member}`, { cookie })).body;
const say = (system: string, fields: Fields, member = 'zoe', as = me) => {
  const { csrf, cookie } = as;
  return form(web.app, `/connections/${system}/members/${member}`, { csrf, ...fields }, { cookie });
};
const shared = (system: string, member = 'zoe') => web.deps.sharedMembers.find(system, member);
const changes = async () =>
  (await web.deps.audit.list({ verb: 'changed', memberId: 'zoe' }, { limit: 9, cursor: null }))
    .items;

test('that somebody was told is recorded by one button, for the day it is there, and taken back', async () => {
  const before = await page();
  expect(before).toContain('À lire à la personne');
  expect(before).toContain('Ils y restent pour toujours');
  const answer = await say(ids.fedow, { what: 'told', is: 'yes' });
  expect([answer.statusCode, answer.headers.location]).toEqual([
    303,
    `/members/zoe?said=system#system-${ids.fedow}`,
  ]);
  const { told } = await shared(ids.fedow);
  // Thursday evening in Paris is Friday morning in Auckland.
  expect(told).toEqual({
    ...{ on: '2026-03-13', at: web.clock.now },
    by: expect.stringMatching(/^staff:/),
  });
  const after = await page();
  expect(after).toMatch(/La personne a été informée le 13 mars\.[\s\S]*Noté par Maëlle à 06:04\./);
  expect(after).toContain('Y enregistrer ses cartes');
  expect(after).not.toContain('À lire à la personne');
  await say(ids.fedow, { what: 'told', is: 'no' });
  expect((await shared(ids.fedow)).told).toBeNull();
  expect(await changes()).toMatchObject([
    { kind: 'setting', placeId: 'a', before: { toldOn: '2026-03-13' }, after: { toldOn: null } },
    { kind: 'setting', placeId: 'a', before: { toldOn: null }, after: { toldOn: '2026-03-13' } },
  ]);
});

test('consent to give their e-mail is recorded of who has one, and withdrawn of anybody', async () => {
  expect(await page()).toContain('La personne est d’accord depuis le');
  await say(ids.dokos, { what: 'email', is: 'no' });
  expect((await shared(ids.dokos)).email).toBeNull();
  expect(await page()).toContain('nous donnons à Dokos votre adresse e-mail');
  await say(ids.dokos, { what: 'email', is: 'yes' });
  expect((await shared(ids.dokos)).email).toMatchObject({ since: web.clock.now });
  const bo = await page('bo');
  expect(bo).toContain('Aucune adresse e-mail n’est connue.');
  expect(bo).not.toContain('La personne est d’accord, le noter');
});

test('what they are called there is kept, emptied, and refused where it is too long', async () => {
  expect(await page()).toContain('value="HR-EMP-00042"');
  await say(ids.frappe, { what: 'knownAs', knownAs: '  HR-EMP-00007 ' });
  expect((await shared(ids.frappe)).knownAs).toBe('HR-EMP-00007');
  const long = 'x'.repeat(141);
  const refused = await say(ids.frappe, { what: 'knownAs', knownAs: long });
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toMatch(new RegExp(`href="#field-known-${ids.frappe}"[^>]*>Ce nom dépasse`));
  expect(refused.body).toContain(`value="${long}"`);
  expect((await shared(ids.frappe)).knownAs).toBe('HR-EMP-00007');
  await say(ids.frappe, { what: 'knownAs', knownAs: '' });
  expect((await shared(ids.frappe)).knownAs).toBeNull();
});

test('each system asks for what it needs alone; where there is none, nothing is shown', async () => {
  const body = await page();
  expect(body.match(/class="system"/g)).toHaveLength(3);
  expect(body.match(/À lire à la personne/g)).toHaveLength(1);
  expect(body.match(/Nom ou numéro dans/g)).toHaveLength(1);
  for (const id of Object.values(ids)) await web.deps.connections.remove(id);
  expect(await page()).not.toContain('Autres systèmes');
});

test('staff of another place see none of it and change none of it; what is no answer is refused', async () => {
  const ofB = await signIn(web, 'staff', 'Béa', ['b']);
  expect(await page('zoe', ofB)).not.toContain('Autres systèmes');
  const elsewhere = await say(ids.fedow, { what: 'told', is: 'yes' }, 'zoe', ofB);
  const nobody = await say(ids.fedow, { what: 'told', is: 'yes' }, 'nobody');
  const nothing = await say(ids.fedow, { what: 'all', is: 'yes' });
  const codes = [elsewhere, nobody, nothing].map(({ statusCode }) => statusCode);
  expect([codes, await changes()]).toEqual([[404, 404, 400], []]);
  // Of somebody who was not told, no card leaves.
  expect((await say(ids.fedow, { what: 'cards', is: 'yes' })).statusCode).toBe(409);
});
