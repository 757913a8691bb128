import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PassageRow } from '../../../cloud/ports/report.ts';
import { get as browse, form, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

const hour = 3_600_000;
/** Monday 2 March 2026, 09:00 in Paris. */
const start = Date.UTC(2026, 2, 2, 8);
const month = 'month=2026-03';
let web: WebFixture;
let ofA: string;
let worktimeOfA: string;
let admin: { cookie: string };
let staff: { cookie: string };

const row = (id: string, over: Partial<PassageRow>, at: number, hours: number): PassageRow => ({
  ...{ id, place: 'b', area: over.place ?? 'b', timeZone: 'Europe/Paris' },
  ...{ memberId: 'zoe', memberName: 'Zoé', cardUid: '04A1B2C3', cardNumber: null },
  entry: { at, punchId: id, accessPoint: 'door', by: 'card' },
  exit: { at: at + hours * hour, punchId: `${id}x`, accessPoint: 'door', by: 'card' },
  ...{ entryAccessPointName: 'door', exitAccessPointName: 'door', status: 'closed' },
  ...{ anomalies: [], durationMs: hours * hour, corrected: false },
  ...over,
});

beforeAll(async () => {
  web = await webFixture();
  const { registry, identity, passages } = web.deps;
  for (const [id, name] of [
    ['a', 'La Filature'],
    ['b', 'L’Annexe'],
    ['c', 'Château; Hobbit'],
  ] as const)
    await registry.places.create({ id, name, timeZone: 'Europe/Paris' });
  await registry.places.patch('c', { purpose: 'worktime' });
  for (const [id, homePlaceId] of [
    ['zoe', 'a'],
    ['bea', 'b'],
    ['cyr', 'c'],
  ] as const)
    await registry.members.create({ id, name: id, homePlaceId });
  passages.rows.push(
    row('p1', {}, start, 5),
    row('p2', { memberId: 'bea', place: 'a' }, start, 2),
    row('p3', { memberId: 'cyr', place: 'b' }, start, 2),
    row('p4', { place: 'c' }, start, 8),
    row('p5', { memberId: null, cardUid: '04FFFFFF', place: 'a' }, start, 1),
  );
  ofA = await identity.createToken('staff', 'A', testNow, {
    ...{ places: ['a'], scopes: ['read'] },
  });
  admin = await signIn(web, 'admin', 'Ana');
  staff = await signIn(web, 'staff', 'Bo');
  worktimeOfA = await identity.createToken('staff', 'A2', testNow, {
    ...{ places: ['a'], scopes: ['read', 'hours:read'] },
  });
});
afterAll(() => web.close());

const get = async (path: string, token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await web.app.inject({ url: `/api/v1/${path}`, headers });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json() };
};
const cells = (json: { items: Record<string, unknown>[] }) =>
  json.items.map((cell) => [cell['homePlaceId'], cell['visitedPlaceId'], cell['passages']]);
const agree = (homePlaceId: string, visitedPlaceId: string, terms: object | null) =>
  web.send('admin', 'POST', '/api/v1/settlement-rates', {
    ...{ homePlaceId, visitedPlaceId, since: '2026-01', terms },
  });

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('who sees what', () => {
  test('of every venue: the whole matrix, and nobody’s home as a line of its own', async () => {
    const { json } = await web.send('admin', 'GET', `/api/v1/settlement?${month}`);
    expect(cells(json as never)).toEqual([
      ['a', 'b', 1],
      ['a', 'c', 1],
      ['b', 'a', 1],
      ['c', 'b', 1],
      [null, 'a', 1],
    ]);
  });

  test('of one: what touches it, and of working time only with the right to see it', async () => {
    const plain = (await get(`settlement?${month}`, ofA)).json();
    expect(cells(plain)).toEqual([
      ['a', 'b', 1],
      ['b', 'a', 1],
      [null, 'a', 1],
    ]);
    expect(plain.hidesWorktime).toBe(true);
    const more = (await get(`settlement?${month}`, worktimeOfA)).json();
    expect(cells(more)).toContainEqual(['a', 'c', 1]);
    expect(more.hidesWorktime).toBe(false);
  });

  test('neither statement nor rates of two others', async () => {
    expect((await get(`settlement.pdf?${month}&one=b&other=c`, ofA)).status).toBe(404);
    expect((await get(`settlement.pdf?${month}&one=a&other=nowhere`, ofA)).status).toBe(404);
    expect((await get(`settlement.pdf?${month}&one=a&other=a`, ofA)).status).toBe(404);
    const token = await web.deps.identity.createToken('admin', 'A3', testNow, {
      ...{ places: ['a'], scopes: ['*'] },
    });
    const headers = { authorization: `Bearer ${token}` };
    const payload = { homePlaceId: 'a', visitedPlaceId: 'b', since: '2026-01', terms: null };
    const url = '/api/v1/settlement-rates';
    const answer = await web.app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode).toBe(403);
    expect((await web.send('viewer', 'GET', `/api/v1/settlement?${month}`)).status).toBe(403);
  });
});

