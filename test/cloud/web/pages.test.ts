import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LightMyRequestResponse } from 'fastify';
import { isPassword } from '../../../cloud/web/password.ts';
import { seed } from '../../web/seed.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

const password = 'un mot de passe long';
type Fields = Record<string, string>;
const browser = { accept: 'text/html', 'accept-language': 'fr', 'sec-fetch-site': 'same-origin' };

const form = (url: string, fields: Fields, headers: Fields = {}, app = web.app) =>
  app.inject({
    method: 'POST',
    url,
    headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
const get = (url: string, headers: Fields = {}) =>
  web.app.inject({ url, headers: { ...browser, ...headers } });

const cookieOf = (answer: LightMyRequestResponse): string =>
  answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
const csrfOf = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

/** Signs in by a one-time link, as the person who installs does. */
async function signIn(role: 'admin' | 'staff' | 'viewer' = 'admin', name = 'Maëlle') {
  const secret = await web.deps.identity.createInvitation(role, null, testNow + 60_000);
  const answer = await form(`/welcome/${secret}`, { name, password });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
  const cookie = cookieOf(answer);
  const csrf = csrfOf((await get('/', { cookie })).body);
  return { cookie, csrf, secret };
}

describe('signing in', () => {
  test('a one-time link works once, and asks for a long password', async () => {
    const secret = await web.deps.identity.createInvitation('admin', null, testNow + 60_000);
    const short = await form(`/welcome/${secret}`, { name: 'Maëlle', password: 'court' });
    expect([short.statusCode, short.body]).toEqual([
      400,
      expect.stringContaining('12 signes au moins'),
    ]);
    expect(short.body).toContain('value="Maëlle"');
    expect((await form(`/welcome/${secret}`, { name: 'Maëlle', password })).statusCode).toBe(303);
    const again = await form(`/welcome/${secret}`, { name: 'Zoé', password });
    expect([again.statusCode, again.body]).toEqual([400, expect.stringContaining('a déjà servi')]);
  });

  test('then name and password; a wrong one says nothing more, and guessing slows down', async () => {
    await signIn();
    const wrong = { name: 'Maëlle', password: 'pas le bon mot' };
    const unknown = await form('/sign-in', { ...wrong, name: 'Personne' });
    const first = await form('/sign-in', wrong);
    expect([first.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(first.body.replaceAll('Maëlle', '')).toBe(unknown.body.replaceAll('Personne', ''));
    await form('/sign-in', wrong);
    await form('/sign-in', wrong);
    const slowed = await form('/sign-in', { name: 'Maëlle', password });
    expect([slowed.statusCode, slowed.headers['retry-after']]).toEqual([429, '1']);
    web.clock.now += 1001;
    const right = await form('/sign-in', { name: 'Maëlle', password, next: '/members' });
    expect([right.statusCode, right.headers.location]).toEqual([303, '/members']);
    const signedIn = await get('/members', { cookie: cookieOf(right) });
    expect(signedIn.statusCode).toBe(200);
  });

  test('a session ends when one signs out, or rests for half an hour', async () => {
    const { cookie, csrf } = await signIn();
    web.clock.now += 31 * 60_000;
    expect((await get('/', { cookie })).headers.location).toBe('/sign-in?next=%2F');
    web.clock.now = testNow;
    await form('/sign-out', { csrf }, { cookie });
    expect((await get('/', { cookie })).statusCode).toBe(303);
  });

  test('passwords are argon2id', async () => {
    await signIn();
    const hash = (await web.deps.identity.findStaffByName('Maëlle'))?.passwordHash ?? '';
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect([await isPassword(hash, password), await isPassword(null, password)]).toEqual([
      true,
      false,
    ]);
  });

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'signing in never leads to %s',
    async (next) => {
      await signIn();
      const answer = await form('/sign-in', { name: 'Maëlle', password, next });
      expect(answer.headers.location).toBe('/');
    },
  );

  test('over https the cookie is bound to the host; on plain loopback it works too', async () => {
    const plain = await signIn();
    expect(plain.cookie).toMatch(/^badgeuse-session=/);
    const over = await webFixture({ publicUrl: 'https://badgeuse.example' });
    const secret = await over.deps.identity.createInvitation('admin', null, testNow + 60_000);
    const answer = await form(`/welcome/${secret}`, { name: 'Maëlle', password }, {}, over.app);
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
    const { cookie, csrf } = await signIn();
    const answer = await form('/members', { name: 'Ana', csrf, ...fields }, { cookie, ...headers });
    expect(answer.statusCode).toBe(403);
    expect((await web.send('staff', 'GET', '/api/v1/members')).json).toMatchObject({ items: [] });
    const fine = await form('/members', { name: 'Ana', csrf }, { cookie });
    expect(fine.statusCode).toBe(303);
  });

  test('an old browser is judged by its Origin', async () => {
    const { cookie, csrf } = await signIn();
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
    const { cookie, csrf } = await signIn();
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

describe('pages', () => {
  test('a person who is not signed in is brought to the door and back', async () => {
    const answer = await get('/rapport/badgeuse/?from=2026-03-01');
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      '/sign-in?next=%2Frapport%2Fbadgeuse%2F%3Ffrom%3D2026-03-01',
    ]);
    const program = await web.send(null, 'GET', '/rapport/badgeuse/');
    expect([program.status, program.json]).toMatchObject([401, { code: 'notSignedIn' }]);
  });

  test('the language is the browser’s until one chooses, and then stays', async () => {
    expect((await get('/sign-in', { 'accept-language': 'de, en;q=0.8, fr;q=0.5' })).body).toContain(
      '<html lang="en">',
    );
    expect((await get('/sign-in', { 'accept-language': 'de' })).body).toContain('<html lang="fr">');
    const chosen = await form('/language', { language: 'en', next: '/sign-in' });
    expect(chosen.headers.location).toBe('/sign-in');
    expect((await get('/sign-in', { cookie: cookieOf(chosen) })).body).toContain('Your name');
  });

  test('the report: days, totals, every status with a word, until when it is complete', async () => {
    await seed(web.deps);
    const { cookie } = await signIn('viewer');
    const { body } = await get('/rapport/badgeuse/', { cookie });
    const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Passages du 1 er au 12 mars');
    expect(text).toContain('Complet jusqu’à 17:10.');
    expect(text).toContain('Bloc sortie ne répond plus depuis 17:10.');
    expect(text).toMatch(/jeudi 12 mars 7 passages, 2 personnes encore là 13 h 57/);
    for (const word of [
      'Terminé',
      'Sur place',
      'Sortie oubliée',
      'Clos à la fermeture',
      'Entrée manquante',
      'Présence',
      'corrigé',
      'Heure incertaine',
    ]) {
      expect(text).toContain(word);
    }
    expect(text).toMatch(/Françoise Nguyễn Rue des Fileurs 22:10 01:35 \+1 j 3 h 25/);
    expect(text).toMatch(/789 h 50 de présence comptée/);
    expect(body).not.toMatch(/ style=|<style|onclick|<script>/);
  });

  test('the report narrowed by name, by status, and to nothing', async () => {
    await seed(web.deps);
    const { cookie } = await signIn('staff');
    const rows = async (query: string) =>
      [
        ...(
          await get(`/rapport/badgeuse/?from=2026-03-11&to=2026-03-12&${query}`, { cookie })
        ).body.matchAll(/class="row row-(\w+)"/g),
      ].map(([, status]) => status);
    expect((await rows('')).length).toBe(11);
    expect(await rows('member=kerguehennec')).toEqual(['closed', 'open']);
    expect(await rows('member=0412')).toEqual(['presence']);
    expect(await rows('status=to_check')).toEqual(['missing_entry', 'missing_exit']);
    expect(await rows('status=auto_closed')).toEqual(['auto_closed']);
    const empty = await get('/rapport/badgeuse/?member=personne', { cookie });
    expect(empty.body).toContain('Aucun passage ne correspond.');
    const backwards = await get('/rapport/badgeuse/?from=2026-03-12&to=2026-03-01', { cookie });
    expect(backwards.statusCode).toBe(400);
  });

  test('nothing set up yet says what to do first', async () => {
    const { cookie } = await signIn();
    expect((await get('/rapport/badgeuse/', { cookie })).body).toContain(
      'Présentez une première carte.',
    );
    expect((await get('/', { cookie })).body).toContain('Personne n’est là.');
    expect((await get('/members', { cookie })).body).toContain('Aucun membre pour l’instant.');
  });

  test('a name is text, whatever it holds', async () => {
    const { cookie, csrf } = await signIn();
    await form('/members', { name: '<img src=x onerror=alert(1)>', csrf }, { cookie });
    const { body } = await get('/members', { cookie });
    expect(body).toContain('&lt;img src=x');
    expect(body).not.toContain('<img');
  });

  test('an unknown card is given in one step, and its whole uid never reaches the page', async () => {
    await seed(web.deps);
    const { cookie, csrf } = await signIn('staff');
    const before = await get('/members', { cookie });
    expect(before.body).toContain('04FF…3344');
    expect(before.body).not.toContain('04FFEE11223344');
    const nobody = await form('/cards/unknown', { csrf, refusal: 'refusal-0' }, { cookie });
    expect([nobody.statusCode, nobody.body]).toEqual([
      400,
      expect.stringContaining('Choisissez un membre, ou donnez un nom.'),
    ]);
    const given = await form(
      '/cards/unknown',
      { csrf, refusal: 'refusal-0', name: 'Ana' },
      { cookie },
    );
    expect(given.headers.location).toBe('/members?said=card');
    const cards = await web.send('admin', 'GET', '/api/v1/cards?uid=04FFEE11223344');
    expect(cards.json).toMatchObject({ items: [{ memberId: expect.stringMatching(/^m_/) }] });
    expect((await get('/members', { cookie })).body).not.toContain('refusal-0');
  });

  test('a wrong card number stays in its field, with what is expected', async () => {
    const { cookie, csrf } = await signIn();
    const answer = await form('/members', { csrf, name: 'Ana', uid: '04A1' }, { cookie });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('value="04A1"');
    expect(answer.body).toMatch(/aria-invalid="true" aria-describedby="field-uid-said"/);
    expect((await web.send('staff', 'GET', '/api/v1/members')).json).toMatchObject({ items: [] });
  });

  test('a page that is not there, and one not for this role, say so in words', async () => {
    const { cookie } = await signIn('viewer');
    const missing = await get('/nothing', { cookie });
    expect([missing.statusCode, missing.body]).toEqual([
      404,
      expect.stringContaining('Cette page n’existe pas'),
    ]);
    const refused = await get('/members', { cookie });
    expect([refused.statusCode, refused.body]).toEqual([
      403,
      expect.stringContaining('Votre rôle ne permet pas cela'),
    ]);
  });

  test('files are kept by the browser for good, under names of their content', async () => {
    const { body } = await get('/sign-in');
    const urls = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, url]) => url ?? '',
    );
    expect(urls.length).toBe(3);
    for (const url of urls) {
      const file = await get(url);
      expect([url, file.statusCode]).toEqual([url, 200]);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    expect((await get('/assets/../package.json')).statusCode).toBe(404);
  });
});

describe('the CSV', () => {
  const csv = '/rapport/badgeuse.csv?from=2026-03-12&to=2026-03-12';

  test('for programs: whole uids for an admin, the printed number or a passing id else', async () => {
    await seed(web.deps);
    const seen = await web.send('admin', 'GET', `${csv}&for=machine`);
    expect(seen.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(seen.headers['content-disposition']).toBe(
      'attachment; filename="badgeuse-2026-03-12-2026-03-12.csv"',
    );
    const lines = seen.text.split('\r\n');
    expect(lines[0]).toMatch(/^passage_id,place,area,member_id,member,card,entry_at/);
    expect(lines.length).toBe(9);
    expect(lines[1]).toContain(
      ',2026-03-12T08:52:00+01:00,2026-03-12T12:31:00+01:00,13140,closed,',
    );
    expect(seen.text).toContain('04A1B2C3D4E5');
    const masked = await web.send('staff', 'GET', `${csv}&for=machine`);
    expect(masked.text).not.toContain('04A1B2C3D4E5');
    expect(masked.text).toContain(',card-1,');
  });

  test('for people: in their language, with the same filters as the page', async () => {
    await seed(web.deps);
    const { cookie } = await signIn('viewer');
    const { body } = await get(`${csv}&status=to_check`, { cookie });
    expect(body.startsWith('\uFEFFLieu;')).toBe(true);
    expect(body.trim().split('\r\n').length).toBe(2);
    expect(body).toContain('La Filature;;Loïc Ménétrier;');
  });

  test('working time is only for who may read hours', async () => {
    await seed(web.deps);
    await web.deps.registry.places.patch('filature', { purpose: 'worktime' });
    const staff = await web.send('staff', 'GET', `${csv}&for=machine`);
    expect(staff.text.trim().split('\r\n').length).toBe(1);
    const passages = await web.send('staff', 'GET', '/api/v1/passages?from=2026-03-12');
    expect(passages.json).toMatchObject({ items: [] });
    const admin = await web.send('admin', 'GET', `${csv}&for=machine`);
    expect(admin.text.trim().split('\r\n').length).toBe(8);
  });
});
