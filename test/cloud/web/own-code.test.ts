import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openOwnCodes } from '../../../cloud/store/own-codes.ts';
import { openOwnLinks } from '../../../cloud/store/own-links.ts';
import { eachStore } from '../each-store.ts';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

const dayMs = 86_400_000;
const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

eachStore('short codes', (store) => {
  const withMember = async () => {
    const database = await store.open();
    const member = { id: 'm1', name: 'Noé', email: null, created_at: 1, folded: 'noe' };
    await database.db
      .insertInto('member')
      .values({ ...member, valid_from: null, valid_until: null })
      .execute();
    return { database, codes: openOwnCodes(database) };
  };

  test('open as typed: capitals or not, dash or not, digits that look like letters', async () => {
    const { codes } = await withMember();
    const { typed, code } = await codes.create('m1', 'staff:a', 0, dayMs);
    expect(typed).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const misread = typed.replaceAll('B', '8').replaceAll('S', '5').replaceAll('Z', '2');
    for (const as of [
      typed,
      typed.toLowerCase(),
      ` ${typed.replace('-', ' ')} `,
      misread,
      typed.replace('-', ''),
    ]) {
      const opened = await codes.open(as, 1);
      expect(opened?.link).toMatchObject({ memberId: 'm1', codeId: code.id, expiresAt: 7_200_001 });
    }
    for (const wrong of ['', '-', 'BCDF-GHJK', `${typed}B`, typed.slice(0, -1)])
      expect(await codes.open(wrong, 1)).toBeNull();
  }, 60_000);

  test('are not in the store, end with their time, and take what they opened with them', async () => {
    const { database, codes } = await withMember();
    const { typed, code } = await codes.create('m1', 'staff:a', 0, dayMs);
    const rows = JSON.stringify(await database.db.selectFrom('own_code').selectAll().execute());
    expect(rows).not.toMatch(new RegExp(`${typed}|${typed.replace('-', '')}`, 'i'));
    expect((await codes.open(typed, dayMs - 1000))?.link.expiresAt).toBe(dayMs);
    expect(await codes.open(typed, dayMs)).toBeNull();
    await codes.open(typed, 5);
    await codes.revoke(code.id, 10);
    expect(await codes.open(typed, 11)).toBeNull();
    const links = await database.db.selectFrom('own_link').select('revoked_at').execute();
    expect(new Set(links.map(({ revoked_at }) => revoked_at))).toEqual(new Set([10]));
    await expect(codes.create('nobody', 'staff:a', 0, 1)).rejects.toMatchObject({
      code: 'notFound',
    });
  }, 60_000);

  test('made from a link they take turns, five a day, and end with it', async () => {
    const { database, codes } = await withMember();
    const links = openOwnLinks(database);
    const { link } = await links.create('m1', 'staff:a', 0, 9 * dayMs);
    const made = await Promise.all([1, 2, 3, 4, 5].map((at) => codes.createFrom(link, at)));
    const ended = (await codes.ofMember('m1')).filter(({ revokedAt }) => revokedAt !== null);
    expect(ended).toHaveLength(4);
    expect(made[0]?.code.expiresAt).toBe(7 * dayMs + 1);
    await expect(codes.createFrom(link, dayMs)).rejects.toMatchObject({
      code: 'tooManyRequests',
      details: { seconds: 1 },
    });
    const { code } = await codes.createFrom(link, dayMs + 2);
    await links.revoke(link.id, dayMs + 3);
    expect((await codes.find(code.id))?.revokedAt).toBe(dayMs + 3);
    await expect(codes.createFrom(link, 2 * dayMs)).rejects.toMatchObject({ code: 'notFound' });
  }, 60_000);

  test('an ended member has none', async () => {
    const { database, codes } = await withMember();
    const { typed } = await codes.create('m1', 'staff:a', 0, dayMs);
    await database.db.deleteFrom('member').execute();
    expect(await codes.open(typed, 1)).toBeNull();
  }, 60_000);
});

