import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isPassword } from '../../../cloud/web/password.ts';
import { cookieOf, type Fields, form, get, password, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

describe('signing in', () => {
  test('a one-time link works once, and asks for a long password', async () => {
    const secret = await web.deps.identity.createInvitation('admin', null, testNow + 60_000);
    const short = await form(web.app, `/welcome/${secret}`, { name: 'Maëlle', password: 'court' });
    expect([short.statusCode, short.body]).toEqual([
      400,
      expect.stringContaining('12 signes au moins'),
    ]);
    expect(short.body).toContain('value="Maëlle"');
    expect(
      (await form(web.app, `/welcome/${secret}`, { name: 'Maëlle', password })).statusCode,
    ).toBe(303);
    const again = await form(web.app, `/welcome/${secret}`, { name: 'Zoé', password });
    expect([again.statusCode, again.body]).toEqual([400, expect.stringContaining('a déjà servi')]);
  });

  test('then name and password; a wrong one says nothing more, and guessing slows down', async () => {
    await signIn(web);
    const wrong = { name: 'Maëlle', password: 'pas le bon mot' };
    const unknown = await form(web.app, '/sign-in', { ...wrong, name: 'Personne' });
    const first = await form(web.app, '/sign-in', wrong);
    expect([first.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(first.body.replaceAll('Maëlle', '')).toBe(unknown.body.replaceAll('Personne', ''));
    await form(web.app, '/sign-in', wrong);
    await form(web.app, '/sign-in', wrong);
    const slowed = await form(web.app, '/sign-in', { name: 'Maëlle', password });
    expect([slowed.statusCode, slowed.headers['retry-after']]).toEqual([429, '1']);
    web.clock.now += 1001;
    const right = await form(web.app, '/sign-in', { name: 'Maëlle', password, next: '/members' });
    expect([right.statusCode, right.headers.location]).toEqual([303, '/members']);
    const signedIn = await get(web.app, '/members', { cookie: cookieOf(right) });
    expect(signedIn.statusCode).toBe(200);
  });

  test('a session ends when one signs out, or rests for half an hour', async () => {
    const { cookie, csrf } = await signIn(web);
    web.clock.now += 31 * 60_000;
    expect((await get(web.app, '/', { cookie })).headers.location).toBe('/sign-in?next=%2F');
    web.clock.now = testNow;
    await form(web.app, '/sign-out', { csrf }, { cookie });
    expect((await get(web.app, '/', { cookie })).statusCode).toBe(303);
  });

  test('who signs in leaves the session they came with: nobody waits in one handed to them', async () => {
    const planted = await signIn(web, 'admin', 'Eve');
    const before = await signIn(web, 'admin', 'Zoé');
    const again = await form(
      web.app,
      '/sign-in',
      { name: 'Zoé', password, csrf: planted.csrf },
      { cookie: planted.cookie },
    );
    expect(again.statusCode).toBe(303);
    expect((await get(web.app, '/', { cookie: planted.cookie })).statusCode).toBe(303);
    for (const cookie of [before.cookie, cookieOf(again)])
      expect((await get(web.app, '/', { cookie })).statusCode).toBe(200);
  });

  test('credentials that are refused are not made good by a session', async () => {
    const { cookie } = await signIn(web);
    for (const authorization of ['Bearer guessed', 'Basic YTpi', 'Bearer']) {
      const answer = await get(web.app, '/api/v1/members', { cookie, authorization });
      expect([authorization, answer.statusCode]).toEqual([authorization, 401]);
    }
  });

  test('passwords are argon2id', async () => {
    await signIn(web);
    const hash = (await web.deps.identity.findStaffByName('Maëlle'))?.passwordHash ?? '';
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect([await isPassword(hash, password), await isPassword(null, password)]).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    ...['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'],
    ...['/.//evil.example', '/x/..//evil.example', '/%2e//evil.example', '/./\\evil.example'],
  ])('signing in never leads to %s', async (next) => {
    await signIn(web);
    const answer = await form(web.app, '/sign-in', { name: 'Maëlle', password, next });
    expect(answer.headers.location).toBe('/');
  });

  test('over https the cookie is bound to the host; on plain loopback it works too', async () => {
    const plain = await signIn(web);
    expect(plain.cookie).toMatch(/^badgeuse-session=/);
    const over = await webFixture({ publicUrl: 'https://badgeuse.example' });
    const secret = await over.deps.identity.createInvitation('admin', null, testNow + 60_000);
    const answer = await form(over.app, `/welcome/${secret}`, { name: 'Maëlle', password });
    const kept = String(answer.headers['set-cookie']);
    expect(kept).toMatch(/^__Host-badgeuse=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    await over.close();
  });
});

describe('forms from elsewhere', () => {
  test.each<[string, Fields, Fields]>([
    ['another site says so', { 'sec-fetch-site': 'cross-site' }, {}],
    ['a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }, {}],
    ['no token', {}, { csrf: '' }],
    ["another session's token", {}, { csrf: 'AAAA' }],
  ])('are refused: %s', async (_why, headers, fields) => {
    const { cookie, csrf } = await signIn(web);
    const answer = await form(
      web.app,
      '/members',
      { name: 'Ana', csrf, ...fields },
      { cookie, ...headers },
    );
    expect(answer.statusCode).toBe(403);
    expect((await web.send('staff', 'GET', '/api/v1/members')).json).toMatchObject({ items: [] });
    const fine = await form(web.app, '/members', { name: 'Ana', csrf }, { cookie });
    expect(fine.statusCode).toBe(303);
  });

  test('with a token of somebody else’s session are refused as well', async () => {
    const { cookie } = await signIn(web);
    const theirs = await signIn(web, 'admin', 'Zoé');
    const answer = await form(web.app, '/members', { name: 'Ana', csrf: theirs.csrf }, { cookie });
    expect(answer.statusCode).toBe(403);
  });

  test('an old browser is judged by its Origin', async () => {
    const { cookie, csrf } = await signIn(web);
    const post = (origin: Fields) =>
      web.app.inject({
        method: 'POST',
        url: '/members',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...origin },
        payload: new URLSearchParams({ name: 'Ana', csrf }).toString(),
      });
    expect((await post({})).statusCode).toBe(403);
    expect((await post({ origin: 'https://evil.example', host: 'localhost' })).statusCode).toBe(
      403,
    );
    expect((await post({ origin: 'http://localhost', host: 'localhost' })).statusCode).toBe(303);
  });

  test('a script with the session needs the token as well', async () => {
    const { cookie, csrf } = await signIn(web);
    const post = (headers: Fields) =>
      web.app.inject({
        method: 'POST',
        url: '/api/v1/members',
        headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
        payload: { name: 'Ana' },
      });
    expect((await post({})).statusCode).toBe(403);
    expect((await post({ 'x-csrf-token': csrf })).statusCode).toBe(201);
  });
});
