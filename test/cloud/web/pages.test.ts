import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keyFingerprint } from '../../../shared/wire/fingerprint.ts';
import { seed } from '../../web/seed.ts';
import { cookieOf, form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
});
afterEach(() => web.close());

describe('pages', () => {
  test('a person who is not signed in is brought to the door and back', async () => {
    const answer = await get(web.app, '/rapport/badgeuse/?from=2026-03-01');
    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      '/sign-in?next=%2Frapport%2Fbadgeuse%2F%3Ffrom%3D2026-03-01',
    ]);
    const program = await web.send(null, 'GET', '/rapport/badgeuse/');
    expect([program.status, program.json]).toMatchObject([401, { code: 'notSignedIn' }]);
  });

  test('the language is the browser’s until one chooses, and then stays', async () => {
    expect(
      (await get(web.app, '/sign-in', { 'accept-language': 'de, en;q=0.8, fr;q=0.5' })).body,
    ).toContain('<html lang="en">');
    expect((await get(web.app, '/sign-in', { 'accept-language': 'de' })).body).toContain(
      '<html lang="fr">',
    );
    const chosen = await form(web.app, '/language', { language: 'en', next: '/sign-in' });
    expect(chosen.headers.location).toBe('/sign-in');
    expect((await get(web.app, '/sign-in', { cookie: cookieOf(chosen) })).body).toContain(
      'Your name',
    );
  });

  test('the report: days, totals, every status with a word, until when it is complete', async () => {
    await seed(web.deps);
    const { cookie } = await signIn(web, 'viewer');
    const { body } = await get(web.app, '/rapport/badgeuse/', { cookie });
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
    const { cookie } = await signIn(web, 'staff');
    const rows = async (query: string) =>
      [
        ...(
          await get(web.app, `/rapport/badgeuse/?from=2026-03-11&to=2026-03-12&${query}`, {
            cookie,
          })
        ).body.matchAll(/class="row row-(\w+)"/g),
      ].map(([, status]) => status);
    expect((await rows('')).length).toBe(11);
    expect(await rows('member=kerguehennec')).toEqual(['closed', 'open']);
    expect(await rows('member=0412')).toEqual(['presence']);
    expect(await rows('status=to_check')).toEqual(['missing_entry', 'missing_exit']);
    expect(await rows('status=auto_closed')).toEqual(['auto_closed']);
    const empty = await get(web.app, '/rapport/badgeuse/?member=personne', { cookie });
    expect(empty.body).toContain('Aucun passage ne correspond.');
    const backwards = await get(web.app, '/rapport/badgeuse/?from=2026-03-12&to=2026-03-01', {
      cookie,
    });
    expect(backwards.statusCode).toBe(400);
  });

  test('nothing set up yet says what to do first', async () => {
    const { cookie } = await signIn(web);
    expect((await get(web.app, '/rapport/badgeuse/', { cookie })).body).toContain(
      'Présentez une première carte.',
    );
    expect((await get(web.app, '/', { cookie })).body).toContain('Personne n’est là.');
    expect((await get(web.app, '/members', { cookie })).body).toContain(
      'Aucun membre pour l’instant.',
    );
  });

  test('a name is text, whatever it holds', async () => {
    const { cookie, csrf } = await signIn(web);
    await form(web.app, '/members', { name: '<img src=x onerror=alert(1)>', csrf }, { cookie });
    const { body } = await get(web.app, '/members', { cookie });
    expect(body).toContain('&lt;img src=x');
    expect(body).not.toContain('<img');
  });

  test('an unknown card is given in one step, and its whole uid never reaches the page', async () => {
    await seed(web.deps);
    const { cookie, csrf } = await signIn(web, 'staff');
    const before = await get(web.app, '/members', { cookie });
    expect(before.body).toContain('04FF…3344');
    expect(before.body).not.toContain('04FFEE11223344');
    const nobody = await form(
      web.app,
      '/cards/unknown',
      { csrf, refusal: 'refusal-0' },
      { cookie },
    );
    expect([nobody.statusCode, nobody.body]).toEqual([
      400,
      expect.stringContaining('Choisissez un membre, ou donnez un nom.'),
    ]);
    const given = await form(
      web.app,
      '/cards/unknown',
      { csrf, refusal: 'refusal-0', name: 'Ana' },
      { cookie },
    );
    expect(given.headers.location).toMatch(/^\/members\/m_\w+\?said=given$/);
    const cards = await web.send('admin', 'GET', '/api/v1/cards?uid=04FFEE11223344');
    expect(cards.json).toMatchObject({ items: [{ memberId: expect.stringMatching(/^m_/) }] });
    expect((await get(web.app, '/members', { cookie })).body).not.toContain('refusal-0');
    const again = await form(
      web.app,
      '/cards/unknown',
      { csrf, refusal: 'refusal-0', name: 'Bo' },
      { cookie },
    );
    expect([again.statusCode, again.body]).toEqual([
      409,
      expect.stringContaining('Cette carte est déjà à Ana.'),
    ]);
    expect((await web.send('staff', 'GET', '/api/v1/members?q=bo')).json).toMatchObject({
      items: [],
    });
  });

  test('a wrong card number stays in its field, with what is expected', async () => {
    const { cookie, csrf } = await signIn(web);
    const answer = await form(web.app, '/members', { csrf, name: 'Ana', uid: '04A1' }, { cookie });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('value="04A1"');
    expect(answer.body).toMatch(/aria-invalid="true" aria-describedby="field-uid-said"/);
    expect((await web.send('staff', 'GET', '/api/v1/members')).json).toMatchObject({ items: [] });
  });

  test('a device is let in by its code, once its fingerprint was seen', async () => {
    await web.send('admin', 'POST', '/api/v1/places', {
      id: 'demo',
      name: 'Demo',
      timeZone: 'Europe/Paris',
    });
    const { cookie, csrf } = await signIn(web, 'staff');
    const publicKey = 'A'.repeat(43);
    const { userCode, deviceCode } = await web.deps.claims.open(
      { publicKey, serial: 'abc' },
      testNow,
    );
    const wrong = await form(web.app, '/devices/code', { csrf, userCode: 'ZZZZ-ZZZZ' }, { cookie });
    expect([wrong.statusCode, wrong.body]).toEqual([
      400,
      expect.stringContaining('Aucun lecteur ne montre ce code.'),
    ]);
    const shown = await form(web.app, '/devices/code', { csrf, userCode }, { cookie });
    expect(shown.body).toContain(keyFingerprint(publicKey, web.deps.cloudKey.publicKey));
    const answers = { csrf, userCode, placeId: 'demo', direction: 'toggle', door: 'yes' };
    const nameless = await form(web.app, '/devices/approve', answers, { cookie });
    expect([nameless.statusCode, nameless.body]).toEqual([
      400,
      expect.stringContaining('Donnez un nom.'),
    ]);
    const named = { ...answers, name: 'Entrée' };
    const approved = await form(web.app, '/devices/approve', named, { cookie });
    expect(approved.headers.location).toBe('/devices?said=joined');
    const collected = await web.deps.claims.collect(deviceCode, testNow);
    expect(collected).toMatchObject({ ca: null });
    const point = await web.send('admin', 'GET', '/api/v1/access-points/entree');
    expect(point.json).toMatchObject({ deviceId: collected?.id, doorId: 'entree-door' });
    expect((await get(web.app, '/devices', { cookie })).body).toContain('Jamais entendu');

    // Its disk died, or it was told to make another key: staff say which device it is.
    const key = { publicKey: 'B'.repeat(43), serial: 'abc' };
    const again = await web.deps.claims.open(key, testNow);
    const same = { csrf, userCode: again.userCode };
    const known = await form(web.app, '/devices/code', same, { cookie });
    const option = new RegExp(`<option value="${collected?.id}"[^>]*>[^<]*avec une autre clé`);
    expect(known.body).toMatch(option);
    const there = { ...same, placeId: 'demo', deviceId: collected?.id ?? '' };
    const replaced = await form(web.app, '/devices/approve', there, { cookie });
    expect(replaced.headers.location).toBe('/devices?said=joined');
    const now = await web.deps.claims.collect(again.deviceCode, testNow);
    expect(now?.id).toBe(collected?.id);
    const device = await web.deps.registry.devices.get(collected?.id ?? '');
    expect(device.publicKey).toBe(key.publicKey);
    const kept = await web.send('admin', 'GET', '/api/v1/access-points/entree');
    expect(kept.json).toMatchObject({ deviceId: collected?.id, doorId: 'entree-door' });
  });

  test('a page that is not there, and one not for this role, say so in words', async () => {
    const { cookie } = await signIn(web, 'viewer');
    const missing = await get(web.app, '/nothing', { cookie });
    expect([missing.statusCode, missing.body]).toEqual([
      404,
      expect.stringContaining('Cette page n’existe pas'),
    ]);
    const refused = await get(web.app, '/members', { cookie });
    expect([refused.statusCode, refused.body]).toEqual([
      403,
      expect.stringContaining('Votre rôle ne permet pas cela'),
    ]);
  });

  test('files are kept by the browser for good, under names of their content', async () => {
    const { body } = await get(web.app, '/sign-in');
    const urls = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, url]) => url ?? '',
    );
    expect(urls.length).toBe(4);
    for (const url of urls) {
      const file = await get(web.app, url);
      expect([url, file.statusCode]).toEqual([url, 200]);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    expect((await get(web.app, '/assets/../package.json')).statusCode).toBe(404);
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
    const { cookie } = await signIn(web, 'viewer');
    const { body } = await get(web.app, `${csv}&status=to_check`, { cookie });
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
    const totals = '/rapport/totals.csv?from=2026-03-12&to=2026-03-12&by=member&for=machine';
    const linesFor = async (role: 'staff' | 'admin') =>
      (await web.send(role, 'GET', totals)).text.trim().split('\r\n').length;
    expect(await linesFor('staff')).toBe(1);
    expect(await linesFor('admin')).toBeGreaterThan(5);
    const sums = await web.send('staff', 'GET', '/api/v1/totals?from=2026-03-12&by=member');
    expect(sums.json).toMatchObject({ items: [] });
    const pageFor = async (role: 'staff' | 'admin') => {
      const { cookie } = await signIn(web, role, role);
      return (await get(web.app, '/members/member-4', { cookie })).body;
    };
    expect(await pageFor('staff')).not.toContain('visit-times');
    expect(await pageFor('admin')).toContain('visit-times');
  });
});
