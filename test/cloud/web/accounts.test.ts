import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { cookieOf, form, get, password, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  for (const id of ['a', 'b']) {
    await web.deps.registry.places.create({ id, name: `Lieu ${id}`, timeZone: 'Europe/Paris' });
  }
});
afterEach(() => web.close());

const shownOnce = (body: string) => /id="field-once"[^>]*value="([^"]+)"/.exec(body)?.[1] ?? '';
const staffNamed = async (name: string) =>
  (await web.deps.accounts.list()).find((one) => one.name === name);

test('invited for one place, one sees that place; the link is shown once and written down', async () => {
  const { cookie, csrf } = await signIn(web);
  const wanted = { csrf, role: 'staff', places: 'a' };
  const made = await form(web.app, '/staff/invitations', wanted, { cookie });
  const link = new URL(shownOnce(made.body));
  expect((await get(web.app, '/staff', { cookie })).body).not.toContain(link.pathname);
  const welcome = await form(web.app, link.pathname, { name: 'Zoé', password });
  expect(welcome.statusCode).toBe(303);
  expect(await staffNamed('Zoé')).toMatchObject({ role: 'staff', places: ['a'] });
  const theirs = await get(web.app, '/settings', { cookie: cookieOf(welcome) });
  expect([theirs.statusCode, theirs.body.includes('href="/staff"')]).toEqual([200, false]);
  const refused = await get(web.app, '/staff', { cookie: cookieOf(welcome) });
  expect([refused.statusCode, refused.body]).toEqual([
    403,
    expect.stringContaining('Demandez à Maëlle.'),
  ]);
  const log = await web.deps.audit.list({}, { limit: 50, cursor: null });
  const told = log.items.map(({ verb, kind, whoName }) => `${verb} ${kind} ${whoName}`);
  expect(told).toEqual(
    expect.arrayContaining(['created invitation Maëlle', 'signedIn signIn Zoé']),
  );
  expect(JSON.stringify(log)).not.toContain(link.pathname.slice(9));
});

test('the last administrator stays, and says why; who leaves is out', async () => {
  const { cookie, csrf } = await signIn(web);
  const me = await staffNamed('Maëlle');
  for (const fields of [
    { role: 'viewer', places: '*' },
    { role: 'admin', places: 'a' },
  ]) {
    const answer = await form(web.app, `/staff/${me?.id}`, { csrf, ...fields }, { cookie });
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      expect.stringContaining('dernière personne qui administre'),
    ]);
  }
  const zoe = await signIn(web, 'staff', 'Zoé');
  const { id } = (await staffNamed('Zoé')) ?? { id: '' };
  const question = await get(web.app, `/staff/${id}/end`, { cookie });
  expect(question.body).toContain('Retirer l’accès de Zoé');
  await form(web.app, `/staff/${id}/end`, { csrf }, { cookie });
  expect((await get(web.app, '/', { cookie: zoe.cookie })).statusCode).toBe(303);
  const again = await form(web.app, '/sign-in', { name: 'Zoé', password });
  expect(again.statusCode).toBe(401);
});