describe('what is agreed', () => {
  test('is owed each way and set against each other', async () => {
    const day = { per: 'day', unit: 'EUR', amount: 1_000 };
    expect((await agree('a', 'b', day)).status).toBe(201);
    expect((await agree('b', 'a', { ...day, amount: 800 })).status).toBe(201);
    expect((await agree('c', 'b', { per: 'passage', unit: 'TIM', amount: 50 })).status).toBe(201);
    const { json } = await web.send('admin', 'GET', `/api/v1/settlement?${month}`);
    const { items, pairs } = json as { items: { owed: number | null }[]; pairs: unknown };
    expect(items.map(({ owed }) => owed)).toEqual([1_000, null, 400, 50, null]);
    expect(pairs).toEqual([
      { placeIds: ['a', 'b'], nets: [{ unit: 'EUR', from: 'a', to: 'b', amount: 600 }] },
      { placeIds: ['a', 'c'], nets: [] },
      { placeIds: ['b', 'c'], nets: [{ unit: 'TIM', from: 'c', to: 'b', amount: 50 }] },
    ]);
    expect((await get('settlement-rates', ofA)).json().items).toHaveLength(2);
  });

  test.each([
    [{ per: 'day', unit: 'EUR', amount: -1 }],
    [{ per: 'day', unit: 'EUR', amount: 1e9 }],
    [{ per: 'day', unit: 'ZZZ', amount: 1 }],
    [{ per: 'year', unit: 'EUR', amount: 1 }],
  ])('%j is refused', async (terms) => {
    expect((await agree('a', 'b', terms)).status).toBe(400);
  });
});

describe('the page', () => {
  test('each figure leads to the passages behind it, and to no other', async () => {
    const { cookie } = admin;
    const page = await browse(web.app, `/rapport/settlement?${month}&show=passages`, { cookie });
    expect(page.statusCode).toBe(200);
    const table = /<table class="settlement">.*?<\/table>/s.exec(page.body)?.[0] ?? '';
    const links = [...table.matchAll(/href="([^"]+)">(\d+)</g)];
    expect(links).toHaveLength(5);
    for (const [, href = '', count] of links) {
      const query = href.replaceAll('&amp;', '&').replace(/^.*\?/, '');
      const { json } = await web.send('admin', 'GET', `/api/v1/totals?by=place&${query}`);
      expect([href, (json as { all: { passages: number } }).all.passages]).toEqual([
        href,
        Number(count),
      ]);
    }
    expect(textOf(page.body)).toContain('La Filature doit à L’Annexe');
  });

  test('an administrator of all places agrees on a rate; what is absurd is said at its field', async () => {
    const { cookie } = admin;
    const body = (await browse(web.app, '/rapport/settlement', { cookie })).body;
    const csrf = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const typed = { csrf, home: 'a', visited: 'c', since: '2026-03', per: 'day', unit: 'EUR' };
    const send = (fields: Record<string, string>) =>
      form(web.app, '/rapport/settlement/rates', { ...typed, ...fields }, { cookie });
    for (const [fields, said] of [
      [{ amount: '-5' }, 'Écrivez un montant'],
      [{ amount: 'cinq' }, 'Écrivez un montant'],
      [{ amount: '1000,01' }, 'Écrivez un montant'],
      [{ amount: '5', since: 'mars' }, 'Choisissez un mois de la liste'],
      [{ amount: '5', visited: 'a' }, 'Choisissez deux lieux différents'],
      [{ amount: '5', unit: 'JPY' }, 'Choisissez des euros ou des jetons'],
    ] as const) {
      const refused = await send(fields);
      expect([said, refused.statusCode]).toEqual([said, 400]);
      expect(refused.body).toContain(said);
    }
    const before = (await web.deps.settlements.rates()).length;
    expect((await send({ amount: '7,50' })).statusCode).toBe(303);
    const [set] = await web.deps.settlements.rates();
    expect(set).toMatchObject({ home: 'a', visited: 'c', terms: { amount: 750 } });
    expect(await web.deps.settlements.rates()).toHaveLength(before + 1);
    const seen = await browse(web.app, '/rapport/settlement', { cookie: staff.cookie });
    expect(seen.body).not.toContain('name="amount"');
  });

  test('the statement of a pair, on paper, in both languages', async () => {
    for (const [language, words] of [
      ['fr', ['Règlement entre lieux', 'La Filature – L’Annexe', 'La Filature doit à L’Annexe']],
      ['en', ['Settlement between places', 'Half-days', 'Net: La Filature owes L’Annexe']],
    ] as const) {
      const { cookie } = staff;
      const url = `/rapport/settlement.pdf?${month}&one=a&other=b`;
      const headers = { cookie, 'accept-language': language };
      const pdf = await web.app.inject({ url, headers });
      expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
      const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.rawPayload });
      const plain = text.toString().replace(/\s+/g, ' ');
      for (const word of words) expect(plain).toContain(word);
      expect(plain).toMatch(language === 'fr' ? /6,00 €/ : /€6\.00/);
    }
  });
});

