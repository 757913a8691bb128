import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Compile } from 'typebox/compile';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { configsOf } from '../../../cloud/store/device-config.ts';
import { decide } from '../../../shared/domain/decide.ts';
import { nothingKnown } from '../../../shared/domain/place-rules.ts';
import { SignedConfig } from '../../../shared/wire/signed.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let database: Database;
let web: WebFixture;
const eve = { date: '2026-12-24', from: '09:00', until: '12:00' };
const path = '/api/v1/schedules/noon';

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'La Filature', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'demo', publicKey: 'A'.repeat(43) });
  await registry.accessPoints.create({ id: 'bloc', deviceId: 'pi-1', direction: 'in' });
  for (const grant of (await registry.grants.list({ limit: 9, cursor: null })).items)
    await registry.grants.remove(grant.id);
  await registry.schedules.create({
    id: 'noon',
    name: 'Midi',
    weekly: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '12:00', until: '22:00' }],
  });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3D4E5F6', number: '77' });
  await registry.grants.create({ groupId: 'everyone', accessPoints: '*', scheduleId: 'noon' });
});
afterEach(async () => {
  await web.close();
  await database.close();
});

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** What the device of the place is sent. */
async function configOf(): Promise<SignedConfig> {
  let sent: SignedConfig | null = null;
  await configsOf(database).refreshConfig('pi-1', {
    ...{ atLeast: 1, mqttUrls: [], renew: false },
    sign: async (config) => {
      sent = config as SignedConfig;
      return 'jws';
    },
  });
  if (sent === null) throw new Error('nothing was signed');
  return sent;
}

test('on its own hours the card enters, on those of the week it does not: API and reader alike', async () => {
  const patched = await web.send('staff', 'PATCH', path, { specialHours: [eve] });
  expect(patched.json).toMatchObject({ specialHours: [eve] });
  const config = await configOf();
  expect(Compile(SignedConfig).Check(config)).toBe(true);
  // A device that knows nothing of special hours reads weeks and closures alone.
  expect(JSON.stringify(config)).not.toContain('special');
  for (const [at, decision] of [
    ['2026-12-24T09:00:00+01:00', 'granted'],
    ['2026-12-24T11:59:00+01:00', 'granted'],
    ['2026-12-24T12:00:00+01:00', 'denied'],
    ['2026-12-24T15:00:00+01:00', 'denied'],
    ['2026-12-23T15:00:00+01:00', 'granted'],
    ['2026-12-25T09:30:00+01:00', 'denied'],
    ['2026-12-25T15:00:00+01:00', 'granted'],
  ] as const) {
    const asked = `accessPointId=bloc&cardId=card&at=${encodeURIComponent(at)}`;
    const { json } = await web.send('staff', 'GET', `/api/v1/decision?${asked}`);
    expect([at, json]).toEqual([at, expect.objectContaining({ decision })]);
    const atReader = decide({
      uid: '04A1B2C3D4E5F6',
      entry: await web.deps.accessRules.entry('demo', '04A1B2C3D4E5F6'),
      accessPoint: { id: 'bloc', direction: 'toggle', area: 'demo', counts: true, pin: null },
      place: config.place,
      schedules: config.schedules,
      now: Date.parse(at),
      clock: 'synced',
      listAgeMs: 0,
      known: nothingKnown,
      pin: 'none',
      unitsNeeded: 0,
    });
    expect([at, atReader.outcome]).toEqual([at, decision]);
  }
});

test('a schedule without such days is sent as it always was', async () => {
  const { schedules } = await configOf();
  expect(schedules).toEqual([
    {
      ...{ id: 'noon', name: 'Midi', closures: [] },
      weekly: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '12:00', until: '22:00' }],
    },
  ]);
});

test('what is no day or no time is refused', async () => {
  for (const wrong of [
    { ...eve, date: '2026-02-30' },
    { ...eve, from: '24:00' },
    { ...eve, until: '' },
    { date: eve.date },
  ])
    expect((await web.send('staff', 'PATCH', path, { specialHours: [wrong] })).status).toBe(400);
  const many = Array.from({ length: 101 }, () => eve);
  expect((await web.send('staff', 'PATCH', path, { specialHours: many })).status).toBe(400);
});

test('typed in the form, told in the sentence, gone from it once it is over', async () => {
  const { cookie, csrf } = await signIn(web, 'staff');
  const { body } = await get(web.app, '/schedules/noon', { cookie });
  expect(textOf(body)).toContain('Jours à horaires particuliers');
  const fields = new URLSearchParams({ csrf, name: 'Midi' });
  for (let day = 1; day <= 7; day++) {
    fields.set(`day-${day}-0-from`, '12:00');
    fields.set(`day-${day}-0-until`, '22:00');
  }
  const line = (date: string, from: string, until: string) => {
    for (const [name, value] of Object.entries({ date, from, until }))
      fields.append(`special-${name}`, value);
  };
  line('2026-12-24', '', '12:00');
  const wrong = await form(web.app, '/schedules/noon', fields, { cookie });
  expect([wrong.statusCode, textOf(wrong.body)]).toEqual([
    400,
    expect.stringContaining('Un horaire particulier a un jour, un début et une fin.'),
  ]);
  expect(wrong.body).toContain('value="2026-12-24"');
  for (const name of ['date', 'from', 'until']) fields.delete(`special-${name}`);
  line('2026-12-31', '18:00', '02:00');
  line('', '', '');
  line('2026-12-24', '20:00', '00:00');
  line('2026-12-24', '09:00', '12:00');
  line('2026-03-01', '09:00', '12:00');
  expect((await form(web.app, '/schedules/noon', fields, { cookie })).statusCode).toBe(303);
  expect((await web.deps.registry.schedules.get('noon')).specialHours).toEqual([
    { date: '2026-03-01', from: '09:00', until: '12:00' },
    eve,
    { date: '2026-12-24', from: '20:00', until: '24:00' },
    { date: '2026-12-31', from: '18:00', until: '02:00' },
  ]);
  const grants = textOf((await get(web.app, '/grants', { cookie })).body);
  expect(grants).toContain(
    'tous les jours de 12 h à 22 h, mais le 24 décembre de 9 h à 12 h et de 20 h à minuit et le 31 décembre de 18 h à 2 h le lendemain',
  );
  expect(grants).not.toContain('1er mars');
  const why = await get(web.app, '/why?who=77&accessPointId=bloc&at=2026-12-24T15:00&cardId=card', {
    cookie,
  });
  expect(textOf(why.body)).toMatch(/Carte refusée.*mais le 24 décembre de 9 h à 12 h/);
});
