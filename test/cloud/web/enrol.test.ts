import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seed } from '../../web/seed.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  await seed(web.deps);
});
afterEach(() => web.close());

let taps = 0;
const tap = (
  cardUid: string,
  accessPoint: string,
  reason = 'unknownCard',
  agoMs = 0,
  heardAgoMs = agoMs,
) => {
  const [example] = web.deps.journal.all;
  if (!example) throw new Error('the seed has taps');
  const occurredAt = web.clock.now - agoMs;
  const receivedAt = web.clock.now - heardAgoMs;
  web.deps.journal.all.push({
    ...example,
    ...{ id: `tap-${++taps}`, cardUid, accessPoint, reason, occurredAt, receivedAt },
  });
};

test('two of the staff wait at two readers, and each gets their own card; a third is told who waits', async () => {
  const ana = await signIn(web, 'staff', 'Ana');
  const bo = await signIn(web, 'staff', 'Bo');
  const begin = ({ cookie, csrf }: typeof ana, accessPoint: string, member: string) =>
    form(web.app, '/enrol', { csrf, accessPoint, member }, { cookie });
  tap('04000000000001', 'ap-0', 'unknownCard', 60_000);
  const first = String((await begin(ana, 'ap-0', 'member-4')).headers.location);
  const second = String((await begin(bo, 'ap-1', 'member-5')).headers.location);
  const third = await begin(bo, 'ap-0', 'member-5');
  expect([third.statusCode, third.body]).toEqual([
    409,
    expect.stringContaining('Ana attend une carte'),
  ]);
  expect((await get(web.app, first, { cookie: ana.cookie })).body).toContain('Présentez la carte');
  expect((await get(web.app, first, { cookie: bo.cookie })).statusCode).toBe(404);

  web.clock.now += 5_000;
  tap('04A1B2C3D4E510', 'ap-0', 'unknownCard');
  tap('08A1B2C3', 'ap-1', 'randomUid');
  const phone = (await get(web.app, second, { cookie: bo.cookie })).body;
  expect(phone).toContain('C’était un téléphone');
  web.clock.now += 5_000;
  tap('04A1B2C3D4E520', 'ap-1');
  tap('04A1B2C3D4E530', 'ap-0');
  const read = (await get(web.app, first, { cookie: ana.cookie })).body;
  expect(read).toContain('04A1…E510');
  expect(read).toContain('Oui, la donner à Zoé Lefèvre-Castagnède');
  expect((await get(web.app, second, { cookie: bo.cookie })).body).toContain('04A1…E520');
  const given = await form(web.app, `${first}/confirm`, { csrf: ana.csrf, number: '77' }, ana);
  expect(given.headers.location).toBe('/members/member-4?said=given');
  const cards = await web.send('admin', 'GET', '/api/v1/cards?number=77');
  expect(cards.json).toMatchObject({ items: [{ uid: '04A1B2C3D4E510', memberId: 'member-4' }] });
  // Hers is over: the reader is free for the next.
  expect((await begin(bo, 'ap-0', 'member-5')).statusCode).toBe(303);
});

test('the wrong card is let go, and the next one is taken; after its time nothing is', async () => {
  const { cookie, csrf } = await signIn(web, 'staff');
  const begun = await form(web.app, '/enrol', { csrf, accessPoint: 'ap-0' }, { cookie });
  const path = String(begun.headers.location);
  tap('04000000000011', 'ap-0');
  expect((await get(web.app, path, { cookie })).body).toContain('0400…0011');
  await form(web.app, `${path}/again`, { csrf }, { cookie });
  expect((await get(web.app, path, { cookie })).body).toContain('Présentez la carte');
  web.clock.now += 10_000;
  tap('04000000000022', 'ap-0');
  expect((await get(web.app, path, { cookie })).body).toContain('0400…0022');
  await form(web.app, `${path}/again`, { csrf }, { cookie });
  web.clock.now += 200_000;
  tap('04000000000033', 'ap-0');
  expect((await get(web.app, path, { cookie })).body).toContain(
    'Aucune carte inconnue n’est arrivée',
  );
});

test('a reader adopts the cards of a batch; what fits several, or none, is left to people', async () => {
  const { cards } = web.deps.registry;
  await cards.create({ id: 'a', tag8: '8804B1C1', number: '1' });
  await cards.create({ id: 'b', tag8: '04D1D2D3', number: '2' });
  await cards.create({ id: 'c', tag8: '04D1D2D3', number: '3' });
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', {
    accessPoint: 'ap-0',
    mode: 'adopt',
  });
  const { id } = begun.json as { id: string };
  for (const uid of ['04B1C1AAAAAAAA', '04D1D2D3AAAAAA', '04FFFFFFFFFFFF']) tap(uid, 'ap-0');
  tap('04998877000000', 'ap-1');
  const { json } = await web.send('staff', 'GET', `/api/v1/enrolments/${id}`);
  expect(json).toMatchObject({ state: 'waits', adopted: ['a'] });
  expect(await cards.get('a')).toMatchObject({ uid: '04B1C1AAAAAAAA', tag8: '8804B1C1' });
  for (const one of ['b', 'c', 'card-waits'])
    expect(await cards.get(one)).toMatchObject({ uid: null });
  const unknown = await web.send('staff', 'GET', '/api/v1/unknown-cards');
  const items = (unknown.json as { items: { card: string; fits: string[] }[] }).items;
  expect(items.find(({ card }) => card === '04D1…AAAA')?.fits).toEqual(['b', 'c']);
});

