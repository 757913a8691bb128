import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { en, fr } from '../../../cloud/web/words/index.ts';
import { type ErrorCode, failure } from '../../../shared/runtime/errors.ts';
import { importErrors } from '../../../shared/runtime/errors-of-imports.ts';
import { requestErrors } from '../../../shared/runtime/errors-of-requests.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeAll(async () => {
  web = await webFixture();
  await web.send('admin', 'POST', '/api/v1/places', {
    id: 'demo',
    name: 'La Filature',
    timeZone: 'Europe/Paris',
  });
});
afterAll(() => web.close());

const post = (url: string, body: unknown) => web.send('admin', 'POST', `/api/v1/${url}`, body);
const wrongFields: [string, string, object, string][] = [
  ['a missing field', 'members', {}, 'name is missing'],
  ['a wrong type', 'members', { name: 5 }, 'name must be string'],
  ['an unknown field', 'members', { name: 'Ana', nmae: 'x' }, 'nmae is not known here'],
  ['a blank name', 'members', { name: '   ' }, 'name must match pattern'],
  ['an unknown time zone', 'places', { name: 'x', timeZone: 'Mars/Olympus' }, 'IANA time zone'],
  ['a number out of range', 'doors', { placeId: 'demo', unlockMs: 1 }, 'unlockMs must be >= 50'],
  ['a wrong word', 'cards', { uid: '04A1B2C3', state: 'stolen' }, 'must be one of active, lost'],
  ['a short key', 'devices', { placeId: 'demo', publicKey: 'abc' }, 'publicKey must match pattern'],
  ['a uid that is none', 'cards', { uid: 'ZZZZZZZZ' }, '8, 14 or 20'],
  [
    'unlock above the cap',
    'doors',
    { placeId: 'demo', unlockMs: 20_000 },
    'unlockMs is above capMs',
  ],
];

test.each(wrongFields)('%s is answered with what is expected', async (_name, url, body, says) => {
  const before = await web.send('admin', 'GET', `/api/v1/${url}`);
  const answer = await post(url, body);
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  expect(answer.json).toMatchObject({
    status: 400,
    code: 'badRequest',
    detail: expect.stringContaining(says),
    hint: expect.stringMatching(/.{10}/),
  });
  expect((await web.send('admin', 'GET', `/api/v1/${url}`)).json).toEqual(before.json);
});

test.each([
  ['limit=0', '/api/v1/members?limit=0', 400, 'badRequest'],
  ['limit=1001', '/api/v1/members?limit=1001', 400, 'badRequest'],
  ['a query nobody knows', '/api/v1/members?colour=red', 400, 'badRequest'],
  ['a day that is none', '/api/v1/passages?from=yesterday', 400, 'badRequest'],
  ['a bad instant', '/api/v1/punches?from=2026-03-12T99:00:00Z', 400, 'badRequest'],
  ['an unknown id', '/api/v1/members/m_nobody', 404, 'notFound'],
  ['an unknown route', '/api/v1/nothing', 404, 'notFound'],
  ['a bad escape', '/api/v1/members/%E0%A4%A', 400, 'badRequest'],
])('%s', async (_name, url, status, code) => {
  const answer = await web.send('admin', 'GET', url);
  expect([answer.status, answer.json]).toEqual([
    status,
    expect.objectContaining({ status, code, hint: expect.any(String) }),
  ]);
});

test.each([
  ['malformed JSON', 'application/json', '{"name":', 400, 'notJson'],
  ['no JSON at all', 'application/json', '', 400, 'notJson'],
  ['another media type', 'text/xml', '<name/>', 415, 'mediaTypeUnknown'],
  ['too much', 'application/json', `{"name":"${'x'.repeat(70_000)}"}`, 413, 'bodyTooLarge'],
  ['a prototype', 'application/json', '{"name":"x","__proto__":{"a":1}}', 400, 'notJson'],
])('%s is refused with a hint', async (_name, type, payload, status, code) => {
  const token = await web.deps.identity.createToken('admin', null, 0);
  const answer = await web.app.inject({
    method: 'POST',
    url: '/api/v1/members',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    payload,
  });
  expect([answer.statusCode, answer.json()]).toEqual([
    status,
    expect.objectContaining({ status, code, hint: expect.any(String) }),
  ]);
});