test('with the code switched on the password alone opens nothing', async () => {
  const { cookie, csrf } = await signIn(web);
  await form(web.app, '/account/code', { csrf }, { cookie });
  const page = await get(web.app, '/account', { cookie });
  const secret = /class="code-text">([A-Z2-7 ]+)</.exec(page.body)?.[1]?.replaceAll(' ', '') ?? '';
  const codeAt = (timestamp: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
  const on = await form(
    web.app,
    '/account/code/confirm',
    { csrf, code: codeAt(testNow) },
    { cookie },
  );
  const recovery = [...on.body.matchAll(/<li class="code-text">([^<]+)</g)].map(([, one]) => one);
  expect(recovery).toHaveLength(8);

  const first = await form(web.app, '/sign-in', { name: 'Maëlle', password, next: '/members' });
  expect(first.headers.location).toBe('/sign-in/code?next=%2Fmembers');
  const step = cookieOf(first);
  expect(String(first.headers['set-cookie'])).toMatch(
    /^badgeuse-step=[^;]+; Max-Age=300; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  expect((await get(web.app, '/', { cookie: step })).headers.location).toContain('/sign-in');
  const wrong = await form(web.app, '/sign-in/code', { code: '000000' }, { cookie: step });
  expect(wrong.statusCode).toBe(401);
  web.clock.now += 30_000;
  const fields = { code: codeAt(web.clock.now), next: '/members' };
  const right = await form(web.app, '/sign-in/code', fields, { cookie: step });
  expect([right.statusCode, right.headers.location]).toEqual([303, '/members']);
  const kept = right.cookies.find(({ name }) => name === 'badgeuse-session');
  const inside = await get(web.app, '/members', { cookie: `badgeuse-session=${kept?.value}` });
  expect(inside.statusCode).toBe(200);

  const again = cookieOf(await form(web.app, '/sign-in', { name: 'Maëlle', password }));
  const spare = { code: recovery[0] ?? '' };
  const byPaper = await form(web.app, '/sign-in/code', spare, { cookie: again });
  expect(byPaper.statusCode).toBe(303);
  const over = await form(web.app, '/sign-in/code', spare, { cookie: again });
  expect(over.headers.location).toMatch(/^\/sign-in\?over=1/);
});

test('another password needs the present one, and ends every other session', async () => {
  const { cookie, csrf } = await signIn(web);
  const other = cookieOf(await form(web.app, '/sign-in', { name: 'Maëlle', password }));
  const change = (current: string) =>
    form(web.app, '/account/password', { csrf, current, password: `${password} bis` }, { cookie });
  expect((await change('pas le bon mot')).statusCode).toBe(400);
  const changed = await change(password);
  expect(changed.statusCode).toBe(303);
  for (const old of [cookie, other]) {
    expect((await get(web.app, '/', { cookie: old })).statusCode).toBe(303);
  }
  expect((await get(web.app, '/', { cookie: cookieOf(changed) })).statusCode).toBe(200);
});

test('other capitals are no fresh start for guessing', async () => {
  await signIn(web);
  for (const name of ['Maëlle', 'MAËLLE', 'maëlle ']) {
    await form(web.app, '/sign-in', { name, password: 'pas le bon mot' });
  }
  const slowed = await form(web.app, '/sign-in', { name: 'mAËLLE', password });
  expect(slowed.statusCode).toBe(429);
});

test('a token is shown once, does what it says, and is revoked', async () => {
  const { cookie, csrf } = await signIn(web);
  const wanted = {
    csrf,
    name: 'Compta',
    role: 'staff',
    places: 'a',
    scopes: 'read',
    expires: '30',
  };
  const made = await form(web.app, '/tokens', wanted, { cookie });
  const headers = { authorization: `Bearer ${shownOnce(made.body)}` };
  const ask = (method: 'GET' | 'POST') =>
    web.app.inject({
      method,
      url: '/api/v1/members',
      headers,
      ...(method === 'POST' && { payload: { name: 'Ana' } }),
    });
  expect([(await ask('GET')).statusCode, (await ask('POST')).json().code]).toEqual([
    200,
    'scopeMissing',
  ]);
  const [token] = await web.deps.tokens.list();
  web.clock.now += 31 * 86_400_000;
  expect((await ask('GET')).statusCode).toBe(401);
  web.clock.now = testNow;
  await form(web.app, `/tokens/${token?.id}/revoke`, { csrf }, { cookie });
  expect((await ask('GET')).statusCode).toBe(401);
});

test('the token of somebody whose access ended is refused at once, and says why', async () => {
  const { cookie, csrf } = await signIn(web);
  await signIn(web, 'staff', 'Zoé');
  const { id } = (await staffNamed('Zoé')) ?? { id: '' };
  const of = { madeBy: `staff:${id}` };
  const token = await web.deps.identity.createToken('staff', null, testNow, of);
  const ask = (url: string) =>
    web.app.inject({ url: `/api/v1/${url}`, headers: { authorization: `Bearer ${token}` } });
  expect((await ask('members')).statusCode).toBe(200);
  expect((await get(web.app, '/tokens', { cookie })).body).not.toContain('Aujourd’hui, seulement');
  await form(web.app, `/staff/${id}`, { csrf, role: 'viewer', places: 'a' }, { cookie });
  expect((await ask('members')).json().code).toBe('notAllowed');
  const { body } = await get(web.app, '/tokens', { cookie });
  expect(body).toContain('Aujourd’hui, seulement\u00a0: Lecture, ');
  expect(body).toContain('Les droits de Zoé ont été réduits.');
  const { items } = (await ask('places')).json();
  expect(items.map((place: { id: string }) => place.id)).toEqual(['a']);
  await form(web.app, `/staff/${id}/end`, { csrf }, { cookie });
  const over = await ask('places');
  expect([over.statusCode, over.json()]).toMatchObject([
    401,
    { code: 'tokenRefused', hint: expect.stringContaining('the access of whoever made it ended') },
  ]);
});

test('staff give away no more than they have', async () => {
  const { cookie, csrf } = await signIn(web, 'staff', 'Zoé');
  const send = (path: string, payload: object) =>
    web.app.inject({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'x-csrf-token': csrf },
      payload,
    });
  expect((await send('tokens', { role: 'admin' })).json().code).toBe('tooMuchToGive');
  for (const scope of ['cards:uid', 'hours:read', 'setup:write']) {
    const answer = await send('tokens', { role: 'staff', scopes: ['read', scope] });
    expect([scope, answer.json().code]).toEqual([scope, 'tooMuchToGive']);
  }
  expect((await send('tokens', { role: 'staff', scopes: ['read'] })).statusCode).toBe(201);
  expect((await send('invitations', { role: 'viewer' })).json().code).toBe('notAllowed');
});

test('the history as a file: no formula runs, and taking it is written down', async () => {
  const { cookie } = await signIn(web);
  await web.deps.registry.members.create({ name: '=1+1' }, 'staff:x');
  const { body } = await get(web.app, '/audit.csv?kind=member', { cookie });
  expect(body.startsWith('\uFEFF')).toBe(true);
  expect(body).toContain(";'=1+1;");
  const { items } = await web.deps.audit.list({ kind: 'audit' }, { limit: 9, cursor: null });
  expect(items).toMatchObject([{ verb: 'exported', after: { kind: 'member' } }]);
});

test('whether the history is whole is told to who asks, by the page and the API alike', async () => {
  const { cookie } = await signIn(web);
  for (const name of ['Zoé', 'Noé']) await web.deps.registry.members.create({ name }, 'staff:x');
  const whole = 'Rien n’a été altéré ni retiré';
  expect((await get(web.app, '/audit', { cookie })).body).not.toContain(whole);
  expect((await get(web.app, '/audit?check=yes', { cookie })).body).toContain(whole);
  const asked = () => web.send('admin', 'GET', '/api/v1/audit/chain');
  const head = await web.deps.audit.head();
  expect((await asked()).json).toMatchObject({ whole: true, firstBroken: null });
  expect((await web.send('staff', 'GET', '/api/v1/audit/chain')).status).toBe(403);

  web.deps.audit.firstBroken = async () => head.seq;
  expect((await get(web.app, '/audit?check=yes', { cookie })).body).toContain(
    `La ligne n°\u00a0${head.seq} ne suit pas`,
  );
  expect((await asked()).json).toMatchObject({ whole: false, firstBroken: head.seq });
});
