import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { access, suffices } from '../../../cloud/web/access.ts';
import { pathless } from '../../web/page-paths.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeAll(async () => {
  web = await webFixture();
});
afterAll(() => web.close());

const routes = Object.entries(access);
const who = [null, 'viewer', 'staff', 'admin'] as const;

test.each(routes)('%s is for %s and above', async (route, needed) => {
  const [method, pattern] = route.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string];
  const url = pattern.replace(':id', 'nothing').replace(':secret', 'nothing').replace('*', 'x');
  for (const role of who) {
    // An empty body reaches nothing but the check of roles before it.
    const answer = await web.send(role, method, url, method === 'GET' ? undefined : {});
    const { code } = (answer.json ?? {}) as { code?: string };
    const refused = code === 'notSignedIn' || code === 'notAllowed';
    const mayPass = needed === 'anyone' || (role !== null && suffices(role, needed));
    expect([route, role, refused]).toEqual([route, role, !mayPass]);
    if (refused) expect(answer.status).toBe(role === null ? 401 : 403);
  }
});

test('every page with a parameter has a path to look at, in test/web/page-paths.ts', () => {
  expect(pathless()).toEqual([]);
});

test('a token nobody gave out is nobody', async () => {
  const answer = await web.app.inject({
    url: '/api/v1/members',
    headers: { authorization: 'Bearer guessed' },
  });
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(answer.json()).toMatchObject({ code: 'tokenRefused', hint: expect.any(String) });
});

test('every answer carries the strict policy, a refusal too', async () => {
  for (const url of ['/healthz', '/api/v1/members', '/nothing']) {
    const { headers } = await web.send(null, 'GET', url);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  }
});

test.each([
  ['viewer', 'GET', '/api/v1/passages', true],
  ['viewer', 'GET', '/api/v1/cards', false],
  ['viewer', 'GET', '/api/v1/members', false],
  ['viewer', 'GET', '/api/v1/punches', false],
  ['viewer', 'POST', '/api/v1/corrections', false],
  ['staff', 'POST', '/api/v1/members', true],
  ['staff', 'POST', '/api/v1/corrections', true],
  ['staff', 'PATCH', '/api/v1/places/demo', false],
  ['staff', 'POST', '/api/v1/devices', false],
  ['staff', 'DELETE', '/api/v1/access-points/entree', false],
  ['staff', 'GET', '/api/v1/dead-letters', false],
  ['admin', 'PATCH', '/api/v1/places/demo', true],
] as const)('as the table was meant: %s, %s %s: %s', async (role, method, url, mayPass) => {
  const answer = await web.send(role, method, url, method === 'GET' ? undefined : {});
  expect(answer.status === 403).toBe(!mayPass);
});
