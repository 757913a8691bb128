import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let who: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'ana', name: 'Ana Roux' });
  await registry.groups.create({ id: 'residents', name: 'Résidents', memberIds: ['ana'] });
  who = await signIn(web, 'admin');
});
afterAll(() => web.close());

const read = async (path: string) => (await get(web.app, path, { cookie: who.cookie })).body;
const post = (fields: Record<string, string>) =>
  form(
    web.app,
    '/allowances',
    { csrf: who.csrf, group: 'residents', rest: 'expires', ...fields },
    { cookie: who.cookie },
  );

describe('what a group is given each month', () => {
  test('is set on a page, said in plain sentences there and on the group’s, and given at once', async () => {
    expect(await read('/allowances')).toContain('Aucun groupe n’a de forfait.');
    const answer = await post({ amount: '7,50', since: '2026-03' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/allowances?said=saved']);
    const said = 'Chaque membre reçoit 7,5\u00a0jetons au début du mois. Ce qui en reste';
    for (const path of ['/allowances', '/groups/residents'])
      expect(await read(path)).toContain(said);
    expect(await web.deps.ledger.balanceOf('ana')).toBe(750);
    expect(await read('/members/ana/statement')).toContain('Jetons du forfait');
    expect((await post({ amount: '0', since: '2026-04' })).statusCode).toBe(303);
    const page = await read('/allowances');
    expect(page).toContain(said);
    expect(page).toContain('Dès avril 2026.');
    expect(page).toContain('Plus aucun jeton n’est donné.');
  });

  test.each([['-1'], ['1001'], ['7,505'], ['']])('an amount of “%s” is refused', async (amount) => {
    const answer = await post({ amount, since: '2026-03' });
    expect([answer.statusCode, answer.body.includes('un nombre de 0 à 1')]).toEqual([400, true]);
  });

  test('is read and set by the API, by who may', async () => {
    const url = '/api/v1/allowances';
    const wanted = { groupId: 'residents', units: 1_000, keeps: true };
    expect((await web.send('staff', 'POST', url, wanted)).status).toBe(403);
    const set = await web.send('admin', 'POST', url, wanted);
    expect([set.status, set.json]).toEqual([
      201,
      expect.objectContaining({ ...wanted, placeId: 'demo', since: '2026-03', paid: '2026-03' }),
    ]);
    expect(await web.deps.ledger.balanceOf('ana')).toBe(1_000);
    const { json } = await web.send('staff', 'GET', `${url}?placeId=demo`);
    expect(json).toMatchObject({ items: [{ since: '2026-04', units: 0 }, wanted] });
    expect((await web.send('admin', 'POST', url, { ...wanted, since: '2026-02' })).status).toBe(
      400,
    );
    expect((await web.send('admin', 'POST', url, { ...wanted, units: -1 })).status).toBe(400);
    expect((await web.send('viewer', 'GET', url)).status).toBe(403);
  });
});