describe('by page and by API', () => {
  let venue: Awaited<ReturnType<typeof openVenue>>;
  let web: WebFixture;
  let staff: Awaited<ReturnType<typeof signIn>>;
  beforeEach(async () => {
    venue = await openVenue();
    ({ web } = venue);
    staff = await signIn(web, 'staff');
  });
  afterEach(() => venue.close());

  async function codeFor(member: string): Promise<string> {
    const { cookie, csrf } = staff;
    const made = await form(
      web.app,
      `/members/${member}/own-code`,
      { csrf, days: '1' },
      { cookie },
    );
    expect(made.statusCode).toBe(201);
    return /class="own-code-shown">([^<]+)</.exec(made.body)?.[1] ?? '';
  }
  const type = (code: string, from = '203.0.113.7') =>
    form(web.app, '/me', { code }, { 'x-forwarded-for': from });

  test('what staff hand out opens that member’s page, and closes again', async () => {
    const code = await codeFor('m1');
    const { cookie } = staff;
    const after = await get(web.app, '/members/m1/own-link', { cookie });
    expect(after.body).not.toContain(code);
    const opened = await type(code.toLowerCase().replace('-', ' '));
    expect(opened.statusCode).toBe(303);
    const path = String(opened.headers.location);
    expect(path).toMatch(/^\/me\/[\w-]{43}$/);
    const own = await get(web.app, path);
    expect(textOf(own.body)).toContain('Bonjour Noé');
    expect(own.body).toContain(`action="${path}/close"`);
    expect(textOf((await get(web.app, '/members/m1/own-link', { cookie })).body)).toContain(
      'Aucun lien pour l’instant.',
    );
    const closed = await form(web.app, `${path}/close`, {});
    expect(closed.headers.location).toBe('/me?said=closed');
    expect((await get(web.app, path)).statusCode).toBe(404);
    // The code itself is still good, until staff withdraw it.
    const again = String((await type(code)).headers.location);
    const list = (await get(web.app, '/members/m1/own-link', { cookie })).body;
    const revoke = /action="(\/own-codes\/[^"]+\/revoke)"/.exec(list)?.[1] ?? '';
    expect((await form(web.app, revoke, { csrf: staff.csrf }, { cookie })).statusCode).toBe(303);
    expect((await get(web.app, again)).statusCode).toBe(404);
    expect((await type(code)).statusCode).toBe(400);
  });

  test('a link that staff gave is not closed by whoever holds it', async () => {
    const { link, secret } = await web.deps.ownLinks.create(
      'm1',
      'staff:a',
      testNow,
      testNow + dayMs,
    );
    await form(web.app, `/me/${secret}/close`, {});
    expect((await web.deps.ownLinks.find(link.id))?.revokedAt).toBeNull();
  });

  test('a member makes one on the page of their link, in place of the one before', async () => {
    const { link, secret } = await web.deps.ownLinks.create(
      ...(['m1', 'staff:a', testNow, testNow + 3 * dayMs] as const),
    );
    const make = async () => {
      const { statusCode, body } = await form(web.app, `/me/${secret}/code`, {});
      return [
        statusCode,
        /class="own-code-shown">([^<]+)</.exec(body)?.[1] ?? textOf(body),
      ] as const;
    };
    const [status, first] = await make();
    expect(status).toBe(201);
    const own = String((await type(first)).headers.location);
    expect(textOf((await get(web.app, own)).body)).toContain('Bonjour Noé');
    // A code makes no other, on its page or by asking all the same.
    expect((await get(web.app, own)).body).not.toContain('/code');
    expect((await form(web.app, `${own}/code`, {})).statusCode).toBe(404);
    expect((await get(web.app, `/me/${secret}`)).body).not.toContain(first);
    const [, second] = await make();
    expect((await type(first)).statusCode).toBe(400);
    expect((await get(web.app, own)).statusCode).toBe(404);
    expect((await type(second)).statusCode).toBe(303);
    for (let n = 0; n < 3; n++) expect((await make())[0]).toBe(201);
    expect(await make()).toEqual([429, expect.stringContaining('beaucoup de codes aujourd’hui')]);
    const [code] = await web.deps.ownCodes.ofMember('m1');
    expect(code).toMatchObject({ createdBy: `link:${link.id}`, expiresAt: link.expiresAt });
    const { items } = await web.deps.audit.list({ who: 'member:m1' }, { limit: 20, cursor: null });
    expect(items.find(({ id }) => id === code?.id)).toMatchObject({
      verb: 'created',
      memberId: 'm1',
    });
    const shown = await get(web.app, '/members/m1/own-link', { cookie: staff.cookie });
    expect(textOf(shown.body)).toContain('par le membre');
    web.clock.now += dayMs;
    const [, next] = await make();
    expect((await type(next)).statusCode).toBe(303);
    // With the link goes what was made from it.
    const opened = String((await type(next)).headers.location);
    await web.deps.ownLinks.revoke(link.id, web.clock.now);
    expect((await type(next)).statusCode).toBe(400);
    expect((await get(web.app, opened)).statusCode).toBe(404);
    expect((await make())[0]).toBe(404);
  }, 60_000);

  test('a member takes back the code made there, with the pages it opened', async () => {
    const { secret } = await web.deps.ownLinks.create(
      'm1',
      'staff:a',
      testNow,
      testNow + 3 * dayMs,
    );
    const withdraw = `/me/${secret}/code/withdraw`;
    expect((await get(web.app, `/me/${secret}`)).body).not.toContain(withdraw);
    const made = await form(web.app, `/me/${secret}/code`, {});
    const code = /class="own-code-shown">([^<]+)</.exec(made.body)?.[1] ?? '';
    expect(made.body).toContain(withdraw);
    const opened = String((await type(code)).headers.location);
    // Who came by the code takes nothing back.
    expect((await form(web.app, `${opened}/code/withdraw`, {})).statusCode).toBe(404);
    const done = await form(web.app, withdraw, {});
    expect(textOf(done.body)).toContain('Le code est retiré');
    expect(done.body).not.toContain(withdraw);
    expect((await type(code)).statusCode).toBe(400);
    expect((await get(web.app, opened)).statusCode).toBe(404);
    const { items } = await web.deps.audit.list(
      { who: 'member:m1', verb: 'ended' },
      { limit: 9, cursor: null },
    );
    expect(items).toHaveLength(1);
  }, 60_000);

  test('one message for every code that opens nothing', async () => {
    const over = await web.deps.ownCodes.create('m1', 'staff:a', testNow - dayMs, testNow);
    const gone = await web.deps.ownCodes.create('m1', 'staff:a', testNow, testNow + dayMs);
    await web.deps.ownCodes.revoke(gone.code.id, testNow);
    const said = new Set<string>();
    for (const wrong of ['TTTT-ZZZZ', 'x', over.typed, gone.typed, '']) {
      const { statusCode, body } = await type(wrong);
      said.add(`${statusCode} ${textOf(body)}`);
    }
    expect(said.size).toBe(1);
    expect([...said][0]).toMatch(/^400 .*Ce code n’ouvre rien/);
  });

  test('ten wrong codes from one address, or many from everywhere, and nobody tries on', async () => {
    const code = await codeFor('m1');
    for (let n = 0; n < 10; n++) expect((await type('BCDF-GHJK')).statusCode).toBe(400);
    const slow = await type(code);
    expect([slow.statusCode, textOf(slow.body)]).toEqual([
      429,
      expect.stringContaining('Trop de codes essayés.'),
    ]);
    // The API counts with the page, and a neighbour of the same IPv6 network with its own.
    const api = (typed: string, from: string) =>
      web.app.inject({
        method: 'POST',
        url: '/api/v1/own-page',
        headers: { 'x-forwarded-for': from },
        payload: { code: typed },
      });
    expect((await api(code, '203.0.113.7')).statusCode).toBe(429);
    expect((await api(code, '203.0.113.8')).statusCode).toBe(201);
    for (let n = 0; n < 10; n++)
      expect((await api('BCDFGHJK', `2001:db8:1:2::${n + 1}`)).statusCode).toBe(404);
    expect((await api(code, '2001:db8:1:2:ffff::9')).statusCode).toBe(429);
    expect((await api(code, '2001:db8:1:3::1')).statusCode).toBe(201);
    web.clock.now += 16 * 60_000;
    expect((await type(code)).statusCode).toBe(303);
  }, 60_000);

  test('the API makes, lists, opens and withdraws; the code and what is kept of it are told once', async () => {
    const made = await web.send('staff', 'POST', '/api/v1/members/m1/own-codes', { days: 2 });
    const { id, code, url } = made.json as { id: string; code: string; url: string };
    expect([made.status, url]).toEqual([201, expect.stringMatching(/\/me$/)]);
    const list = await web.send('staff', 'GET', '/api/v1/members/m1/own-codes');
    expect(list.json).toMatchObject({ items: [{ id, memberId: 'm1', revokedAt: null }] });
    expect(list.text).not.toMatch(new RegExp(`${code}|hash`, 'i'));
    const opened = await web.send(null, 'POST', '/api/v1/own-page', { code });
    const own = new URL((opened.json as { url: string }).url).pathname;
    expect((await get(web.app, own)).statusCode).toBe(200);
    expect((await web.send('viewer', 'POST', '/api/v1/members/m1/own-codes', {})).status).toBe(403);
    expect((await web.send('staff', 'DELETE', `/api/v1/own-codes/${id}`)).status).toBe(204);
    expect((await get(web.app, own)).statusCode).toBe(404);
    expect((await web.send('staff', 'GET', '/api/v1/members/nobody/own-codes')).status).toBe(404);
    const link = await web.send('staff', 'POST', '/api/v1/members/m1/own-links', {});
    const linkId = (link.json as { id: string }).id;
    expect((await web.send('staff', 'DELETE', `/api/v1/own-links/${linkId}`)).status).toBe(204);
    const links = await web.send('staff', 'GET', '/api/v1/members/m1/own-links');
    expect(links.json).toMatchObject({ items: [{ id: linkId, revokedAt: expect.any(String) }] });
  });
});
