import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

const left = (headers: Readonly<Record<string, unknown>>) => [
  headers['x-ratelimit-limit'],
  headers['x-ratelimit-remaining'],
];

test('each token has a share of its own of the API, and pages have none', async () => {
  const asked = async (role: 'admin' | 'viewer') =>
    left((await web.send(role, 'GET', '/api/v1/places')).headers);
  const [most, first] = await asked('admin');
  expect([most, first]).toEqual(['3000', '2999']);
  expect(await asked('admin')).toEqual(['3000', '2998']);
  expect(await asked('viewer')).toEqual(['3000', '2999']);
  const { cookie } = await signIn(web);
  const page = await get(web.app, '/', { cookie });
  expect([page.statusCode, ...left(page.headers)]).toEqual([200, undefined, undefined]);
  const csv = await get(web.app, '/rapport/badgeuse.csv', { cookie });
  expect([csv.statusCode, ...left(csv.headers)]).toEqual([200, '60', '59']);
});

test('who asks too much is told when to ask again', async () => {
  const claim = () => web.send(null, 'POST', '/api/v1/claims', {});
  for (let n = 0; n < 20; n++) expect((await claim()).status).toBe(400);
  const { status, headers, json } = await claim();
  expect([status, headers['content-type']]).toEqual([
    429,
    'application/problem+json; charset=utf-8',
  ]);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(json).toMatchObject({ code: 'tooManyRequests' });
});
