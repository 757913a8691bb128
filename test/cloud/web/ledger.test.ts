import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let token: string;
beforeAll(async () => {
  web = await webFixture();
  token = await web.deps.identity.createToken('staff', null, 0);
  await web.deps.registry.places.create({ id: 'demo', name: 'Atelier', timeZone: 'Europe/Paris' });
  await web.deps.registry.members.create({ id: 'ana', name: 'Ana Roux' });
});
afterAll(() => web.close());

const terms = {
  unitsPerHour: 100,
  roundingStepMinutes: 15,
  rounding: 'up',
  freeMinutes: 0,
  minimumUnits: 0,
  missingExitUnits: null,
  prepaidUnits: 0,
};

describe('rates by the API', () => {
  test('an administrator sets one, and everybody reads what it was and is', async () => {
    const of = 'demo';
    const set = await web.send('admin', 'POST', '/api/v1/rates', {
      placeId: of,
      scope: 'area',
      of,
      terms,
    });
    expect([set.status, set.json]).toEqual([201, expect.objectContaining({ placeId: of, terms })]);
    const { json } = await web.send('viewer', 'GET', `/api/v1/rates?placeId=${of}`);
    expect(json).toMatchObject({ items: [{ scope: 'area', of, terms }], nextCursor: null });
  });

  test.each([
    [{ unitsPerHour: -1 }, 400],
    [{ unitsPerHour: 10_001 }, 400],
    [{ freeMinutes: 1_441 }, 400],
    [{ roundingStepMinutes: 7 }, 400],
    [{ prepaidUnits: 100 }, 400],
    [{ minimumUnits: 0.5 }, 400],
  ])('a rate with %j is refused', async (over, status) => {
    const body = { scope: 'area', of: 'demo', terms: { ...terms, ...over } };
    expect((await web.send('admin', 'POST', '/api/v1/rates', body)).status).toBe(status);
  });

  test.each(['0026-03-01T00:00:00Z', '2062-03-01T00:00:00Z'])(
    'a rate from %s has a mistyped year',
    async (since) => {
      const body = { scope: 'area', of: 'demo', terms, since };
      const { status, text } = await web.send('admin', 'POST', '/api/v1/rates', body);
      expect([status, text]).toEqual([400, expect.stringContaining('check its year')]);
    },
  );
});

test('the price on an item’s tile is what is taken: another one is another version of its rate', async () => {
  const { assets, items } = web.deps.registry;
  const asset = await assets.create({ placeId: 'demo', name: 'Jetons', category: 'TIM' });
  const room = await items.create({ assetId: asset.id, name: 'Salle', hundredthsPerHour: 200 });
  await items.patch(room.id, { name: 'Salle Jacquard' });
  await items.patch(room.id, { hundredthsPerHour: 250 });
  const said = (await web.deps.rates.list('*')).filter(({ of }) => of === room.id);
  expect(said.map((one) => one.terms?.unitsPerHour)).toEqual([250, 200]);
  const body = {
    placeId: 'demo',
    scope: 'item',
    of: room.id,
    terms: { ...terms, unitsPerHour: 300 },
  };
  expect((await web.send('admin', 'POST', '/api/v1/rates', body)).status).toBe(201);
  expect((await items.get(room.id)).hundredthsPerHour).toBe(300);
});

describe('tokens by the API', () => {
  const give = (units: number, key?: string) =>
    web.app.inject({
      method: 'POST',
      url: '/api/v1/ledger-entries',
      headers: {
        authorization: `Bearer ${token}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      payload: { memberId: 'ana', units, reason: 'carnet de 5' },
    });
  const balance = async () => (await web.send('staff', 'GET', '/api/v1/members/ana/balance')).json;

  test('are given once for one key, and undone by another entry', async () => {
    expect(await balance()).toEqual({ balance: null });
    const first = await give(500, 'order-17');
    expect([first.statusCode, first.json().to]).toEqual([201, 'member:ana']);
    const again = await give(500, 'order-17');
    expect([again.statusCode, again.json().id]).toEqual([200, first.json().id]);
    expect((await give(700, 'order-17')).statusCode).toBe(409);
    expect((await give(100)).statusCode).toBe(201);
    expect((await give(100)).statusCode).toBe(201);
    expect(await balance()).toEqual({ balance: 700 });

    const url = `/api/v1/ledger-entries/${first.json().id}/reversal`;
    const undone = await web.send('staff', 'POST', url, { reason: 'pas payé' });
    expect([undone.status, undone.json]).toEqual([
      201,
      expect.objectContaining({ kind: 'reversal', reverses: first.json().id, reason: 'pas payé' }),
    ]);
    expect((await web.send('staff', 'POST', url, { reason: 'encore' })).status).toBe(409);
    expect(await balance()).toEqual({ balance: 200 });
    const { json } = await web.send('staff', 'GET', '/api/v1/ledger-entries?memberId=ana&limit=3');
    expect(json).toMatchObject({
      items: [{ kind: 'reversal' }, { kind: 'credit' }, { kind: 'credit' }],
      nextCursor: expect.any(String),
    });
  });

  test.each([0, -100, 0.5, 100_001])('%d units are refused', async (units) => {
    expect((await give(units)).statusCode).toBe(400);
  });
});
