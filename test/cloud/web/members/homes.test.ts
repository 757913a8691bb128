import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { form, get, signIn } from '../browse.ts';
import { testNow, type WebFixture, webFixture } from '../fixture.ts';

const day = 86_400_000;
const minute = 60_000;
let web: WebFixture;
let staff: { cookie: string; csrf: string };
let ofA: { cookie: string };

beforeAll(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  for (const [id, name] of [
    ['a', 'La Filature'],
    ['b', 'L’Annexe'],
    ['c', 'Le Château'],
  ] as const)
    await registry.places.create({ id, name, timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'zoe', name: 'Zoé' });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3', memberId: 'zoe' });
  staff = await signIn(web, 'staff', 'Bo');
  ofA = await signIn(web, 'staff', 'Ada', ['a']);
});
afterAll(() => web.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const read = async (path: string, { cookie }: { readonly cookie: string } = staff) =>
  textOf((await get(web.app, path, { cookie })).body);
const save = async (path: string, fields: Record<string, string>) => {
  const typed = { csrf: staff.csrf, name: 'Zoé', ...fields };
  expect((await form(web.app, path, typed, { cookie: staff.cookie })).statusCode).toBe(303);
};
const homesBefore = (kind: 'member' | 'card', id: string) =>
  web.deps.settlements.homesBefore(kind, id);

test('a member’s page says where they are at home, since when, and where before', async () => {
  expect(await read('/members/zoe')).not.toContain('Lieu de référence');
  const first = await read('/members/zoe/edit');
  expect(first).toContain('Il compte aussi pour ses passages d’avant');
  expect(first).not.toContain('était une erreur');
  web.clock.now = testNow - 3 * day;
  await web.deps.registry.members.patch('zoe', { homePlaceId: 'a' });
  web.clock.now = testNow;
  // What was said first holds for what was before it: there is no day since when.
  expect(await read('/members/zoe')).toContain('Lieu de référence : La Filature. ');
  web.clock.now = testNow - 2 * day;
  await web.deps.registry.members.patch('zoe', { homePlaceId: 'b' });
  web.clock.now = testNow + minute;
  const moved =
    'Lieu de référence : L’Annexe, depuis le 10 mars. Avant : La Filature jusqu’au 10 mars.';
  expect(await read('/members/zoe')).toContain(moved);
  const edit = await read('/members/zoe/edit');
  expect(edit).toContain(moved);
  expect(edit).toContain('Les mois passés restent comme ils étaient.');
  await save('/members/zoe', { homePlaceId: '' });
  expect(await read('/members/zoe')).toContain(
    'Lieu de référence : non précisé, depuis le 12 mars. Avant : L’Annexe jusqu’au 12 mars, La Filature',
  );
});

test('a box says that the place given was a mistake; a form that is refused keeps it ticked', async () => {
  web.clock.now = testNow + 2 * minute;
  await save('/members/zoe', { homePlaceId: 'c' });
  const before = await homesBefore('member', 'zoe');
  const typed = { csrf: staff.csrf, name: '', homePlaceId: 'b', homeWasWrong: 'on' };
  const refused = await form(web.app, '/members/zoe', typed, { cookie: staff.cookie });
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toMatch(/name="homeWasWrong"[^>]* checked/);
  web.clock.now = testNow + 2.5 * minute;
  await save('/members/zoe', { homePlaceId: 'b', homeWasWrong: 'on' });
  expect(await homesBefore('member', 'zoe')).toEqual(before);
  web.clock.now = testNow + 3 * minute;
  await save('/members/zoe', { homePlaceId: 'c' });
  expect(await homesBefore('member', 'zoe')).toHaveLength(before.length + 1);
});

test('a card’s page says the same of its own', async () => {
  expect(await read('/cards/card')).not.toContain('était une erreur');
  await save('/cards/card', { homePlaceId: 'a' });
  expect(await read('/cards/card')).toContain(
    'Lieu de référence : La Filature, depuis le 12 mars. Avant : celui de son membre jusqu’au 12 mars.',
  );
  web.clock.now = testNow + 4 * minute;
  await save('/cards/card', { homePlaceId: 'b', homeWasWrong: 'on' });
  expect(await homesBefore('card', '04A1B2C3')).toEqual([
    { until: testNow + 3 * minute, home: null },
  ]);
});

test('a program says it too, of a change alone; places that are not theirs have no name', async () => {
  const send = async (method: 'PATCH' | 'POST', path: string, payload: object) =>
    (await web.send('staff', method, `/api/v1/${path}`, payload)).status;
  web.clock.now = testNow + 5 * minute;
  const count = (await homesBefore('member', 'zoe')).length;
  expect(await send('PATCH', 'members/zoe', { homePlaceId: 'a', homeWasWrong: true })).toBe(200);
  expect(await homesBefore('member', 'zoe')).toHaveLength(count);
  web.clock.now = testNow + 6 * minute;
  expect(await send('PATCH', 'members/zoe', { homePlaceId: 'b', homeWasWrong: false })).toBe(200);
  expect(await homesBefore('member', 'zoe')).toHaveLength(count + 1);
  expect(await send('POST', 'members', { name: 'Max', homeWasWrong: true })).toBe(400);
  expect(await send('PATCH', 'groups/g', { homeWasWrong: true })).toBe(400);
  const seen = await read('/members/zoe', ofA);
  expect(seen).toContain('Lieu de référence : un autre lieu, depuis le');
  expect(seen).not.toMatch(/L’Annexe|Le Château/);
});
