import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { openDelivery } from '../../../cloud/delivery/open-delivery.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { openPersonalData } from '../../../cloud/store/personal-data.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import type { WebDeps } from '../../../cloud/web/deps.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { type FakeFedow, fakeFedow } from '../../fakes/fedow/server.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { type Joined, join, newCard } from '../connectors/fedow/joined.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

const hour = 3_600_000;
const ada = '04A1B2C3';
const stranger = '52BE6543';
const time = manualTime(testNow - 8 * hour);
const device = testDevice('reader');

const folder = mkdtempSync(pathOf(process.env['TEST_RUN_FOLDER'] ?? tmpdir(), 'pooled-'));

let fake: FakeFedow;
let database: Database;
let web: WebFixture;
let connected: ReturnType<typeof openDelivery>;
let passages: ReturnType<typeof openPassageReader>;
let them: Joined;
let url = '';
let id = '';

/** Our place is where the asset comes from; La Ruche has a till of its own. */
beforeAll(async () => {
  fake = await fakeFedow({ now: time.now });
  database = await openDatabase({ url: null, path: pathOf(folder, 'cloud.db') });
  await seedPlace(database, [device]);
  connected = openDelivery(
    database,
    newKeyPair().privateKey,
    { publicUrl: null, webhookHosts: [fake.domain] },
    {
      ...{ places: openTestRegistry(database, time.now).places, changes: createAnnouncer() },
      ...{ clock: time, timers: systemTimers, logger: silentLogger },
    },
  );
  passages = openPassageReader(database);
  web = await webFixture({ ...connected.ports, passages } as Partial<WebDeps>, database);
  const { registry } = web.deps;
  await registry.members.create({ id: 'ada', name: 'Ada' });
  await registry.cards.create({ id: 'c-ada', uid: ada, memberId: 'ada' });
  await registry.assets.create({ id: 'time', placeId: 'demo', name: 'Temps', category: 'TIM' });
  const item = { id: 'bench', placeId: 'demo', assetId: 'time', name: 'Badge' };
  await registry.items.create(item);
  await registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });

  const made = fake.book.newPlace('La Plume', 'plume@example.org');
  const invitation = fake.book.onboardingString(made, fake.domain);
  const joined = await web.send('admin', 'POST', '/api/v1/fedow', { placeId: 'demo', invitation });
  id = (joined.json as { id: string }).id;
  url = `/api/v1/connections/${id}`;
  expect((await web.send('staff', 'GET', `${url}/pool`)).status).toBe(404);
  await web.send('admin', 'POST', `${url}/binding`, { itemId: 'bench' });
  them = await join(fake, 'La Ruche');
  await them.client.registerCards([newCard('AA0000B2', true), newCard(ada), newCard(stranger)], 1);
}, 60_000);
afterAll(async () => {
  await connected?.stop();
  await web?.close();
  passages?.close();
  await database?.close();
  await fake?.close();
  rmSync(folder, { recursive: true });
});

const assetOf = async (): Promise<string> => {
  const { json } = await web.send('staff', 'GET', url);
  return (json as { settings: { asset: string } }).settings.asset;
};

test('the asset is shared with another place there; on one that is not ours only we may be let in', async () => {
  const asset = await assetOf();
  const shared = { name: 'Ruches et plumes', placeUuid: them.place.placeUuid };
  expect((await web.send('staff', 'POST', `${url}/federations`, shared)).status).toBe(403);
  const made = await web.send('admin', 'POST', `${url}/federations`, shared);
  const federation = { name: shared.name, places: ['La Plume', 'La Ruche'], assets: [asset] };
  expect(made).toMatchObject({ status: 200, json: federation });
  await web.send('admin', 'POST', `${url}/federations`, shared);
  expect(fake.book.federations).toHaveLength(1);
  const listed = (await web.send('staff', 'GET', `${url}/federations`)).json;
  expect(listed).toMatchObject({ items: [federation] });

  const uuid = '99999999-2222-4333-8444-555555555555';
  await them.client.makeTimeClockAsset({ uuid, name: 'Miel' });
  const theirs = { name: 'Miel', asset: uuid };
  const pushed = await web.send('admin', 'POST', `${url}/federations`, {
    ...{ ...theirs, placeUuid: them.place.placeUuid },
  });
  expect(pushed).toMatchObject({
    status: 400,
    json: { detail: expect.stringMatching(/La Ruche/) },
  });
  const own = await web.send('admin', 'POST', `${url}/federations`, theirs);
  expect(own.json).toMatchObject({ places: ['La Ruche', 'La Plume'] });
});

