import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Debt, Erasure } from '../../../cloud/ports/erasures.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
const erased: [string, string][] = [];
const settled: [string, string][] = [];
const debts: readonly Debt[] = [
  {
    ...{
      id: 'debt-1',
      memberId: 'm_zoe',
      name: 'Zoé Martin',
      email: 'zoe@example.org',
      units: 1250,
    },
    ...{ placeId: null, usedAt: Date.UTC(2026, 1, 3, 12), erasedAt: Date.UTC(2026, 1, 5, 12) },
  },
];
const one: Erasure = {
  memberId: 'm_ana',
  askedAt: Date.UTC(2026, 2, 12, 8),
  askedBy: 'staff:maelle',
  doneAt: null,
  devices: [
    { device: 'hall', state: 'waiting', why: 'unsent', at: 0 },
    { device: 'old', state: 'gone', why: null, at: 0 },
  ],
  partners: [
    { federation: 'fed-1', name: 'La Lisière', state: 'waiting', why: 'devices', at: 0 },
    { federation: 'fed-2', name: 'Le Hangar', state: 'kept', why: null, at: 0 },
  ],
  askedFor: null,
};
const theirs: Erasure = {
  ...{ ...one, memberId: 'afar-1', askedBy: 'federation:fed-1', askedFor: 'La Lisière' },
  ...{ devices: [], partners: [] },
};
beforeEach(async () => {
  erased.length = 0;
  settled.length = 0;
  web = await webFixture({
    erasures: {
      erase: async (id, by) => {
        erased.push([id, by]);
        return one;
      },
      list: async () => [one, theirs],
      find: async (id) => (id === 'm_ana' ? one : null),
      owed: async () => 1250,
      debts: async () => debts,
      settle: async (id, by) => {
        settled.push([id, by]);
      },
    },
  });
  await web.deps.registry.members.create({ id: 'm_ana', name: 'Ana' });
});
afterEach(() => web.close());

test('an administrator erases, after a question, and sees what each reader waits for', async () => {
  const me = await signIn(web);
  const question = await get(web.app, '/members/m_ana/erasure', { cookie: me.cookie });
  expect(question.body).toContain('dette de 12,5 jetons');
  expect(question.body).toContain('Effacer Ana pour toujours');
  const fields = new URLSearchParams({ csrf: me.csrf });
  const answer = await form(web.app, '/members/m_ana/erasure', fields, { cookie: me.cookie });
  expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/erasures?said=erased']);
  expect(erased.map(([id]) => id)).toEqual(['m_ana']);
  const page = await get(web.app, '/erasures?said=erased', { cookie: me.cookie });
  expect(page.body).toContain('Il doit d’abord envoyer ses passages.');
  expect(page.body).toContain('retiré ou révoqué');
  expect(page.body).toContain('La Lisière, où l’on attend ses lecteurs.');
  expect(page.body).toContain('Le Hangar, qui a enregistré cette carte chez lui.');
  expect(page.body).toContain('Carte d’un membre de La Lisière');
  expect(page.body).not.toContain('afar-1');
});

test('the API does the same, for administrators alone', async () => {
  expect((await web.send('staff', 'POST', '/api/v1/members/m_ana/erasure', {})).status).toBe(403);
  const made = await web.send('admin', 'POST', '/api/v1/members/m_ana/erasure', {});
  expect([made.status, made.json]).toMatchObject([
    202,
    {
      memberId: 'm_ana',
      doneAt: null,
      devices: [{ device: 'hall', why: 'unsent' }, {}],
      partners: [{ why: 'devices' }, {}],
    },
  ]);
  expect((await web.send('admin', 'GET', '/api/v1/members/x/erasure')).status).toBe(404);
});

test('what somebody erased still owes is claimed and settled by administrators alone', async () => {
  const me = await signIn(web);
  const page = await get(web.app, '/erasures', { cookie: me.cookie });
  expect(page.body).toMatch(/Zoé Martin[\s\S]+zoe@example.org[\s\S]+12,5/);
  const path = '/debts/debt-1/settlement';
  const question = await get(web.app, path, { cookie: me.cookie });
  expect(question.body).toContain('La dette de Zoé Martin, 12,5 jetons, est-elle réglée');
  const fields = new URLSearchParams({ csrf: me.csrf });
  const answer = await form(web.app, path, fields, { cookie: me.cookie });
  expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/erasures?said=settled']);
  expect(settled.map(([id]) => id)).toEqual(['debt-1']);

  expect((await web.send('staff', 'GET', '/api/v1/debts')).status).toBe(403);
  expect((await web.send('staff', 'POST', '/api/v1/debts/debt-1/settlement', {})).status).toBe(403);
  const { json } = await web.send('admin', 'GET', '/api/v1/debts');
  expect(json).toMatchObject({ items: [{ name: 'Zoé Martin', units: 1250, placeId: null }] });
  const done = await web.send('admin', 'POST', '/api/v1/debts/debt-1/settlement', {});
  expect(done.status).toBe(200);
  expect(settled).toHaveLength(2);
  expect((await web.send('admin', 'POST', '/api/v1/debts/x/settlement', {})).status).toBe(404);
});
