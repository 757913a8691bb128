import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { seedDeliveries } from '../../web/seed-deliveries.ts';
import { type Fields, form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let database: Database;
let web: WebFixture;
let cookie: string;
let csrf: string;
const fedow = '/connections/conn-fedow/deliveries';
const dokos = '/connections/conn-dokos/deliveries';

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry } = web.deps;
  const timeZone = 'Europe/Paris';
  await registry.places.create({ id: 'filature', name: 'La Filature', timeZone });
  await registry.devices.create({ id: 'pi-1', placeId: 'filature', publicKey: 'A'.repeat(43) });
  const point = { id: 'ap-0', name: 'Rue des Fileurs', deviceId: 'pi-1' } as const;
  await registry.accessPoints.create({ ...point, direction: 'toggle' });
  for (let n = 1; n <= 7; n++)
    await registry.members.create({ id: `member-${n}`, name: `Personne ${n}` });
  await seedDeliveries(web.deps, database);
  ({ cookie, csrf } = await signIn(web));
});
afterEach(async () => {
  await web.close();
  await database.close();
});

/** The lines of a page, as text, each with whether it has a button. */
async function linesOf(path: string, headers: Fields = {}) {
  const { body, statusCode } = await get(web.app, path, { cookie, ...headers });
  expect(statusCode).toBe(200);
  const main = body.slice(body.indexOf('<ul class="lines deliveries"'), body.indexOf('</main>'));
  return main
    .split('<li>')
    .slice(1)
    .map((line) => ({
      text: line.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '),
      isOffered: line.includes('/retry"'),
    }));
}
const stateOf = async (connectionId: string, punchId: string) => {
  const found = await web.deps.deliveries.ofPunches([punchId]);
  return found.find((one) => one.connectionId === connectionId);
};

test('each punch is there with whose it is, when, where, its state and why, in both languages', async () => {
  const lines = await linesOf(fedow);
  expect(lines.map(({ text }) => text)).toEqual([
    expect.stringMatching(/Personne 1 17:57, Rue des Fileurs Transmise/),
    expect.stringMatching(/Personne 2 17:50.*À débloquer Fedow ne connaît pas cette carte/),
    expect.stringMatching(/Personne 3 17:43.*Incertaine .* 2 essais, prochain essai 18:07/),
    expect.stringMatching(/Personne 4 .*En attente Fedow a lui-même une panne/),
    expect.stringMatching(/Personne 5 .*Non partagée .*informée/),
    expect.stringMatching(/Carte de personne 17:22.*En attente/),
    expect.stringMatching(/Personne 7 11 mars 09:04.*À débloquer/),
  ]);
  expect(lines.map(({ isOffered }) => isOffered)).toEqual([false, ...Array(6).fill(true)]);
  const [, parked] = await linesOf(fedow, { 'accept-language': 'en' });
  expect(parked?.text).toMatch(/Needs you Fedow does not know this card/);
  const { body } = await get(web.app, fedow, { cookie });
  expect(body).toMatch(/Fedow a lui-même une panne\. .*Prochain essai\u00a0: 18:24/);
});

