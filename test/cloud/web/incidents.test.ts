import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFedowReading } from '../../../cloud/store/fedow-reading.ts';
import { tellSuspicions } from '../../../cloud/store/late-taps.ts';
import { wordsOf } from '../../../cloud/web/language.ts';
import { tellReason } from '../../../cloud/web/mishap-words.ts';
import { seedAccessPoint } from '../test-device.ts';
import { form, get, signIn } from './browse.ts';
import { testNow } from './fixture.ts';
import { openVenue } from './venue.ts';

type Venue = Awaited<ReturnType<typeof openVenue>>;
let venue: Venue;
let admin: Awaited<ReturnType<typeof signIn>>;
let staff: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  venue = await openVenue();
  const { device, journal, web } = venue;
  const { registry } = web.deps;
  await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'Europe/Paris' });
  admin = await signIn(web, 'admin', 'Maëlle');
  staff = await signIn(web, 'staff', 'Ana');
  const hours = (n: number) => testNow - n * 3_600_000;
  device.punch({ at: hours(0.5), accessPoint: 'atelier' });
  device.punch({ at: hours(0.4) });
  device.punch({ at: hours(0.3) });
  const lost = [{ from: 5, to: 5, reason: 'damaged' as const }];
  const payload = device.batch(4, 6, { lost });
  await journal.ingest.journal({ device: device.id, payload, receivedAt: testNow });
  device.rollBack(2);
  device.punch({ at: hours(2) });
  const again = device.batch(3, 3);
  await journal.ingest.journal({ device: device.id, payload: again, receivedAt: testNow });
}, 60_000);
afterAll(() => venue?.close());

const page = async (who: { cookie: string }, path = '/incidents') =>
  (await get(venue.web.app, path, who)).body;
const post = (who: { cookie: string; csrf: string }, path: string, fields = {}) =>
  form(venue.web.app, path, { csrf: who.csrf, ...fields }, { cookie: who.cookie });
const list = async (path: string) =>
  (await venue.web.send('admin', 'GET', `/api/v1/${path}`)).json as {
    items: { id: string; kind: string; state: string; closed: unknown }[];
  };
const lastAudit = async () =>
  (await venue.web.deps.audit.list({}, { limit: 1, cursor: null })).items[0];

test('what went wrong is told in words, with its device, its place and what to do', async () => {
  const seen = await page(staff);
  for (const words of [
    'Un enregistrement manque, la mémoire de l’appareil est abîmée.',
    'Deux enregistrements différents portent le même numéro.',
    'reader-door, Demo, ',
    'Le premier reste et compte.',
    'Comparez avec les passages',
  ])
    expect(seen).toContain(words);
  expect(await page(staff, '/')).toContain('2 à regarder');
  // The card of the entry that lost is on no page and in no answer.
  expect(seen).not.toContain('04A1B2C3');
  expect(seen).not.toContain('mis de côté');
  const english = await get(venue.web.app, '/incidents', { ...staff, 'accept-language': 'en' });
  expect(english.body).toContain('Two different entries have the same number.');
});

test('an administrator sees the entries set aside, and puts one back once its cause is gone', async () => {
  const [letter] = (await list('dead-letters?state=open')).items;
  const path = `/dead-letters/${letter?.id}/retry`;
  expect(await page(admin)).toContain('Il nomme le point de passage atelier');
  expect(await page(admin, '/')).toContain('3 à regarder');
  expect((await post(staff, path)).statusCode).toBe(403);
  const still = await post(admin, path);
  expect(still.statusCode).toBe(409);
  expect(still.body).toMatch(/role="alert"[^>]*>Rien n’a changé\. Il nomme le point de passage/);
  await seedAccessPoint(venue.database, venue.device, 'atelier');
  const done = await post(admin, path);
  expect([done.statusCode, done.headers.location]).toEqual([303, '/incidents?said=retried']);
  expect(await lastAudit()).toMatchObject({
    ...{ verb: 'changed', kind: 'deadLetter', id: letter?.id, placeId: 'demo' },
  });
  expect((await list('dead-letters')).items).toEqual([]);
  expect(await page(admin)).toContain('Aucun enregistrement n’est mis de côté.');
  const { items } = await venue.journal.reader.taps('punch', {}, { limit: 9, cursor: null });
  expect(items.map(({ accessPoint }) => accessPoint)).toContain('atelier');
});

