import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
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

describe('the pages', () => {
  let page: WebFixture;
  let who: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    page = await webFixture();
    const { registry } = page.deps;
    await registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
    await registry.members.create({ id: 'ana', name: 'Ana Roux' });
    who = await signIn(page, 'admin');
  });
  afterAll(() => page.close());
  const read = async (path: string) => (await get(page.app, path, { cookie: who.cookie })).body;
  const post = (path: string, fields: Record<string, string>) =>
    form(page.app, path, { csrf: who.csrf, ...fields }, { cookie: who.cookie });

  test('passes are given once however often the form is sent, said in words, and taken back with a reason', async () => {
    expect(await read('/members/ana/passes')).toContain('Aucun pass pour le moment.');
    const typed = {
      ...{ key: 'once', kind: 'halfDay', passes: '10', from: '2026-03-01', until: '2026-06-30' },
      why: 'carnet de 10',
    };
    for (const _ of ['first', 'again']) {
      const answer = await post('/members/ana/passes', typed);
      expect([answer.statusCode, answer.headers.location]).toEqual([
        303,
        '/members/ana/passes?said=given',
      ]);
    }
    expect(await read('/members/ana/passes')).toContain(
      'Il reste 10 pass demi-journée jusqu’au 30 juin.',
    );
    const made = await post('/members/ana/own-link', { days: '30' });
    const own = /\/me\/[\w-]+/.exec(made.body)?.[0] ?? '';
    expect(await read(own)).toContain('Il vous reste 10 pass demi-journée jusqu’au 30 juin.');
    const end = '/members/ana/passes/carnet-1/end';
    expect(await read(end)).toContain('Aucun n’a servi.');
    expect((await post(end, { why: '' })).statusCode).toBe(400);
    expect((await post(end, { why: 'pas payé' })).statusCode).toBe(303);
    expect(await read('/members/ana/passes')).toContain('Il ne reste aucun pass.');
    expect((await post(end, { why: 'encore' })).statusCode).toBe(404);
  });

  test.each([
    [{ passes: '' }, 'Écrivez un nombre de 1 à 1000.'],
    [{ passes: '-3' }, 'Écrivez un nombre de 1 à 1000.'],
    [{ passes: '10,5' }, 'Écrivez un nombre de 1 à 1000.'],
    [{ from: '0026-03-01' }, 'Vérifiez l’année.'],
    [{ from: '2026-02-30' }, 'Choisissez un jour du calendrier.'],
    [{ until: '2026-02-01' }, 'Le dernier jour ne peut pas venir avant le premier.'],
    [{ why: '' }, 'Écrivez un motif.'],
  ])('a form with %j is refused in words, and what was typed stays', async (over, said) => {
    const typed = { key: 'k', kind: 'halfDay', passes: '7', from: '2026-03-01', until: '' };
    const answer = await post('/members/ana/passes', { ...typed, why: 'motif', ...over });
    expect([answer.statusCode, answer.body.includes(said)]).toEqual([400, true]);
    expect(answer.body).toContain('value="halfDay" selected');
  });

  test('the month says what was used, and when half-days change over', async () => {
    expect(await read('/passes')).toContain('Aucun jour sans pass ce mois-là.');
    expect((await post('/passes', { split: 'midi' })).statusCode).toBe(400);
    expect((await post('/passes', { split: '12:30' })).statusCode).toBe(303);
    expect(await read('/passes')).toContain('À Atelier, l’après-midi commence à 12:30');
    const { body } = await get(page.app, '/passes.csv', { cookie: who.cookie });
    expect(body).toBe('\uFEFFJour;Membre;Lieu;Pass;Carnet\r\n');
  });
});