test('of two unknown cards that both fit one of the batch, neither becomes it unasked', async () => {
  const { cards } = web.deps.registry;
  await cards.create({ id: 'meant', tag8: '8804E1E2', number: '77' });
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', {
    accessPoint: 'ap-0',
    mode: 'adopt',
  });
  const { id } = begun.json as { id: string };
  for (const uid of ['04E1E2AAAAAAAA', '04E1E2BBBBBBBB']) tap(uid, 'ap-0');
  const { json } = await web.send('staff', 'GET', `/api/v1/enrolments/${id}`);
  expect(json).toMatchObject({ state: 'waits', adopted: [] });
  expect(await cards.get('meant')).toMatchObject({ uid: null });
});

test('the API waits, says which card came, and gives it', async () => {
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', {
    accessPoint: 'ap-0',
    memberId: 'member-4',
  });
  const { id } = begun.json as { id: string };
  expect(begun).toMatchObject({ status: 201, json: { state: 'waits', card: null } });
  const early = await web.send('staff', 'POST', `/api/v1/enrolments/${id}/confirm`, {});
  expect(early).toMatchObject({ status: 409 });
  expect(await web.send('admin', 'GET', `/api/v1/enrolments/${id}`)).toMatchObject({ status: 404 });
  tap('04AAAAAAAAAAAA', 'ap-0');
  const read = await web.send('staff', 'GET', `/api/v1/enrolments/${id}`);
  expect(read.json).toMatchObject({ state: 'read', card: '04AA…AAAA', fits: [] });
  const given = await web.send('staff', 'POST', `/api/v1/enrolments/${id}/confirm`, {
    number: '9',
  });
  expect(given).toMatchObject({ status: 200, json: { memberId: 'member-4' } });
});

test('nobody waits at a reader of a place that is not theirs', async () => {
  await web.deps.registry.places.create({ id: 'b', name: 'Annexe', timeZone: 'Europe/Paris' });
  const { cookie, csrf } = await signIn(web, 'staff', 'Bo', ['b']);
  const begun = await form(web.app, '/enrol', { csrf, accessPoint: 'ap-0' }, { cookie });
  expect(begun.statusCode).toBe(404);
  const token = await web.deps.identity.createToken('staff', 'B', web.clock.now, { places: ['b'] });
  const asked = await web.app.inject({
    ...{ method: 'POST', url: '/api/v1/enrolments', payload: { accessPoint: 'ap-0' } },
    headers: { authorization: `Bearer ${token}` },
  });
  expect(asked.statusCode).toBe(404);
});

test('only who tapped while somebody waited is taken, whatever the reader’s clock says', async () => {
  const wait = { accessPoint: 'ap-0', memberId: 'member-4' };
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', wait);
  const { id } = begun.json as { id: string };
  const state = async () =>
    (await web.send('staff', 'GET', `/api/v1/enrolments/${id}`)).json as { state: string };
  web.clock.now += 30_000;
  tap('04000000000041', 'ap-0', 'unknownCard', 60_000, 0); // tapped before, sent late
  tap('04000000000042', 'ap-0', 'unknownCard', 0, 60_000); // heard before, by a clock ahead
  tap('04000000000043', 'ap-0', 'unknownCard', -600_000, 0); // after the wait, by its clock
  expect(await state()).toMatchObject({ state: 'waits' });
  // One that nobody asked about in time is over, and is nobody's.
  tap('04000000000044', 'ap-0');
  web.clock.now += 120_000;
  expect(await state()).toMatchObject({ state: 'over', card: null });
});

test('who stopped waiting gets no card, and who has one gets no other', async () => {
  const wait = { accessPoint: 'ap-0', memberId: 'member-4' };
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', wait);
  const one = `/api/v1/enrolments/${(begun.json as { id: string }).id}`;
  expect((await web.send('staff', 'DELETE', one)).status).toBe(204);
  tap('04000000000051', 'ap-0');
  expect((await web.send('staff', 'GET', one)).json).toMatchObject({ state: 'ended', card: null });
  const again = await web.send('staff', 'POST', '/api/v1/enrolments', wait);
  const other = `/api/v1/enrolments/${(again.json as { id: string }).id}`;
  expect((await web.send('staff', 'GET', other)).json).toMatchObject({ state: 'read' });
  await web.send('staff', 'POST', `${other}/confirm`, {});
  // The reader is free again at once.
  expect(await web.send('admin', 'POST', '/api/v1/enrolments', wait)).toMatchObject({
    status: 201,
  });
});

test('a card that is somebody’s already is said to be, and the wait goes on', async () => {
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', { accessPoint: 'ap-0' });
  const one = `/api/v1/enrolments/${(begun.json as { id: string }).id}`;
  tap('04A1B2C3D4E511', 'ap-0');
  expect((await web.send('staff', 'GET', one)).json).toMatchObject({ state: 'waits', card: null });
});
