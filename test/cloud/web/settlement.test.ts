import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PassageRow } from '../../../cloud/ports/report.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

const hour = 3_600_000;
/** Monday 2 March 2026, 09:00 in Paris. */
const start = Date.UTC(2026, 2, 2, 8);
const month = 'month=2026-03';
let web: WebFixture;
let ofA: string;
let worktimeOfA: string;

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
