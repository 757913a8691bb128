import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let me: { cookie: string; csrf: string };
beforeAll(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  for (const id of ['a', 'b']) {
    await registry.places.create({ id, name: `Lieu ${id}`, timeZone: 'Europe/Paris' });
    await registry.devices.create({ id: `pi-${id}`, placeId: id, publicKey: id.repeat(43) });
    await registry.accessPoints.create({
      id: `porte-${id}`,
      deviceId: `pi-${id}`,
      direction: 'in',
    });
  }
  for (const { id } of (await registry.grants.list({ limit: 9, cursor: null })).items)
    await registry.grants.remove(id);
  await registry.schedules.create({ id: 'soir', name: 'Soir', placeId: null });
  for (const placeId of ['a', 'b']) {
    const grant = { id: `droit-${placeId}`, placeId, groupId: 'everyone', scheduleId: 'soir' };
    await registry.grants.create({ ...grant, accessPoints: [`porte-${placeId}`] });
  }
  await registry.areas.create({ id: 'salle', placeId: 'a', name: 'Salle' });
  await registry.accessPoints.patch('porte-a', { area: 'salle', name: 'Porte de la salle' });
  me = await signIn(web);
});
afterAll(() => web.close());

const send = (url: string, fields: Record<string, string>, as = me) =>
  form(web.app, url, { csrf: as.csrf, ...fields }, { cookie: as.cookie });

test('what still uses it is named, with the way there', async () => {
  const area = await send('/areas/salle/end', {});
  expect([area.statusCode, area.body]).toEqual([
    400,
    expect.stringContaining('Quelque chose s’en sert'),
  ]);
  expect(area.body).toContain('<a href="/access-points/porte-a">Porte de la salle</a>');
  const schedule = await send('/schedules/soir/end', {});
  expect(schedule.body).toMatch(
    /droit <a href="\/grants\/droit-a">[^<]*porte-a|droit <a href="\/grants\/droit-a">/,
  );
  expect(schedule.body).toContain('href="/grants/droit-b"');
});

test('of another place nothing is told; who may not go there gets no link', async () => {
  const { registry } = web.deps;
  await registry.schedules.create({ id: 'midi', name: 'Midi', placeId: 'a' });
  await registry.grants.create({
    id: 'ici',
    placeId: 'a',
    groupId: 'everyone',
    scheduleId: 'midi',
  });
  await registry.accessPoints.patch('porte-a', { asksPin: true, pinScheduleId: 'midi' });
  const zoe = await signIn(web, 'staff', 'Zoé', ['a']);
  const told = await send('/schedules/midi/end', {}, zoe);
  expect(told.body).toContain('<b>Porte de la salle</b>');
  expect(told.body).toContain('href="/grants/ici"');
  const { usersOf } = await import('../../../cloud/web/used-by.ts');
  const principal = {
    kind: 'token',
    id: 't',
    role: 'staff',
    places: ['a'],
    scopes: ['*'],
  } as const;
  const users = await usersOf(registry, principal, 'schedule', 'soir');
  expect(users.map(({ id }) => id)).toEqual(['droit-a']);
});

test('by the API too', async () => {
  const answer = await web.send('admin', 'DELETE', '/api/v1/areas/salle');
  expect([answer.status, answer.json]).toEqual([
    409,
    expect.objectContaining({
      code: 'inUse',
      usedBy: [{ kind: 'accessPoint', id: 'porte-a', name: 'Porte de la salle' }],
    }),
  ]);
});

test('a grant twice, and openings that overlap, are refused with what to do', async () => {
  const grant = { placeId: 'b', who: 'everyone', where: 'these', accessPoints: 'porte-b' };
  const twice = await send('/grants', { ...grant, scheduleId: 'soir' });
  expect([twice.statusCode, twice.body]).toEqual([
    400,
    expect.stringContaining('Ce droit existe déjà'),
  ]);
  const hours = { 'day-1-0-from': '09:00', 'day-1-0-until': '12:00' };
  const both = { ...hours, 'day-1-1-from': '11:00', 'day-1-1-until': '18:30' };
  const overlapping = await send('/schedules', { name: 'Atelier', ...both });
  expect(overlapping.statusCode).toBe(400);
  expect(overlapping.body).toMatch(/lundi.*de 9.h à 12.h et de 11.h à 18.h.30/);
  expect(overlapping.body).toContain('value="11:00"');
  const touching = { ...both, 'day-1-1-from': '12:00' };
  expect((await send('/schedules', { name: 'Atelier', ...touching })).statusCode).toBe(303);
});

test('how often devices say hello, and how long a list holds, are said on the page of the place', async () => {
  const page = await get(web.app, '/places/a', { cookie: me.cookie });
  const shown = Object.fromEntries(
    [
      ...page.body.matchAll(/<input[^>]*name="(\w+)"[^>]*type="(?:text|number)" value="([^"]*)"/g),
    ].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  expect(shown).toMatchObject({ helloSeconds: '30', listMaxAgeDays: '30' });
  const place = await web.deps.registry.places.get('a');
  const fields = {
    ...{ name: place.name, timeZone: place.timeZone, language: place.language },
    ...{ maxVisitMinutes: '720', missingExit: 'flag', debounceSeconds: '5', purpose: 'usage' },
  };
  const saved = await send('/places/a', { ...fields, helloSeconds: '60', listMaxAgeDays: '7' });
  expect(saved.statusCode).toBe(303);
  const now = await web.deps.registry.places.get('a');
  expect([now.helloSeconds, now.listMaxAgeDays]).toEqual([60, 7]);
  const wrong = await send('/places/a', { ...fields, helloSeconds: '2', listMaxAgeDays: '7' });
  expect([wrong.statusCode, wrong.body]).toEqual([400, expect.stringContaining('de 5 à 600')]);
});
