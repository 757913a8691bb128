import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let token: string;
beforeAll(async () => {
  web = await webFixture();
  token = await web.deps.identity.createToken('staff', null, 0);
  await web.deps.registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
  await web.deps.registry.members.create({ id: 'ana', name: 'Ana Roux' });
});
afterAll(() => web.close());

const give = (over: object, key?: string) =>
  web.app.inject({
    method: 'POST',
    url: '/api/v1/carnets',
    headers: {
      authorization: `Bearer ${token}`,
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    payload: { memberId: 'ana', kind: 'day', passes: 10, reason: 'carnet de 10', ...over },
  });

test('a carnet is given once for one key, listed with what is left, and taken back once', async () => {
  const first = await give({ until: '2027-12-31' }, 'order-3');
  expect([first.statusCode, first.json()]).toEqual([
    201,
    expect.objectContaining({ placeId: 'demo', left: 10, used: 0, until: '2027-12-31' }),
  ]);
  const again = await give({ until: '2027-12-31' }, 'order-3');
  expect([again.statusCode, again.json().id]).toEqual([200, first.json().id]);
  expect((await give({ kind: 'halfDay' }, 'order-3')).statusCode).toBe(409);
  expect((await give({ kind: 'halfDay', from: '2026-01-01' })).statusCode).toBe(201);
  const { json } = await web.send('staff', 'GET', '/api/v1/carnets?memberId=ana&limit=1');
  expect(json).toMatchObject({ items: [{ kind: 'halfDay' }], nextCursor: expect.any(String) });
  const url = `/api/v1/carnets/${first.json().id}/reversal`;
  const undone = await web.send('staff', 'POST', url, { reason: 'pas payé' });
  expect([undone.status, undone.json]).toEqual([
    201,
    expect.objectContaining({ left: 0, undoneAt: expect.any(String) }),
  ]);
  expect((await web.send('staff', 'POST', url, { reason: 'encore' })).status).toBe(409);
  const { items } = await web.deps.audit.list({ memberId: 'ana' }, { limit: 20, cursor: null });
  const verbs = items.filter(({ kind }) => kind === 'carnet').map(({ verb }) => verb);
  expect(verbs.toSorted()).toEqual(['created', 'created', 'seen', 'undone']);
});

test.each([
  [{ passes: 0 }, 400],
  [{ passes: 1_001 }, 400],
  [{ kind: 'week' }, 400],
  [{ from: '2026-02-30' }, 400],
  [{ from: '2026-03-02', until: '2026-03-01' }, 400],
  [{ memberId: 'nobody' }, 400],
  [{ placeId: 'nowhere' }, 400],
  [{ reason: ' ' }, 400],
])('%j is refused', async (over, status) => {
  const answer = await give(over);
  expect([answer.body, answer.statusCode]).toEqual([answer.body, status]);
});

test('days with and without a pass are asked for by days, and half-days change over when staff say', async () => {
  const days = 'from=2026-03-01&until=2026-03-31&placeId=demo';
  for (const path of ['pass-uses', 'days-without-pass']) {
    const { json } = await web.send('staff', 'GET', `/api/v1/${path}?${days}&memberId=ana`);
    expect(json).toEqual({ items: [], nextCursor: null });
    const long = await web.send('staff', 'GET', `/api/v1/${path}?from=2025-01-01&until=2026-03-31`);
    expect(long.status).toBe(400);
    const back = await web.send('staff', 'GET', `/api/v1/${path}?from=2026-02-01&until=2026-01-31`);
    expect(back.status).toBe(400);
    expect((await web.send('viewer', 'GET', `/api/v1/${path}?${days}`)).status).toBe(403);
  }
  const url = '/api/v1/places/demo/pass-split';
  expect((await web.send('viewer', 'GET', url)).json).toEqual({ items: [], nextCursor: null });
  const said = { since: '2026-03-01', splitAt: '12:30' };
  expect((await web.send('staff', 'POST', url, said)).status).toBe(403);
  expect((await web.send('admin', 'POST', url, said)).json).toMatchObject({ items: [said] });
  const put = { ...said, splitAt: '13:30' };
  expect((await web.send('admin', 'POST', url, put)).json).toMatchObject({ items: [put] });
});