describe('who moves', () => {
  test('takes no figure, link or line of a month with them', async () => {
    const { cookie } = admin;
    const api = async (path: string) => (await web.send('admin', 'GET', `/api/v1/${path}`)).text;
    const report = '/rapport/badgeuse.csv?from=2026-03-01&to=2026-03-31&home=a&for=machine';
    const shown = async () => [
      (await browse(web.app, report, { cookie })).body,
      (await browse(web.app, `/rapport/settlement?${month}&show=passages`, { cookie })).body,
      await api(`settlement?${month}`),
      await api(`settlement.csv?${month}`),
      await api('passages?home=a'),
      await api('totals?home=a'),
      await api('passages?home=b'),
    ];
    const before = await shown();
    expect(before[0]?.trim().split('\r\n')).toHaveLength(3);
    await web.send('admin', 'PATCH', '/api/v1/members/zoe', { homePlaceId: 'b' });
    await web.send('admin', 'DELETE', '/api/v1/members/bea');
    expect(await shown()).toEqual(before);
    await web.send('admin', 'PATCH', '/api/v1/members/zoe', { homePlaceId: 'a' });
  });
});

describe('files', () => {
  test('machine CSV: ids and decimals; for people: names, a comma, and no formula', async () => {
    const machine = await get(`settlement.csv?${month}&for=machine`, ofA);
    const lines = machine.text.trim().split('\r\n');
    expect(lines[0]).toMatch(/^row,month,home,visited,passages,duration_seconds,half_days,days,/);
    expect(lines[1]).toBe('use,2026-03,a,b,1,18000,0,1,0,0,day,10.00,EUR,10.00');
    expect(lines.at(-1)).toBe('use,2026-03,,a,1,3600,1,0,0,0,,,,');
    const all = await web.send('admin', 'GET', `/api/v1/settlement.csv?${month}`);
    expect(all.text).toContain(
      '\r\n2026-03;"Château; Hobbit";L’Annexe;1;2,00;1;0;0;passage;0,50;jetons;0,50\r\n',
    );
    expect(all.text).toContain(';Sans lieu de référence;La Filature;1;');
  });

  test('a link to a month that is none says so, and shows the one that goes on', async () => {
    const { cookie } = await signIn(web, 'admin', 'Lien');
    for (const wrong of ['2026-13', 'mars', '%3Cb%3E']) {
      const shown = await browse(web.app, `/rapport/settlement?month=${wrong}`, { cookie });
      expect(shown.statusCode).toBe(200);
      expect(shown.body).toMatch(/demande un mois qui n’existe pas\. Voici \p{L}+ \d{4}/u);
    }
    const right = await browse(web.app, `/rapport/settlement?${month}`, { cookie });
    expect(right.body).not.toContain('n’existe pas');
  });

  test('a month that is none is refused', async () => {
    expect((await get('settlement?month=2026-13', ofA)).status).toBe(400);
    expect((await get('settlement.csv?month=2026-3', ofA)).status).toBe(400);
  });

  test('looks and files are written down', async () => {
    const { items } = await web.deps.audit.list({}, { limit: 200, cursor: null });
    const told = items.filter((one) => JSON.stringify(one).includes('settlement'));
    expect(new Set(told.map(({ verb }) => verb))).toEqual(new Set(['seen', 'exported']));
  });
});
