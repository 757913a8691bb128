import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  await web.deps.registry.members.create({ id: 'm_ana', name: 'Ana' });
});
afterEach(() => web.close());

test('an administrator gets all that is held, as JSON and as CSV, and it is written down', async () => {
  const json = await web.send('admin', 'GET', '/api/v1/members/m_ana/data');
  expect(json.status).toBe(200);
  expect(json.json).toMatchObject({ member: { name: 'Ana' }, cards: [], punches: [] });
  const csv = await web.send('admin', 'GET', '/api/v1/members/m_ana/data.csv');
  expect(csv.headers['content-disposition']).toContain('badgeuse-m_ana.csv');
  expect(csv.text).toContain('Ana, m_ana');
  const { items } = await web.deps.audit.list({ memberId: 'm_ana' }, { limit: 9, cursor: null });
  expect(items.filter(({ verb }) => verb === 'exported')).toHaveLength(2);
  // The export tells of itself.
  expect(csv.text).toContain('export, membre');
});

test('others do not, nor a token that may not read hours or card numbers', async () => {
  for (const role of ['viewer', 'staff'] as const)
    expect((await web.send(role, 'GET', '/api/v1/members/m_ana/data')).status).toBe(403);
  const limits = { scopes: ['read'] } as const;
  const secret = await web.deps.identity.createToken('admin', null, web.clock.now, limits);
  const answer = await web.app.inject({
    url: '/api/v1/members/m_ana/data',
    headers: { authorization: `Bearer ${secret}` },
  });
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'scopeMissing']);
  expect((await web.send('admin', 'GET', '/api/v1/members/nobody/data')).status).toBe(404);
});