test('passages of every venue are in one report: page, CSV and API, with what is foreign marked', async () => {
  const asset = await assetOf();
  const tap = (tag: string, metadata: Record<string, string> = {}) =>
    them.client.sendPunch({ tag, primaryTag: 'AA0000B2', asset, metadata });
  const ingest = createIngest(database, createPairing({ remember: true }));
  for (const at of [time.now(), time.now() + 6 * hour])
    device.punch({ at, memberRef: 'ada', uid: ada });
  await ingest.journal({ device: device.id, payload: device.batch(1, 2), receivedAt: testNow });
  time.advance(hour);
  await tap(ada);
  await tap(stranger, { direction: 'in', punched_at: new Date(time.now()).toISOString() });
  time.advance(2 * hour);
  await tap(ada);
  await tap(stranger, { direction: 'out', punched_at: new Date(time.now()).toISOString() });
  time.advance(5 * hour);
  await connected.readBack();

  const pool = (await web.send('staff', 'GET', `${url}/pool`)).json;
  expect(pool).toMatchObject({
    ...{ isOurs: true, assetName: 'Badge', originName: 'La Plume', problem: null },
    ...{ venues: [{ name: 'La Ruche' }], readAt: new Date(time.now()).toISOString() },
    chain: { blocks: 5, forks: 0, broken: 0, unjudged: 0 },
  });
  type Passages = { items: { isForeign: boolean; card: string | null; memberId: string }[] };
  const all = (await web.send('admin', 'GET', `/api/v1/passages?pool=${id}`)).json as Passages;
  expect(all.items.map((one) => [one.isForeign, one.memberId, one.card]).toSorted()).toEqual([
    [false, 'ada', ada],
    [true, null, stranger],
    [true, 'ada', ada],
  ]);
  // Not beside our own, where nobody asked for it.
  const mine = (await web.send('admin', 'GET', '/api/v1/passages')).json as Passages;
  expect(mine.items.map(({ isForeign }) => isForeign)).toEqual([false]);

  const { cookie } = await signIn(web);
  const page = (await get(web.app, `/rapport/badgeuse/?pool=${id}`, { cookie })).body;
  expect(page).toContain('Badge vient de La Plume. FEDOW vous dit les passages de tous les lieux');
  expect(page.match(/<span>autre lieu<\/span>/g)).toHaveLength(2);
  expect(page).toContain(`Carte ${stranger}`);
  expect(page.match(/Heure incertaine/g)).toHaveLength(2);
  // At two places at once: both are counted, and marked.
  expect(page).toContain('en même temps à La Ruche');
  // Who may not see numbers of cards sees none of theirs either.
  const sol = await signIn(web, 'staff', 'Sol');
  const seen = (await get(web.app, `/rapport/badgeuse/?pool=${id}`, sol)).body;
  expect(seen.match(/<span>autre lieu<\/span>/g)).toHaveLength(2);
  expect(seen).not.toContain(stranger);
  const plain = (await get(web.app, '/rapport/badgeuse/', { cookie })).body;
  expect(plain).toContain(`pool=${id}`);
  expect(plain).not.toContain('autre lieu');
  expect(plain).not.toContain('La Ruche');

  const csv = await get(web.app, `/rapport/badgeuse.csv?pool=${id}`, { cookie });
  expect(csv.body.match(/^La Ruche \(autre lieu\);.*$/gm)?.toSorted()).toEqual([
    expect.stringMatching(new RegExp(`;;${stranger};.*;2:00:00;Terminé;La Ruche;La Ruche;;`)),
    expect.stringMatching(/;Ada;.*;Terminé;La Ruche;La Ruche;Heure incertaine;/),
  ]);
  const totals = await get(web.app, `/rapport/totals?by=place&pool=${id}`, { cookie });
  expect(totals.body).toContain('La Ruche (autre lieu)');
  const byPlace = (await web.send('staff', 'GET', `/api/v1/totals?by=place&pool=${id}`)).json;
  expect(byPlace).toMatchObject({ all: { passages: 3, seconds: (6 + 2 + 2) * 3600 } });
});

