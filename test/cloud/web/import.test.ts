import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

async function send(
  role: 'viewer' | 'staff',
  url: string,
  file: string | Buffer,
  type = 'text/csv',
) {
  const token = await web.deps.identity.createToken(role, null, web.clock.now);
  const answer = await web.app.inject({
    method: 'POST',
    url,
    headers: { authorization: `Bearer ${token}`, 'content-type': type, 'accept-language': 'en' },
    payload: file,
  });
  return { status: answer.statusCode, json: answer.json() };
}

test('a file is looked at, then imported, by the API', async () => {
  const file = 'name,email\nZoé,zoe@example.org\n,x@example.org\n';
  const looked = await send('staff', '/api/v1/imports/members?dryRun=true', file);
  expect(looked.status).toBe(200);
  expect(looked.json).toMatchObject({
    isDone: false,
    counts: { create: 1, refuse: 1 },
    lines: [
      { line: 2, verb: 'create', about: 'Zoé' },
      { line: 3, verb: 'refuse', said: ['The name is missing.'] },
    ],
  });
  expect((await web.send('staff', 'GET', '/api/v1/members')).json).toMatchObject({ items: [] });
  expect((await send('staff', '/api/v1/imports/members', file)).json).toMatchObject({
    isDone: true,
  });
  const { json } = await web.send('staff', 'GET', '/api/v1/members?q=ZOE');
  expect(json).toMatchObject({ items: [{ name: 'Zoé', email: 'zoe@example.org' }] });
  const book = await web.deps.audit.list({ kind: 'member' }, { limit: 10, cursor: null });
  expect(book.items.map(({ verb, after }) => [verb, after])).toEqual([
    ['seen', { q: 'ZOE' }],
    ['imported', { members: 1, cards: 0, groups: 0 }],
    ['seen', null],
  ]);
});

test('who may not is refused, and so is what is no file of that kind', async () => {
  const file = 'name\nZoé\n';
  expect((await send('viewer', '/api/v1/imports/members', file)).status).toBe(403);
  expect((await send('staff', '/api/v1/imports/doors', file)).status).toBe(400);
  expect((await send('staff', '/api/v1/imports/members', file, 'text/plain')).status).toBe(415);
  const huge = await send('staff', '/api/v1/imports/members', Buffer.alloc(5_500_000, 'a'));
  expect(huge).toMatchObject({ status: 413, json: { code: 'importTooLarge' } });
  const wide = await send('staff', '/api/v1/imports/members', `name${',x'.repeat(1_000_000)}\n`);
  expect(wide).toMatchObject({ status: 400, json: { code: 'importTooWide' } });
});

test('a card that waits says so, is adopted by its uid, and hides both numbers from staff', async () => {
  const made = await web.send('staff', 'POST', '/api/v1/cards', { tag8: '8804A1B2', number: '7' });
  expect(made).toMatchObject({ status: 201, json: { uid: null, waits: true, number: '7' } });
  const { id } = made.json as { id: string };
  const wrong = await web.send('staff', 'PATCH', `/api/v1/cards/${id}`, { uid: '04FFFFFFFFFFFF' });
  expect(wrong).toMatchObject({ status: 409, json: { code: 'tagMismatch' } });
  const right = await web.send('staff', 'PATCH', `/api/v1/cards/${id}`, { uid: '04A1B2C3D4E5F6' });
  expect(right.json).toMatchObject({ uid: null, tag8: null, waits: false, number: '7' });
  const seen = await web.send('admin', 'GET', `/api/v1/cards/${id}`);
  expect(seen.json).toMatchObject({ uid: '04A1B2C3D4E5F6', tag8: '8804A1B2' });
  const found = await web.send('staff', 'GET', '/api/v1/cards?q=04A1B2C3D4E5F6');
  expect(found.json).toMatchObject({ items: [{ id }] });
});

test('a file that changes home places asks whether they were a mistake; so may a program', async () => {
  const { registry, settlements } = web.deps;
  for (const [id, name] of [
    ['a', 'La Filature'],
    ['b', 'L’Annexe'],
  ] as const)
    await registry.places.create({ id, name, timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'zoe', name: 'Zoé', homePlaceId: 'a' });
  await registry.members.create({ id: 'noe', name: 'Noé' });
  const { cookie, csrf } = await signIn(web, 'staff');
  /** The page of a file that was looked at. */
  const looked = async (text: string) => {
    const part = (name: string, more: string, value: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const payload = [
      ...[part('csrf', '', csrf), part('kind', '', 'members')],
      ...[part('file', '; filename="m.csv"', text), '--x--\r\n'],
    ].join('');
    const headers = {
      ...{ cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
      'content-type': 'multipart/form-data; boundary=x',
    };
    const sent = await web.app.inject({ method: 'POST', url: '/import', headers, payload });
    const path = String(sent.headers.location);
    return { path, body: (await get(web.app, path, { cookie })).body };
  };
  const first = await looked('name;home\nNoé;Annexe\nNoé;L’Annexe\n');
  expect(first.body).not.toContain('homeWasWrong');
  const moves = await looked('name;home\nZoé;L’Annexe\n');
  expect(moves.body).toContain('name="homeWasWrong"');
  const run = { csrf, homeWasWrong: 'on' };
  expect((await form(web.app, `${moves.path}/run`, run, { cookie })).statusCode).toBe(303);
  expect((await registry.members.get('zoe')).homePlaceId).toBe('b');
  expect(await settlements.homesBefore('member', 'zoe')).toEqual([]);
  const url = '/api/v1/imports/members?homeWasWrong';
  expect((await send('staff', `${url}=true`, 'name;home\nZoé;a\n')).status).toBe(200);
  expect(await settlements.homesBefore('member', 'zoe')).toEqual([]);
  expect((await send('staff', `${url}=false`, 'name;home\nZoé;b\n')).status).toBe(200);
  expect(await settlements.homesBefore('member', 'zoe')).toMatchObject([{ home: 'a' }]);
});
