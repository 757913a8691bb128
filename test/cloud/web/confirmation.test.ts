import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { access } from '../../../cloud/web/access.ts';
import { asksToConfirm, confirmedForMs } from '../../../cloud/web/confirm-first.ts';
import { type Fields, form, get, password, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let me: { cookie: string; csrf: string };
beforeEach(async () => {
  web = await webFixture();
  me = await signIn(web);
});
afterEach(() => web.close());

const proof = (more: Fields = {}): Fields => ({ 'confirmation-password': password, ...more });
const later = (ms = confirmedForMs) => {
  web.clock.now = testNow + ms;
};
const post = (url: string, fields: Fields | URLSearchParams) => {
  const all = new URLSearchParams(fields);
  all.set('csrf', me.csrf);
  return form(web.app, url, all, { cookie: me.cookie });
};
const asks = (body: string): boolean => body.includes('name="confirmation-password"');

/** What a browser would send from the page as it is: every field of the form that holds the password. */
function fieldsOf(body: string): URLSearchParams {
  const inForm = /<form[^>]*>((?:(?!<\/form>).)*confirmation-password.*?)<\/form>/s.exec(body);
  const unescaped = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  return new URLSearchParams(
    [...(inForm?.[1] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/gs)].map(
      ([, name = '', value = '']) => [unescaped(name), unescaped(value)],
    ),
  );
}

const isKept = (body: string): boolean => fieldsOf(body).has('confirmation-form');

const guarded = Object.keys(access).filter(asksToConfirm);

describe('every route that asks', () => {
  test('is one that opens a door, takes a file away or changes an access, and all of those are', () => {
    expect(guarded.toSorted()).toEqual(
      [
        ...['GET /audit.csv', 'GET /cards.csv', 'GET /import/:id/lines.csv', 'GET /members.csv'],
        'GET /connections/:id/known-as.csv',
        ...[
          'GET /rapport/badgeuse.csv',
          'GET /rapport/totals.csv',
          'GET /api/v1/settlement.csv',
          'GET /rapport/settlement.csv',
        ],
        ...['GET /sessions/:id/sheet.csv', 'GET /api/v1/sessions/:id/attendance.csv'],
        'GET /passes.csv',
        ...['GET /members/:id/statement.csv', 'GET /api/v1/members/:id/statement.csv'],
        ...['POST /members/:id/erasure', 'POST /api/v1/members/:id/erasure'],
        ...['GET /members/:id/data.csv', 'GET /members/:id/data.json'],
        ...['GET /api/v1/members/:id/data', 'GET /api/v1/members/:id/data.csv'],
        ...['POST /account/code', 'POST /account/code/confirm'],
        ...['POST /api/v1/devices/:id/password', 'POST /devices/:id/password'],
        ...['POST /api/v1/signing-key', 'POST /signing-key'],
        ...['POST /api/v1/grants', 'PATCH /api/v1/grants/:id', 'DELETE /api/v1/grants/:id'],
        ...['POST /grants', 'POST /grants/:id', 'POST /grants/:id/end'],
        ...['PATCH /api/v1/staff/:id', 'DELETE /api/v1/staff/:id'],
        ...['POST /api/v1/staff/:id/sign-out', 'POST /api/v1/staff/:id/invitation'],
        ...['POST /api/v1/invitations', 'DELETE /api/v1/invitations/:id'],
        ...['POST /staff/invitations', 'POST /staff/invitations/:id/withdraw', 'POST /staff/:id'],
        ...['POST /staff/:id/invitation', 'POST /staff/:id/sign-out', 'POST /staff/:id/end'],
        ...['POST /api/v1/tokens', 'DELETE /api/v1/tokens/:id'],
        ...['POST /tokens', 'POST /tokens/:id/revoke'],
        ...['POST /webhooks', 'POST /webhooks/:id/rotate'],
        ...['POST /api/v1/webhooks', 'POST /api/v1/webhooks/:id/rotate'],
        ...['POST /connections/:id/inlet', 'POST /api/v1/connections/:id/inlet'],
        ...['POST /connections/:id/state', 'POST /connections/:id/end'],
        ...['PATCH /api/v1/connections/:id', 'DELETE /api/v1/connections/:id'],
        ...['POST /connections/new/fedow', 'POST /api/v1/fedow'],
        ...['POST /connections/:id/fedow/binding', 'POST /api/v1/connections/:id/binding'],
        ...['POST /connections/:id/fedow/federations', 'POST /api/v1/connections/:id/federations'],
        ...['POST /api/v1/connections', 'POST /connections/new/dokos'],
        ...['POST /connections/new/frappe', 'POST /connections/:id/edit'],
        ...['POST /federations', 'POST /federations/join'],
        ...['POST /federations/:id', 'POST /federations/:id/accept'],
        ...['POST /api/v1/federations', 'POST /api/v1/federations/join'],
        ...['POST /api/v1/federations/:id/accept', 'PATCH /api/v1/federations/:id'],
        ...['POST /places/:id/lockdown/end', 'DELETE /api/v1/places/:id/lockdown'],
        ...['POST /places/:id/nameless', 'POST /places/:id/nameless/end'],
        ...['POST /api/v1/places/:id/nameless', 'DELETE /api/v1/places/:id/nameless'],
        ...Object.keys(access).filter((route) => /^POST .*\/unlock$/.test(route)),
      ].toSorted(),
    );
    expect(asksToConfirm('POST /api/v1/doors/:id/unlock')).toBe(true);
  });

  test.each(guarded)(
    '%s: refused to a session that rests, asked of nobody who just came',
    async (route) => {
      const [method, pattern = ''] = route.split(' ') as [
        'GET' | 'POST' | 'PATCH' | 'DELETE',
        string,
      ];
      const url = pattern.replace(':id', 'nothing');
      const isPage = !url.startsWith('/api/');
      const headers = {
        cookie: me.cookie,
        accept: isPage ? 'text/html' : 'application/json',
        'sec-fetch-site': 'same-origin',
        'x-csrf-token': me.csrf,
      };
      const send = () => {
        const payload = method === 'GET' ? {} : isPage ? {} : { payload: {} };
        return web.app.inject({ method, url, headers, ...payload });
      };
      const isAsked = (answer: { statusCode: number; body: string }) =>
        answer.statusCode === 403 &&
        (isPage ? asks(answer.body) : answer.body.includes('"confirmFirst"'));
      expect([route, isAsked(await send())]).toEqual([route, false]);
      later(confirmedForMs - 1);
      expect([route, isAsked(await send())]).toEqual([route, false]);
      later();
      expect([route, isAsked(await send())]).toEqual([route, true]);
    },
  );
});

test('a form that waited is kept whole, and done with the password', async () => {
  later();
  const typed = new URLSearchParams({ name: 'Lien & "compta" <1>', role: 'staff', expires: '30' });
  for (const scope of ['read', 'members:write']) typed.append('scopes', scope);
  typed.append('places', '*');
  const asked = await post('/tokens', typed);
  expect([asked.statusCode, asks(asked.body)]).toEqual([403, true]);
  expect(asked.body).toContain('action="/tokens"');
  expect(await web.deps.tokens.list()).toEqual([]);
  // Closed: a key of another system may be among what was typed.
  for (const [, value] of typed)
    if (value.length > 2) expect(asked.body).not.toContain(`"${value}`);
  const kept = fieldsOf(asked.body);
  expect([...kept.keys()].toSorted()).toEqual(['confirmation-form', 'csrf']);
  const done = await post('/tokens', new URLSearchParams([...kept, ...Object.entries(proof())]));
  expect([done.statusCode, done.body.includes('bdg_')]).toEqual([200, true]);
  expect(await web.deps.tokens.list()).toMatchObject([
    { name: 'Lien & "compta" <1>', scopes: ['read', 'members:write'] },
  ]);
  later(confirmedForMs + 60_000);
  expect((await post('/tokens', typed)).statusCode).toBe(200);
});

test('a wrong password keeps what was typed, is written down, and slows down', async () => {
  later();
  const wrong = { role: 'viewer', places: '*', ...proof({ 'confirmation-password': 'pas ça' }) };
  for (let tries = 0; tries < 3; tries++) {
    const again = await post('/staff/invitations', wrong);
    expect([again.statusCode, again.body]).toEqual([
      403,
      expect.stringContaining('pas votre mot de passe'),
    ]);
    expect([again.body.includes('pas ça'), isKept(again.body)]).toEqual([false, true]);
  }
  const slowed = await post('/staff/invitations', { ...wrong, ...proof() });
  expect([slowed.statusCode, slowed.body]).toEqual([403, expect.stringContaining('Trop d’essais')]);
  expect(isKept(slowed.body)).toBe(true);
  expect(await web.deps.accounts.invitations(web.clock.now)).toEqual([]);
  const { items } = await web.deps.audit.list({ verb: 'refused' }, { limit: 9, cursor: null });
  expect(items.map(({ kind, whoName }) => [kind, whoName])).toEqual(
    Array.from({ length: 3 }, () => ['signIn', 'Maëlle']),
  );
  // However often it was wrong, the same goes on.
  const tried = fieldsOf(slowed.body).get('confirmation-form') ?? '';
  const onceMore = await post('/staff/invitations', { 'confirmation-form': tried, ...proof() });
  expect(fieldsOf(onceMore.body).get('confirmation-form')).toHaveLength(tried.length);
  web.clock.now += 1001;
  const right = new URLSearchParams([...fieldsOf(slowed.body), ...Object.entries(proof())]);
  expect((await post('/staff/invitations', right)).statusCode).toBe(200);
  expect(await web.deps.accounts.invitations(web.clock.now)).toMatchObject([{ role: 'viewer' }]);
});

describe('a form that waits for its password', () => {
  const wanted = { role: 'viewer', places: '*' };
  const send = (url: string, closed: string, fields: Fields = proof()) =>
    post(url, { 'confirmation-form': closed, ...fields });
  const close = async () => {
    later();
    const asked = await post('/staff/invitations', wanted);
    return fieldsOf(asked.body).get('confirmation-form') ?? '';
  };
  const isTooOld = (answer: { statusCode: number; body: string }) =>
    answer.statusCode === 409 && answer.body.includes('formTooOld');
  const invited = () => web.deps.accounts.invitations(web.clock.now);

  test('goes to no other address, and is nobody else’s', async () => {
    const other = await signIn(web, 'admin', 'Zoé');
    const closed = await close();
    const elsewhere = await send('/tokens', closed);
    expect(isTooOld(elsewhere)).toBe(true);
    expect(elsewhere.body).toContain('class="button" href="/tokens"');
    expect(isTooOld(await send('/staff/invitations', `${closed.slice(0, -4)}AAAA`))).toBe(true);
    me = other;
    expect(isTooOld(await send('/staff/invitations', closed))).toBe(true);
    expect(await invited()).toEqual([]);
  });

  test('waits an hour, and does nothing after', async () => {
    const closed = await close();
    // Whoever goes on elsewhere stays signed in.
    for (let third = 0; third < 3; third++) {
      web.clock.now += 20 * 60_000;
      await get(web.app, '/', { cookie: me.cookie });
    }
    web.clock.now += 1;
    expect(isTooOld(await send('/staff/invitations', closed))).toBe(true);
    expect(await invited()).toEqual([]);
    web.clock.now -= 1;
    expect((await send('/staff/invitations', closed)).statusCode).toBe(200);
    expect(await invited()).toMatchObject([{ role: 'viewer' }]);
  });

  test('is taken without the password where another page of theirs gave it meanwhile', async () => {
    const closed = await close();
    expect((await post('/staff/invitations', { ...wanted, ...proof() })).statusCode).toBe(200);
    expect((await send('/staff/invitations', closed, {})).statusCode).toBe(200);
    expect(await invited()).toHaveLength(2);
  });
});

test('many guesses at once get no further than one after the other', async () => {
  later();
  const wrong = { role: 'viewer', places: '*', ...proof({ 'confirmation-password': 'pas ça' }) };
  const all = await Promise.all(Array.from({ length: 8 }, () => post('/staff/invitations', wrong)));
  expect(all.filter(({ body }) => body.includes('pas votre mot de passe'))).toHaveLength(3);
});

test('where a code is asked at sign-in, it is asked here', async () => {
  await post('/account/code', {});
  const page = await get(web.app, '/account', { cookie: me.cookie });
  const secret = /class="code-text">([A-Z2-7 ]+)</.exec(page.body)?.[1]?.replaceAll(' ', '') ?? '';
  const code = () =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: web.clock.now });
  await post('/account/code/confirm', { code: code() });
  later();
  const wanted = { role: 'viewer', places: '*' };
  const asked = await post('/staff/invitations', wanted);
  expect(asked.body).toContain('name="confirmation-code"');
  const without = await post('/staff/invitations', { ...wanted, ...proof() });
  expect([without.statusCode, without.body]).toEqual([
    403,
    expect.stringContaining('Ce code n’est pas le bon'),
  ]);
  const right = proof({ 'confirmation-code': code() });
  expect((await post('/staff/invitations', { ...wanted, ...right })).statusCode).toBe(200);
});