test('one state alone, with how many are in each', async () => {
  expect(await linesOf(`${fedow}?state=parked`)).toHaveLength(2);
  expect(await linesOf(`${fedow}?state=expired`)).toEqual([]);
  expect(await linesOf(`${fedow}?state=nonsense`)).toHaveLength(7);
  const { body } = await get(web.app, `${fedow}?state=expired`, { cookie });
  expect(body).toContain('Aucune lecture dans cet état');
  expect(body).toMatch(/state=parked"[^>]*>À débloquer <b>2<\/b>/);
  expect(body).toMatch(/state=expired" aria-current="true"/);
});

test('where it could be told twice, or too late, no other try is offered, and the page says so', async () => {
  const lines = await linesOf(dokos);
  expect(lines.map(({ isOffered }) => isOffered)).toEqual([false, false, false, true]);
  expect(lines[2]?.text).toMatch(/Incertaine .*Pas de nouvel essai/);
  expect((await get(web.app, dokos, { cookie })).body).toMatch(/pourrait y compter deux fois/);
  expect((await get(web.app, fedow, { cookie })).body).not.toMatch(/pourrait y compter deux fois/);
  const [there] = await linesOf('/punches/tap-3');
  expect(there?.text).toMatch(/Plus d’essai possible\. Elle pourrait y compter deux fois/);
});

test('tried again it waits anew, is written down, and leads back to where one was', async () => {
  const retry = (path: string, back = `${fedow}?state=parked`) =>
    form(web.app, `${path}/retry`, { csrf, back }, { cookie });
  const again = await retry(`${fedow}/tap-2`);
  expect([again.statusCode, again.headers.location]).toEqual([
    303,
    `${fedow}?state=parked&said=again`,
  ]);
  expect(await stateOf('conn-fedow', 'tap-2')).toMatchObject({ state: 'pending', doneAt: null });
  expect((await get(web.app, `${fedow}?said=again`, { cookie })).body).toContain('role="status"');
  const { items } = await web.deps.audit.list({}, { limit: 10, cursor: null });
  expect(items).toContainEqual(expect.objectContaining({ verb: 'commanded', id: 'conn-fedow' }));

  const gone = await retry(`${fedow}/tap-1`, 'https://evil.example/');
  expect(gone.headers.location).toBe('/?said=gone');
  const elsewhere = await retry(`${fedow}/tap-1`, 'https://here.invalid//evil.example/');
  expect(elsewhere.headers.location).toBe('/?said=gone');
  const doubt = await retry(`${dokos}/tap-3`, '');
  expect(doubt.headers.location).toBe(`${dokos}?said=gone`);
  expect(await stateOf('conn-dokos', 'tap-3')).toMatchObject({ state: 'unknown', isForGood: true });
  expect((await get(web.app, `${dokos}?said=gone`, { cookie })).body).toContain('role="alert"');
  expect((await retry(`${fedow}/none`)).statusCode).toBe(404);
});

test('all that wait for somebody are tried again together, not where they would only come too late', async () => {
  const page = async (path: string) => (await get(web.app, path, { cookie })).body;
  expect(await page(`${fedow}?state=parked`)).toContain('Réessayer les 2');
  expect(await page(fedow)).not.toContain('Réessayer les');
  const done = await form(web.app, `${fedow}/retry`, { csrf }, { cookie });
  expect([done.statusCode, done.headers.location]).toEqual([303, `${fedow}?said=again`]);
  expect(await web.deps.deliveries.count('conn-fedow')).toMatchObject({ parked: 0, pending: 4 });
  const { items } = await web.deps.audit.list({}, { limit: 10, cursor: null });
  expect(items).toContainEqual(expect.objectContaining({ after: { retried: 2 } }));
  const none = await web.send('staff', 'POST', '/api/v1/connections/conn-fedow/retry');
  expect(none).toMatchObject({ status: 200, json: { retried: 0 } });
  const late = await web.send('staff', 'POST', '/api/v1/connections/conn-dokos/retry');
  expect(late.status).toBe(409);
  expect(await web.deps.deliveries.count('conn-dokos')).toMatchObject({ parked: 1 });
});

test('a long list goes on where its page ended', async () => {
  const rows = Array.from({ length: 60 }, (_, n) => ({
    ...{ punch: `more-${n}`, device: 'pi-1', connection: 'conn-dokos', person: 'card:x' },
    ...{ occurred_at: testNow - n, state: 'expired' as const, reason: 'tooLate', about: null },
    ...{ tries: 1, next_try_at: 0, claimed_until: 0, sending_at: null, maybe_first: null },
    ...{ maybe_last: null, receipt: null, made_at: testNow, done_at: testNow },
  }));
  await database.db.insertInto('delivery').values(rows).execute();
  const { body } = await get(web.app, `${dokos}?state=expired`, { cookie });
  const [, older = ''] = /href="([^"]*before=[^"]*)"/.exec(body) ?? [];
  expect(await linesOf(`${dokos}?state=expired`)).toHaveLength(50);
  expect(older).toMatch(/state=expired/);
  expect(await linesOf(older.replaceAll('&amp;', '&'))).toHaveLength(11);
});

test('a punch shows what each system made of it: of FEDOW the transaction, its hash and the block before', async () => {
  const lines = await linesOf('/punches/tap-1');
  expect(lines[0]?.text).toMatch(/Fédération Dokos Transmise/);
  expect(lines[1]?.text).toMatch(/FEDOW, La Filature Transmise Transaction e3b0c442-\S+ /);
  expect(lines[1]?.text).toMatch(
    / Empreinte du bloc 9f86d081[0-9a-f]{56} Bloc précédent 2c26b46b-/,
  );
  expect(lines[1]?.text).toMatch(/ Noté là-bas 17:59 Vérification Empreinte recalculée, identique/);
  const { body } = await get(web.app, '/punches/tap-1', { cookie });
  expect(body).toContain('Lecture du jeudi 12 mars à 17:57');
  expect(body).toContain('href="/members/member-1"');
  expect((await get(web.app, '/punches/none', { cookie })).statusCode).toBe(404);
  const nowhere = { ...(await web.deps.journal.findTap('tap-1')), id: 'alone', kind: 'punch' };
  web.deps.journal.all.push(nowhere as (typeof web.deps.journal.all)[number]);
  const alone = await get(web.app, '/punches/alone', { cookie });
  expect(alone.body).toContain('Aucun autre système n’est prévenu de cette lecture');
});

test('told with another time than is known by now, it says so', async () => {
  await database.db
    .updateTable('delivery')
    .set({ occurred_at: testNow - 3_600_000 })
    .where('punch', '=', 'tap-1')
    .execute();
  const lines = await linesOf('/punches/tap-1');
  expect(lines[1]?.text).toMatch(/Transmise avec une autre heure, 17:04/);
});

test('the API says the same of a punch, at every system', async () => {
  const answer = await web.send('staff', 'GET', '/api/v1/punches/tap-1/deliveries');
  expect(answer).toMatchObject({
    status: 200,
    json: {
      nextCursor: null,
      items: [
        { connection: { id: 'conn-dokos', kind: 'dokos' }, state: 'delivered' },
        {
          connection: { id: 'conn-fedow', kind: 'fedow', name: 'FEDOW, La Filature' },
          ...{ punchId: 'tap-1', state: 'delivered', occurredAt: '2026-03-12T16:57:00.000Z' },
          receipt: { hash: expect.stringMatching(/^9f86/), previous: expect.any(String) },
        },
      ],
    },
  });
  expect((await web.send('viewer', 'GET', '/api/v1/punches/tap-1/deliveries')).status).toBe(403);
  expect((await web.send('staff', 'GET', '/api/v1/punches/none/deliveries')).status).toBe(404);
  const looks = await web.deps.audit.list({ memberId: 'member-1' }, { limit: 5, cursor: null });
  expect(looks.items).toContainEqual(expect.objectContaining({ verb: 'seen', id: 'tap-1' }));
});

test('working time is for those who may see it', async () => {
  await web.deps.registry.places.patch('filature', { purpose: 'worktime' });
  expect(await linesOf(fedow)).toHaveLength(7);
  ({ cookie, csrf } = await signIn(web, 'staff', 'Zoé'));
  expect(await linesOf(fedow)).toEqual([]);
  const { body } = await get(web.app, fedow, { cookie });
  expect(body).not.toContain('Personne 1');
  expect(body).toContain('Le temps de travail n’y est pas');
  expect((await get(web.app, '/punches/tap-1', { cookie })).statusCode).toBe(404);
});