test('naming JSON and sending nothing is fine where nothing is read', async () => {
  const made = (await post('members', { name: 'Ana' })).json as { id: string };
  const token = await web.deps.identity.createToken('admin', null, 0);
  const answer = await web.app.inject({
    method: 'DELETE',
    url: `/api/v1/members/${made.id}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  expect(answer.statusCode).toBe(204);
});

test('a taken id and a missing reference say so', async () => {
  const taken = await post('places', { id: 'demo', name: 'x', timeZone: 'Europe/Paris' });
  expect(taken.json).toMatchObject({ status: 409, code: 'conflict' });
  const missing = await post('doors', { placeId: 'nowhere' });
  expect(missing.json).toMatchObject({ status: 400, code: 'unknownReference' });
});

test('what fails inside is answered without its inside', async () => {
  const ill = await webFixture({
    health: () => Promise.reject(new Error('SELECT secret FROM passwords')),
  });
  const answer = await ill.send(null, 'GET', '/healthz');
  expect([answer.status, answer.json]).toEqual([
    500,
    expect.objectContaining({ code: 'internal' }),
  ]);
  expect(answer.text).not.toContain('secret');
  // A form may have been stored before something failed.
  expect(answer.text).not.toContain('Nothing was changed');
  const members = ill.deps.registry.members as { get: unknown };
  members.get = () => Promise.reject(new Error('SELECT secret FROM passwords'));
  const { cookie } = await signIn(ill, 'staff');
  const page = await get(ill.app, '/members/m1', { cookie });
  expect(page.statusCode).toBe(500);
  // With what the log calls it, and the way to try again.
  expect(page.body).toMatch(/Code internal [0-9a-f]{8}</);
  expect(page.body).toContain('class="button" href="/members/m1"');
  expect(page.body).not.toContain('secret');
  await ill.close();
});

/** Only a program meets these: it sends a token, a body of its own, or no form at all. */
const ofPrograms: readonly string[] = [
  ...['authorizationPending', 'notJson', 'recoveredUnusable', 'scopeMissing', 'tokenRefused'],
];
test('each refusal that a page can meet says what to do, in French and in English', async () => {
  const kinds: Readonly<Record<string, { readonly status?: number }>> = {
    ...requestErrors,
    ...importErrors,
  };
  const codes = Object.keys(kinds).filter(
    (code) => (kinds[code]?.status ?? 500) < 500 && !ofPrograms.includes(code),
  ) as ErrorCode[];
  expect(codes.length).toBeGreaterThan(45);
  const ill = await webFixture();
  const { cookie } = await signIn(ill, 'staff');
  const members = ill.deps.registry.members as { get: unknown };
  for (const code of codes) {
    members.get = () => Promise.reject(failure(code, { what: 'card', id: 'x', seconds: 5 }));
    const said: (string | undefined)[] = [];
    for (const language of ['fr', 'en']) {
      const page = await get(ill.app, '/members/m1', { cookie, 'accept-language': language });
      // Who is signed out is led to the door.
      if (page.statusCode === 303) said.push(language);
      else said.push(/<section class="narrow.*?<\/section>/s.exec(page.body)?.[0]);
    }
    expect([code, ...said]).toEqual([code, expect.any(String), expect.any(String)]);
    expect([code, said[0] === said[1]]).toEqual([code, false]);
    const vague = [fr.problemOther, en.problemOther];
    expect([code, vague.filter((text) => said.join().includes(text))]).toEqual([code, []]);
  }
  await ill.close();
});

test('an export that did not get its turn is no error of ours', async () => {
  const levels: string[] = [];
  const log = {
    ...silentLogger,
    info: () => void levels.push('info'),
    error: () => void levels.push('error'),
  } as unknown as typeof silentLogger;
  const busy = () => Promise.reject(failure('exportsBusy', { seconds: 10 }));
  const web = await webFixture({ log, health: busy });
  const { status, headers } = await web.send(null, 'GET', '/healthz');
  expect([status, headers['retry-after'], levels]).toEqual([503, '10', ['info']]);
  await web.close();
});