test('a file comes after the password, and the way back is to its page', async () => {
  later();
  const file = '/rapport/badgeuse.csv?from=2026-03-01&to=2026-03-12&for=people';
  const asked = await get(web.app, file, { cookie: me.cookie });
  expect([asked.statusCode, asks(asked.body)]).toEqual([403, true]);
  expect(asked.body).not.toContain('2026-03-01;');
  const kept = fieldsOf(asked.body);
  expect([kept.get('next'), kept.get('back')]).toEqual([
    file,
    '/rapport/badgeuse?from=2026-03-01&to=2026-03-12',
  ]);
  const go = (fields: Fields) =>
    post('/confirmation', new URLSearchParams([...kept, ...Object.entries(fields)]));
  const wrong = await go({ 'confirmation-password': 'pas ça' });
  expect([wrong.statusCode, fieldsOf(wrong.body).get('next')]).toEqual([403, file]);
  const done = await go(proof());
  expect(done.body).toContain(`content="0; url=${file.replaceAll('&', '&amp;')}"`);
  const csv = await get(web.app, file, { cookie: me.cookie });
  expect([csv.statusCode, csv.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
});

test.each(['https://evil.example/a.csv', '//evil.example/a.csv', '/\\evil.example/a.csv'])(
  'confirming never leads to %s',
  async (next) => {
    const done = await post('/confirmation', { next, back: next, ...proof() });
    expect([done.statusCode, done.headers.location]).toEqual([303, '/']);
  },
);

test('by the API a session is told how, and a token is not asked', async () => {
  await web.deps.registry.places.create({ id: 'a', name: 'Lieu', timeZone: 'Europe/Paris' });
  later();
  const headers = { cookie: me.cookie, 'sec-fetch-site': 'same-origin', 'x-csrf-token': me.csrf };
  const send = (url: string, payload: object) =>
    web.app.inject({ method: 'POST', url, headers, payload });
  const wanted = { role: 'viewer' };
  const asked = await send('/api/v1/invitations', wanted);
  expect([asked.statusCode, asked.json()]).toEqual([
    403,
    expect.objectContaining({
      code: 'confirmFirst',
      hint: expect.stringContaining('/api/v1/confirmation'),
    }),
  ]);
  const wrong = await send('/api/v1/confirmation', { password: 'pas ça' });
  expect([wrong.statusCode, wrong.json()]).toMatchObject([403, { code: 'notConfirmed' }]);
  expect((await send('/api/v1/confirmation', { password })).statusCode).toBe(204);
  expect((await send('/api/v1/invitations', wanted)).statusCode).toBe(201);
  later(confirmedForMs * 3);
  expect((await web.send('admin', 'POST', '/api/v1/invitations', wanted)).status).toBe(201);
  expect((await web.send('admin', 'POST', '/api/v1/confirmation', { password })).status).toBe(404);
});

test('htmx shows the question in place of the page', async () => {
  later();
  const headers = { cookie: me.cookie, 'hx-request': 'true' };
  const answer = await form(
    web.app,
    '/staff/invitations',
    { csrf: me.csrf, role: 'viewer' },
    headers,
  );
  expect([answer.statusCode, answer.headers['hx-retarget'], answer.headers['hx-reselect']]).toEqual(
    [403, '#content', '#content'],
  );
});

test('another page may not try passwords here', async () => {
  later();
  const fields = { csrf: 'AAAA', role: 'viewer', places: '*', ...proof() };
  const answer = await form(web.app, '/staff/invitations', fields, { cookie: me.cookie });
  expect([answer.statusCode, asks(answer.body)]).toEqual([403, false]);
});