test('whoever looks after another place is told of none of it, and who looks after this one of all', async () => {
  const inject = async (places: readonly string[], path: string) => {
    const token = await web.deps.identity.createToken('staff', null, testNow, { places });
    return web.app.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
  };
  for (const path of [`/api/v1/passages?pool=${id}`, `/api/v1/totals?pool=${id}`, `${url}/pool`])
    for (const [place, status] of [['far', 404] as const, ['demo', 200] as const])
      expect([path, place, (await inject([place], path)).statusCode]).toEqual([
        path,
        place,
        status,
      ]);
  const { items } = (await inject(['demo'], `/api/v1/passages?pool=${id}`)).json();
  expect(items).toHaveLength(3);
  const { venues } = (await connected.ports.fedowPools.find(id)) ?? { venues: [] };
  const at = await inject(['far'], `/api/v1/passages?place=${venues[0]?.id}`);
  expect(at.json()).toMatchObject({ items: [] });
});

test('what is forgotten at another venue is to be checked, and nobody is led to mend it here', async () => {
  const asset = await assetOf();
  const metadata = { direction: 'out', punched_at: '2026-03-11T12:00:00Z' };
  await them.client.sendPunch({ tag: stranger, primaryTag: 'AA0000B2', asset, metadata });
  await connected.readBack();
  const { cookie } = await signIn(web, 'admin', 'Zoé');
  const page = (await get(web.app, `/rapport/badgeuse/?pool=${id}&status=to_check`, { cookie }))
    .body;
  expect(page).toContain('Entrée manquante');
  expect(page).not.toContain('href="/passages/');
});

test('their own copy of their data holds what another venue told', async () => {
  const { proposals, audit } = web.deps;
  const data = openPersonalData(database, { passages, proposals, audit });
  const told = (await data.of('ada', testNow)).passages;
  expect(told.map(({ entryAccessPointName }) => entryAccessPointName)).toContain('La Ruche');
  expect(told).toHaveLength(2);
});

test('bound to an asset of another venue, the page says who sees all, and shows nothing foreign', async () => {
  const uuid = '99999999-2222-4333-8444-555555555555';
  await web.send('admin', 'POST', `${url}/binding`, { itemId: 'bench', asset: uuid });
  await them.client.sendPunch({ tag: ada, primaryTag: 'AA0000B2', asset: uuid, metadata: {} });
  await connected.readBack();
  const { cookie } = await signIn(web, 'admin', 'Noé');
  const page = (await get(web.app, `/rapport/badgeuse/?pool=${id}`, { cookie })).body;
  expect(page).toContain('Miel vient de La Ruche, et FEDOW dit à ce lieu seul');
  expect(page).not.toContain('autre lieu');
  expect(page).toContain('1 passage');
  expect(await connected.ports.fedowPools.find(id)).toMatchObject({
    ...{ isOurs: false, venues: [], chain: { blocks: 0, broken: 0 } },
  });
});

test('a Fedow that does not answer leaves what is here, and the page says that it is older', async () => {
  fake.moodOf = () => 'failing';
  await connected.readBack();
  fake.moodOf = () => 'well';
  expect(await connected.ports.fedowPools.find(id)).toMatchObject({ problem: 'fedowTroubled' });
  const { cookie } = await signIn(web, 'admin', 'Inès');
  const page = (await get(web.app, `/rapport/badgeuse/?pool=${id}`, { cookie })).body;
  expect(page).toContain('La dernière lecture n’a pas abouti');
});
