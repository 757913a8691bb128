import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { openDelivery } from '../../../cloud/delivery/open-delivery.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { type FakeFedow, fakeFedow } from '../../fakes/fedow/server.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let fake: FakeFedow;
let database: Database;
let web: WebFixture;
let connected: ReturnType<typeof openDelivery>;
let ingest: ReturnType<typeof createIngest>;
const device = testDevice('reader');
const changes = createAnnouncer();
let seq = 0;

beforeAll(async () => {
  fake = await fakeFedow();
  database = await openDatabase({ url: null, path: ':memory:' });
  await seedPlace(database, [device]);
  connected = openDelivery(
    database,
    newKeyPair().privateKey,
    { publicUrl: null, webhookHosts: [fake.domain] },
    {
      ...{ places: openTestRegistry(database, () => testNow).places, changes },
      ...{ clock: systemClock, timers: systemTimers, logger: silentLogger },
    },
  );
  web = await webFixture(connected.ports, database);
  ingest = createIngest(database, createPairing({ remember: true }));
  const { registry } = web.deps;
  await registry.members.create({ id: 'ada', name: 'Ada', email: 'ada@example.org' });
  await registry.cards.create({ id: 'c-ada', uid: '04A1B2C3', memberId: 'ada' });
  await registry.assets.create({ id: 'time', placeId: 'demo', name: 'Temps', category: 'TIM' });
  await registry.items.create({
    id: 'bench',
    placeId: 'demo',
    assetId: 'time',
    name: 'Badge FEDOW',
  });
}, 60_000);
afterAll(async () => {
  await connected?.stop();
  await web?.close();
  await database?.close();
  await fake?.close();
});

async function tap(item: string | null = 'bench'): Promise<string> {
  const { id } = device.punch({
    ...{ at: testNow + ++seq * 60_000, memberRef: 'ada', uid: '04A1B2C3' },
    ...(item !== null && { item }),
  });
  const payload = device.batch(seq, seq);
  await ingest.journal({ device: device.id, payload, receivedAt: testNow });
  changes.announce({ device: null });
  return id;
}

interface Delivered {
  readonly punchId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly receipt: Readonly<Record<string, string>> | null;
}

async function settled(url: string, punchId: string): Promise<Delivered> {
  for (;;) {
    const { json } = await web.send('staff', 'GET', `${url}/deliveries`);
    const { items } = json as { items: readonly Delivered[] };
    const found = items.find((one) => one.punchId === punchId);
    if (found && found.state !== 'pending' && found.state !== 'unknown') return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a Fedow is joined by pasting, an item bound, and a punch stands there with its hash', async () => {
  const made = fake.book.newPlace('La Plume', 'plume@example.org');
  const pasted = ` "${fake.book.onboardingString(made, fake.domain)}"\n`;
  const joined = await web.send('admin', 'POST', '/api/v1/fedow', {
    ...{ placeId: 'demo', invitation: pasted },
  });
  expect(joined).toMatchObject({ status: 201, json: { kind: 'fedow', isOn: false } });
  expect(joined.text).not.toMatch(/PRIVATE KEY|Api-Key/);
  const { id } = joined.json as { id: string };
  const url = `/api/v1/connections/${id}`;
  const again = { placeId: 'demo', invitation: pasted };
  expect(await web.send('admin', 'POST', '/api/v1/fedow', again)).toMatchObject({
    ...{ status: 409, json: { code: 'fedowStringUsed' } },
  });
  expect((await web.send('staff', 'POST', `${url}/check`)).json).toEqual({ is: 'well' });

  const bound = await web.send('admin', 'POST', `${url}/binding`, { itemId: 'bench' });
  expect(bound).toMatchObject({ status: 200, json: { isOn: true, settings: { itemId: 'bench' } } });
  const assets = (await web.send('staff', 'GET', `${url}/assets`)).json as { items: object[] };
  expect(assets.items).toContainEqual(
    expect.objectContaining({ name: 'Badge FEDOW', category: 'BDG', isOurs: true }),
  );
  // Bound again, by its uuid: nothing is made twice.
  const { settings } = bound.json as { settings: { asset: string } };
  await web.send('admin', 'POST', `${url}/binding`, { itemId: 'bench', asset: settings.asset });
  expect((await web.send('staff', 'POST', `${url}/check`)).json).toEqual({ is: 'well' });
  const federations = await web.send('staff', 'GET', `${url}/federations`);
  expect(federations.status).toBe(200);

  const untold = await tap();
  expect(await settled(url, untold)).toMatchObject({ state: 'notShared', reason: 'holderNotTold' });
  const member = `${url}/members/ada`;
  const early = await web.send('staff', 'POST', `${url}/cards`, { memberId: 'ada' });
  expect(early.status).toBe(409);
  const told = await web.send('staff', 'PATCH', member, { toldOn: '2026-03-12' });
  expect(told.json).toMatchObject({ told: { on: '2026-03-12' }, email: null });

  // Nobody made the card known there yet: it waits for staff, who do and try again.
  const punchId = await tap();
  expect(await settled(url, punchId)).toMatchObject({ state: 'parked', reason: 'cardUnknown' });
  const registered = await web.send('staff', 'POST', `${url}/cards`, { memberId: 'ada' });
  expect(registered.json).toEqual({ registered: 1 });
  const retried = await web.send('staff', 'POST', `${url}/deliveries/${punchId}/retry`);
  expect(retried.status).toBe(204);
  const { state, receipt } = await settled(url, punchId);
  expect({ state, receipt }).toEqual({
    state: 'delivered',
    receipt: expect.objectContaining({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      verdict: 'whole',
    }),
  });

  const other = await tap(null);
  expect(await settled(url, other)).toMatchObject({ state: 'notShared', reason: 'otherItem' });
  expect((await web.send('staff', 'GET', url)).json).toMatchObject({
    ...{ deliveries: { delivered: 1, notShared: 2, parked: 0 }, paused: null },
  });
  const { items } = await web.deps.audit.list({ memberId: 'ada' }, { limit: 20, cursor: null });
  expect(items.map(({ verb }) => verb)).toContain('changed');
}, 60_000);

test('what its kind cannot use is refused, by a sentence and the path of what is at fault', async () => {
  const made = { kind: 'fedow', placeId: 'demo', name: 'x', settings: {}, secrets: {} };
  expect(await web.send('admin', 'POST', '/api/v1/connections', made)).toMatchObject({
    ...{ status: 400, json: { code: 'badRequest', detail: expect.stringMatching(/server/) } },
  });
  const target = { preset: 'employeeCheckin', by: 'User Id', is: 'email' };
  const settings = { address: 'https://erp.example.org', timeZone: 'Europe/Paris', target };
  const frappe = { ...made, kind: 'frappe', settings };
  expect(await web.send('admin', 'POST', '/api/v1/connections', frappe)).toMatchObject({
    status: 400,
    json: {
      ...{ code: 'badRequest', detail: expect.stringContaining('/target/by must match pattern') },
      errors: [{ field: 'settings.target.by', expected: expect.stringMatching(/must match/) }],
    },
  });
  const pasted = { placeId: 'demo', invitation: 'not a string of theirs' };
  expect(await web.send('admin', 'POST', '/api/v1/fedow', pasted)).toMatchObject({
    ...{ status: 400, json: { code: 'fedowStringWrong' } },
  });
  expect((await web.send('staff', 'POST', '/api/v1/fedow', pasted)).status).toBe(403);
});
