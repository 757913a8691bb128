import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { openDelivery } from '../../../cloud/delivery/open-delivery.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { type FakeFedow, fakeFedow } from '../../fakes/fedow/server.ts';
import { type ManualTime, manualTime } from '../../fakes/manual-time.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { type Fields, form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

/** What a person waits for a page, and for what they asked themselves. */
const pageMs = 3_000;
const askedMs = 20_000;

let fake: FakeFedow;
let time: ManualTime;
/** How long each of what is asked may take, in order. */
let patience: number[];
let ended: number;
let database: Database;
let connected: ReturnType<typeof openDelivery>;
let web: WebFixture;
let who: { cookie: string; csrf: string };
let path: string;

beforeEach(async () => {
  time = manualTime(testNow);
  patience = [];
  ended = 0;
  const timers = {
    ...time,
    after(ms: number, run: () => void) {
      patience.push(ms);
      const cancel = time.after(ms, run);
      return () => {
        ended++;
        cancel();
      };
    },
  };
  fake = await fakeFedow({ now: time.now });
  database = await openDatabase({ url: null, path: ':memory:' });
  await seedPlace(database, [testDevice('reader')]);
  connected = openDelivery(
    database,
    newKeyPair().privateKey,
    { publicUrl: null, webhookHosts: [fake.domain] },
    {
      places: openTestRegistry(database, time.now).places,
      ...{ changes: createAnnouncer(), clock: time, timers, logger: silentLogger },
    },
  );
  web = await webFixture(connected.ports, database);
  const { registry } = web.deps;
  await registry.assets.create({ id: 'time', placeId: 'demo', name: 'Temps', category: 'TIM' });
  await registry.items.create({ id: 'bench', placeId: 'demo', assetId: 'time', name: 'Établi' });
  who = await signIn(web);
  const made = fake.book.newPlace('La Plume', 'plume@example.org');
  const invitation = fake.book.onboardingString(made, fake.domain);
  const joined = await send('/connections/new/fedow', { placeId: 'demo', invitation });
  path = String(joined.headers.location).replace('?said=added', '');
  const other = fake.book.newPlace('La Ruche', 'ruche@example.org');
  await send(`${path}/binding`, { itemId: 'bench', asset: '' });
  await send(`${path}/federations`, { name: 'Fil', placeUuid: other.uuid });
  await connected.readBack();
}, 60_000);
afterEach(async () => {
  // Whoever waits for it is hung up on.
  await fake?.close();
  await connected?.stop();
  await web?.close();
  await database?.close();
});

const send = (url: string, fields: Fields) =>
  form(web.app, url, { csrf: who.csrf, ...fields }, { cookie: who.cookie });
const textOf = (body: string) =>
  body
    .slice(body.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
/** From now on it takes what is asked, and never answers. */
function hang(): void {
  fake.moodOf = () => 'lost';
  fake.asks.length = 0;
  patience.length = 0;
  ended = 0;
}
const held = (...asks: readonly string[]) =>
  waitFor(asks.join(), () => asks.every((one) => fake.asks.includes(one)));
const both = ['GET /asset/', 'GET /federation/'] as const;

test('the page comes with what is known while that Fedow still holds both its questions', async () => {
  hang();
  const asked = get(web.app, `${path}?item=bench`, { cookie: who.cookie });
  // Neither was answered: the second does not wait for the first.
  await held(...both);
  time.advance(pageMs);
  const { body, statusCode } = await asked;
  expect(statusCode).toBe(200);
  expect(body).toContain(`href="${path}?item=bench"`);
  const text = textOf(body);
  expect(text).toMatch(/FEDOW n’a pas répondu à temps\. .* Réessayer/);
  expect(text).toMatch(/« Établi » sont notées sur l’asset Établi\. Dernière lecture : .*18:04/);
  expect(text).toMatch(/Fédérations Elles n’ont pas pu être lues\./);
  expect(text).not.toMatch(/Aucune jusqu’ici/);
  // All that could be chosen is a new asset.
  expect(body).not.toContain(`action="${path}/binding"`);
  expect(text).toMatch(/Un article se relie quand la liste/);

  fake.moodOf = () => 'well';
  const again = await get(web.app, path, { cookie: who.cookie, 'accept-language': 'fr' });
  expect(again.body).not.toContain('role="alert"');
  expect(again.body).toContain(`action="${path}/binding"`);
  expect(textOf(again.body)).toMatch(/Fédérations Fil Lieux : .*La Ruche/);
});

test('one that answers half is shown by that half', async () => {
  hang();
  fake.moodOf = (asked) => (asked === '/federation/' ? 'lost' : 'well');
  const asked = get(web.app, path, { cookie: who.cookie, 'accept-language': 'en' });
  await held(...both);
  await waitFor('the other half', () => ended === 1);
  time.advance(pageMs);
  const { body } = await asked;
  expect(textOf(body)).toMatch(/FEDOW did not answer in time\. .* Try again/);
  expect(textOf(body)).toMatch(/They could not be read\./);
  expect(body).toContain(`action="${path}/binding"`);
});

test('what staff ask for is waited for longer than the page that then says how it went', async () => {
  hang();
  const asked = send(`${path}/binding`, { itemId: 'bench', asset: '' });
  await waitFor('its question', () => fake.asks.length > 0);
  expect(patience).toEqual([askedMs]);
  time.advance(askedMs);
  await held(...both);
  expect(patience).toEqual([askedMs, pageMs, pageMs]);
  time.advance(pageMs);
  const { body, statusCode } = await asked;
  expect(statusCode).toBe(400);
  expect(body.split('n’a pas répondu à temps')).toHaveLength(2);
});

test('where asking again helps nobody it is not offered', async () => {
  const { id = '' } = (await web.deps.connections.list('*'))[0] ?? {};
  const lost = { secrets: '' };
  await database.db.updateTable('connection').set(lost).where('id', '=', id).execute();
  const text = textOf((await get(web.app, path, { cookie: who.cookie })).body);
  expect(text).toMatch(/Les clés de cette connexion manquent/);
  expect(text).not.toMatch(/Réessayer/);
});
