import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Erasure } from '../../../cloud/ports/erasures.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
const erased: [string, string][] = [];
const one: Erasure = {
  memberId: 'm_ana',
  askedAt: Date.UTC(2026, 2, 12, 8),
  askedBy: 'staff:maelle',
  doneAt: null,
  devices: [
    { device: 'hall', state: 'waiting', why: 'unsent', at: 0 },
    { device: 'old', state: 'gone', why: null, at: 0 },
  ],
};
beforeEach(async () => {
  erased.length = 0;
  web = await webFixture({
    erasures: {
      erase: async (id, by) => {
        erased.push([id, by]);
        return one;
      },
      list: async () => [one],
      find: async (id) => (id === 'm_ana' ? one : null),
    },
  });
  await web.deps.registry.members.create({ id: 'm_ana', name: 'Ana' });
});
afterEach(() => web.close());

test('an administrator erases, after a question, and sees what each reader waits for', async () => {
  const me = await signIn(web);
  const question = await get(web.app, '/members/m_ana/erasure', { cookie: me.cookie });
  expect(question.body).toContain('Effacer Ana pour toujours');
  const fields = new URLSearchParams({ csrf: me.csrf });
  const answer = await form(web.app, '/members/m_ana/erasure', fields, { cookie: me.cookie });
  expect([answer.statusCode, answer.headers['location']]).toEqual([303, '/erasures?said=erased']);
  expect(erased.map(([id]) => id)).toEqual(['m_ana']);
  const page = await get(web.app, '/erasures?said=erased', { cookie: me.cookie });
  expect(page.body).toContain('Il doit d’abord envoyer ses passages.');
  expect(page.body).toContain('retiré ou révoqué');
});

test('the API does the same, for administrators alone', async () => {
  expect((await web.send('staff', 'POST', '/api/v1/members/m_ana/erasure', {})).status).toBe(403);
  const made = await web.send('admin', 'POST', '/api/v1/members/m_ana/erasure', {});
  expect([made.status, made.json]).toMatchObject([
    202,
    { memberId: 'm_ana', doneAt: null, devices: [{ device: 'hall', why: 'unsent' }, {}] },
  ]);
  expect((await web.send('admin', 'GET', '/api/v1/members/x/erasure')).status).toBe(404);
});