test('an incident is closed with a note, on the page as by the API, once, and that is written down', async () => {
  const [one, two] = (await list('incidents?state=open')).items;
  const path = `/incidents/${one?.id}/close`;
  const empty = await post(staff, path, { note: '  ' });
  expect([empty.statusCode, empty.body.includes('Dites ce qui a été fait')]).toEqual([400, true]);
  expect((await post(staff, path, { note: 'regardé' })).headers.location).toBe(
    '/incidents?said=closed',
  );
  expect(await lastAudit()).toMatchObject({
    ...{ verb: 'ended', kind: 'incident', id: one?.id, placeId: 'demo', whoName: 'Ana' },
    after: { note: 'regardé' },
  });
  const again = await post(staff, path, { note: 'moi aussi' });
  expect([again.statusCode, again.body.includes('entre-temps')]).toEqual([409, false]);
  const api = `/api/v1/incidents/${two?.id}`;
  const patch = (body: object) => venue.web.send('staff', 'PATCH', api, body);
  expect((await patch({ state: 'closed', note: ' ' })).status).toBe(400);
  const closed = { state: 'closed', note: 'carte remplacée' };
  expect((await patch(closed)).json).toMatchObject({
    state: 'closed',
    closed: { note: closed.note },
  });
  expect(await patch(closed)).toMatchObject({ status: 409, json: { code: 'conflict' } });
  expect((await list('incidents?state=open')).items).toEqual([]);
  expect((await list('incidents')).items.map(({ state }) => state)).toEqual(['closed', 'closed']);
  expect(await page(staff)).toContain('Rien à regarder.');
  expect(await page(staff, '/')).not.toContain('à regarder');
  const seen = await page(staff, '/incidents?state=closed');
  expect(seen).toContain('Classé par Ana, ');
  expect(seen).toContain('Classé par un programme, ');
});

test('nobody sees or closes what happened at a place that is not theirs', async () => {
  const far = await signIn(venue.web, 'admin', 'Cy', ['annexe']);
  const [one] = (await list('incidents')).items;
  expect(await page(far)).toContain('Rien à regarder.');
  const answer = await post(far, `/incidents/${one?.id}/close`, { note: 'x' });
  expect(answer.statusCode).toBe(404);
  const viewer = await signIn(venue.web, 'viewer', 'Vi');
  expect((await get(venue.web.app, '/incidents', viewer)).statusCode).toBe(403);
  expect(await page(viewer, '/')).not.toContain('/incidents');
});

test('what concerns a place and no device is seen, named and closed there, and nowhere else', async () => {
  const { database, web } = venue;
  const far = await signIn(web, 'staff', 'Dora', ['annexe']);
  const joined = { kind: 'fedow', name: 'F', settings: {}, secrets: {} } as const;
  const { id } = await web.deps.connections.add({ ...joined, placeId: 'annexe' }, testNow);
  const reading = openFedowReading(database, () => undefined);
  await reading.judge({ connectionId: id, uuid: 'x' }, new Map([['y', 'altered']]), testNow);
  const what = 'Dans FEDOW, un passage n’est plus celui qui y fut écrit';
  const seen = await page(far);
  expect(seen).toContain(what);
  expect(seen).toContain('<small>Annexe, ');
  expect(seen).not.toContain('Appareil inconnu');
  expect(await page(far, '/')).toContain('1 à regarder');
  const near = await signIn(web, 'staff', 'Eva', ['demo']);
  expect(await page(near)).not.toContain(what);
  const [one] = (await list('incidents?state=open')).items;
  expect(one).toMatchObject({ kind: 'blocksBroken', placeId: 'annexe' });
  const path = `/incidents/${one?.id}/close`;
  expect((await post(near, path, { note: 'x' })).statusCode).toBe(404);
  expect((await post(far, path, { note: 'vu' })).statusCode).toBe(303);
  expect(await lastAudit()).toMatchObject({ kind: 'incident', placeId: 'annexe' });
});

test.each([
  ['The access point a-b was never assigned to this device.', 'Il nomme le point de passage a-b'],
  ['Its hash does not fit it.', 'empreinte'],
  ['Its seq is not its place in the batch.', 'Son numéro'],
  ['Its seq is not its own.', 'Son numéro'],
  ['No journal comes as far as 4503599627370496.', 'Son numéro'],
  ['It could not be parsed, not even alone.', 'illisible'],
  ['Another entry has its number.', 'a déjà son numéro'],
  ['Its device is not known here.', 'plus connu ici'],
  ['/kind must be equal to one of the allowed values', 'ne connaît pas'],
])('%s is said in words', (reason, said) => {
  expect(tellReason(reason, wordsOf('fr')).what).toContain(said);
});

test('cards and PINs that are tried are told in words, with whose card it is, in both languages', async () => {
  const { database, device, ids, web } = venue;
  const details = { tap: ids.today, minutes: 3 };
  const about = (same: string) => ({ device: device.id, same: [same] as const });
  await tellSuspicions(
    database,
    [
      { kind: 'cardTried', details: { ...details, doors: 7 }, ...about('a') },
      { kind: 'pinGuessed', details: { ...details, times: 6 }, ...about('b') },
      { kind: 'twoPlaces', details: { ...details, tap: 'nobody knows it' }, ...about('c') },
    ],
    testNow,
  );
  const seen = await page(staff);
  for (const words of [
    'Une carte refusée a été essayée à 7 portes en 3\u00a0min. ',
    'Un code a été essayé 6 fois à côté d’une même carte en 3\u00a0min. ',
    'La même personne a badgé dans deux lieux en 3\u00a0min. ',
    'Carte de Noé Béranger.',
    'bloquez-la partout',
  ])
    expect(seen).toContain(words.trimEnd());
  const english = await get(web.app, '/incidents', { ...staff, 'accept-language': 'en' });
  expect(english.body).toContain('A refused card was tried at 7 doors within 3\u00a0min.');
  expect(english.body).toContain('Card of Noé Béranger.');
  expect(english.body).not.toContain('undefined');
});
