import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openAccessLists } from '../../../cloud/store/access-lists.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { configsOf } from '../../../cloud/store/device-config.ts';
import { openPlacesNow } from '../../../cloud/store/place-now.ts';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { pinFits } from '../../../shared/wire/pin-hash.ts';
import type { SignedConfig } from '../../../shared/wire/signed.ts';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let database: Database;
const lockdownPath = '/api/v1/places/demo/lockdown';

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.places.create({ id: 'other', name: 'Other', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi', placeId: 'demo', publicKey: 'P'.repeat(43) });
  await registry.schedules.create({ id: 'night', name: 'Night', placeId: 'demo' });
  await registry.schedules.create({ id: 'theirs', name: 'Theirs', placeId: 'other' });
  await registry.accessPoints.create({ id: 'entree', deviceId: 'pi', direction: 'in' });
  await registry.members.create({ id: 'zoe', name: 'Zoé Martin' });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3D4E5F6', memberId: 'zoe' });
});
afterEach(async () => {
  await web.close();
  await database.close();
});

/** What the device is told, as signed. */
async function config(): Promise<SignedConfig> {
  let told: SignedConfig | null = null;
  const sign = async (claims: SignedConfig) => {
    told = claims;
    return '';
  };
  await configsOf(database).refreshConfig('pi', { atLeast: 1, renew: true, mqttUrls: [], sign });
  if (!told) throw new Error('no config was signed');
  return told;
}
/** The card as it is on a place's list. */
async function entryAt(place: string): Promise<AccessEntry | undefined> {
  const lists = openAccessLists(database);
  await lists.refresh(place, { atLeast: 1, sign: async () => '' });
  return (await lists.difference(place, 0))?.difference.upserts[0];
}
const audited = async () =>
  (await web.deps.audit.list({}, { limit: 50, cursor: null })).items.map(
    ({ verb, kind }) => `${verb} ${kind}`,
  );

test('a lockdown is for administrators, wants a reason, and is signed for the device at once', async () => {
  const changes: string[] = [];
  web.deps.registry.onChange((change) => void changes.push(change.kind));
  const reason = { reason: ' Gas leak ' };
  expect((await web.send('staff', 'POST', lockdownPath, reason)).status).toBe(403);
  expect((await web.send('admin', 'POST', lockdownPath, {})).status).toBe(400);
  expect((await web.send('admin', 'POST', lockdownPath, { reason: '  ' })).status).toBe(400);
  expect((await config()).place.lockdown).toBeNull();

  const begun = await web.send('admin', 'POST', lockdownPath, reason);
  const since = new Date(web.clock.now).toISOString();
  const lockdown = { since, reason: 'Gas leak' };
  expect([begun.status, begun.json]).toEqual([200, { placeId: 'demo', lockdown }]);
  expect((await config()).place.lockdown).toEqual(lockdown);
  expect(changes).toEqual(['config']);
  expect((await web.send('viewer', 'GET', '/api/v1/places/demo')).json).toMatchObject({ lockdown });

  web.clock.now += 60_000;
  const again = await web.send('admin', 'POST', lockdownPath, { reason: 'Gas leak, worse' });
  expect(again.json).toMatchObject({ lockdown: { since, reason: 'Gas leak, worse' } });
  const ended = await web.send('admin', 'DELETE', lockdownPath);
  expect([ended.status, ended.json]).toEqual([200, { placeId: 'demo', lockdown: null }]);
  expect((await config()).place.lockdown).toBeNull();
  expect((await web.send('admin', 'DELETE', lockdownPath)).status).toBe(200);
  expect((await audited()).filter((one) => one === 'changed place')).toHaveLength(3);
  const patched = await web.send('admin', 'PATCH', '/api/v1/places/demo', { lockdown: null });
  expect(patched.status).toBe(400);
});

test('on the pages it is big while it lasts, and asks before it ends', async () => {
  const { cookie, csrf } = await signIn(web);
  const url = '/places/demo/lockdown';
  expect((await get(web.app, '/places/demo', { cookie })).body).toContain(url);
  expect((await form(web.app, url, { csrf, reason: ' ' }, { cookie })).statusCode).toBe(400);
  const begun = await form(web.app, url, { csrf, reason: 'Fuite <b>' }, { cookie });
  expect([begun.statusCode, begun.headers.location]).toEqual([303, '/']);
  const { body } = await get(web.app, '/', { cookie });
  expect(body).toMatch(/class="lockdown" role="alert"/);
  expect(body).toContain('Demo est fermé par sécurité');
  expect(body).toContain('Fuite &lt;b>');
  const staff = await signIn(web, 'staff', 'Noa');
  const seen = (await get(web.app, '/', { cookie: staff.cookie })).body;
  expect(seen).toContain('Demo est fermé par sécurité');
  expect(seen).not.toContain(`href="${url}"`);
  const ended = await form(web.app, `${url}/end`, { csrf }, { cookie });
  expect(ended.headers.location).toBe(`${url}?said=ended`);
  expect((await get(web.app, '/', { cookie })).body).not.toContain('fermé par sécurité');
});

test('the rules of a place are set on its page and by the API, and told to its readers', async () => {
  const rules = { capacityRule: 'refuse', antiPassback: 'timed', antiPassbackMinutes: 20 };
  const patched = await web.send('admin', 'PATCH', '/api/v1/places/demo', {
    ...rules,
    capacity: 3,
  });
  expect([patched.status, patched.json]).toEqual([200, expect.objectContaining(rules)]);
  expect((await config()).place).toMatchObject({
    antiPassback: { kind: 'timed', minutes: 20 },
    capacity: { most: 3, when: 'refuse' },
  });
  // How soon a second tap is the first one again: the rule of the area, else of the place.
  const soon = async () => (await config()).accessPoints[0]?.debounceSeconds;
  expect(await soon()).toBe(5);
  await web.send('admin', 'PATCH', '/api/v1/places/demo', { debounceSeconds: 60 });
  expect(await soon()).toBe(60);
  await web.send('admin', 'POST', '/api/v1/areas', { id: 'hall', placeId: 'demo', name: 'Hall' });
  await web.send('admin', 'PATCH', '/api/v1/access-points/entree', { area: 'hall' });
  expect(await soon()).toBe(60);
  await web.send('admin', 'PATCH', '/api/v1/areas/hall', { debounceSeconds: 0 });
  expect(await soon()).toBe(0);
  await web.send('admin', 'PATCH', '/api/v1/access-points/entree', { area: 'demo' });
  for (const wrong of [
    { antiPassback: 'always' },
    { antiPassbackMinutes: 0 },
    { capacityRule: '' },
  ])
    expect((await web.send('admin', 'PATCH', '/api/v1/places/demo', wrong)).status).toBe(400);

  const { cookie, csrf } = await signIn(web);
  const { body } = await get(web.app, '/places/demo', { cookie });
  expect(body).toMatch(/<option value="timed" selected/);
  const fields = {
    ...{ csrf, name: 'Demo', timeZone: 'Europe/Paris', language: 'fr', purpose: 'usage' },
    ...{ maxVisitMinutes: '720', debounceSeconds: '5', missingExit: 'flag', closesAt: '' },
    ...{ capacity: '', capacityRule: 'warn', antiPassback: 'hard', antiPassbackMinutes: '15' },
  };
  expect((await form(web.app, '/places/demo', fields, { cookie })).statusCode).toBe(303);
  expect((await config()).place).toMatchObject({
    antiPassback: { kind: 'hard', minutes: 15 },
    capacity: { most: null, when: 'warn' },
  });
});

test('what becomes of somebody without tokens is set the same ways, and told with what things cost', async () => {
  expect((await config()).place.tokens).toEqual({ none: 'warn', low: 100 });
  expect((await config()).rates).toEqual([]);
  const rules = { noTokens: 'refuse', lowBalanceUnits: 250 };
  const patched = await web.send('admin', 'PATCH', '/api/v1/places/demo', rules);
  expect([patched.status, patched.json]).toEqual([200, expect.objectContaining(rules)]);
  for (const wrong of [{ noTokens: 'always' }, { lowBalanceUnits: -1 }, { lowBalanceUnits: 0.5 }])
    expect((await web.send('admin', 'PATCH', '/api/v1/places/demo', wrong)).status).toBe(400);
  const terms = { ...freeOfCharge, unitsPerHour: 100 };
  const held = { placeId: 'demo', scope: 'area', of: 'demo', terms, since: 0 } as const;
  const { id } = await web.deps.rates.set(held, 'staff:1');
  expect((await config()).rates).toEqual([{ id, scope: 'area', of: 'demo', since: 0, terms }]);

  const { cookie, csrf } = await signIn(web);
  const page = await get(web.app, '/places/demo', { cookie });
  expect(page.body).toMatch(/<option value="refuse" selected/);
  expect(page.body).toMatch(/name="lowBalanceUnits"[^>]* value="2.5"/);
  const fields = {
    ...{ csrf, name: 'Demo', timeZone: 'Europe/Paris', language: 'fr', purpose: 'usage' },
    ...{ maxVisitMinutes: '720', debounceSeconds: '5', missingExit: 'flag', closesAt: '' },
    ...{ capacity: '', noTokens: 'warn', lowBalanceUnits: '1,5' },
  };
  expect((await form(web.app, '/places/demo', fields, { cookie })).statusCode).toBe(303);
  expect((await config()).place.tokens).toEqual({ none: 'warn', low: 150 });
  const bad = { ...fields, lowBalanceUnits: 'peu' };
  const refused = await form(web.app, '/places/demo', bad, { cookie });
  expect([refused.statusCode, refused.body]).toEqual([400, expect.stringContaining('value="peu"')]);
});

test('an access point asks for a PIN in the hours of a schedule of its place', async () => {
  const path = '/api/v1/access-points/entree';
  const patch = (fields: object) => web.send('admin', 'PATCH', path, fields);
  expect((await config()).accessPoints[0]).toMatchObject({ pin: null, area: 'demo', counts: true });
  expect((await patch({ asksPin: true })).status).toBe(200);
  expect((await config()).accessPoints[0]?.pin).toEqual({ schedule: null });
  expect((await patch({ pinScheduleId: 'night' })).status).toBe(200);
  expect((await config()).accessPoints[0]?.pin).toEqual({ schedule: 'night' });
  expect((await patch({ pinScheduleId: 'theirs' })).json).toMatchObject({ code: 'placeMismatch' });
  expect((await patch({ pinScheduleId: 'nowhere' })).json).toMatchObject({
    code: 'unknownReference',
  });
  expect((await patch({ asksPin: false })).json).toMatchObject({ pinScheduleId: null });

  const { cookie, csrf } = await signIn(web);
  const fields = { csrf, name: 'Entrée', deviceId: 'pi', direction: 'in', counts: 'yes' };
  const asks = { asksPin: 'yes', pinScheduleId: 'night', doorId: '', area: '', itemId: '' };
  const url = '/access-points/entree';
  const saved = await form(web.app, url, { ...fields, ...asks, reader: '' }, { cookie });
  expect(saved.statusCode).toBe(303);
  expect((await config()).accessPoints[0]?.pin).toEqual({ schedule: 'night' });
  expect((await get(web.app, url, { cookie })).body).toMatch(/<option value="night" selected/);
});

test('a PIN is set by staff, hashed, written down, and told only to places that ask for one', async () => {
  const path = '/api/v1/members/zoe/pin';
  const set = (pin: unknown) => web.send('staff', 'POST', path, { pin });
  expect((await web.send('viewer', 'POST', path, { pin: '4711' })).status).toBe(403);
  for (const wrong of ['471', '471147114', '47a1', 4711]) {
    const { status, text } = await set(wrong);
    expect(status).toBe(400);
    expect(text).not.toContain(String(wrong));
  }
  expect(
    (await web.send('staff', 'POST', '/api/v1/members/nobody/pin', { pin: '4711' })).status,
  ).toBe(404);
  expect((await web.send('staff', 'GET', path)).json).toEqual({ setAt: null });
  expect((await set('4711')).status).toBe(204);
  const shown = await web.send('staff', 'GET', path);
  expect(shown.json).toEqual({ setAt: new Date(web.clock.now).toISOString() });
  const member = await web.send('staff', 'GET', '/api/v1/members/zoe');
  expect(member.text).not.toMatch(/scrypt|pin/i);

  expect(await entryAt('demo')).not.toHaveProperty('pinHash');
  await web.send('admin', 'PATCH', '/api/v1/access-points/entree', { asksPin: true });
  const { pinHash = '' } = (await entryAt('demo')) ?? {};
  expect(await pinFits('4711', pinHash)).toBe(true);
  expect(await entryAt('other')).not.toHaveProperty('pinHash');
  await web.deps.registry.cards.patch('card', { state: 'lost' });
  expect(await entryAt('demo')).not.toHaveProperty('pinHash');
  await web.deps.registry.cards.patch('card', { state: 'active' });

  const log = await database.db.selectFrom('audit').selectAll().execute();
  const said = JSON.stringify(log);
  expect(said).toContain('pin');
  expect(said).not.toMatch(/4711|scrypt/);
  const changes: unknown[] = [];
  web.deps.registry.onChange((change) => void changes.push(change));
  expect((await web.send('staff', 'DELETE', path)).status).toBe(204);
  expect(changes).toEqual([{ kind: 'access', placeIds: '*', memberIds: ['zoe'] }]);
  expect(await entryAt('demo')).not.toHaveProperty('pinHash');
});

test('on the pages what was typed is never shown, and the PIN is changed and taken away', async () => {
  const { cookie, csrf } = await signIn(web, 'staff');
  const url = '/members/zoe/pin';
  expect((await get(web.app, '/members/zoe', { cookie })).body).toContain(url);
  const wrong = await form(web.app, url, { csrf, pin: '12' }, { cookie });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).not.toMatch(/value="12"/);
  const given = await form(web.app, url, { csrf, pin: '4711' }, { cookie });
  expect(given.headers.location).toBe('/members/zoe?said=pinSet');
  const { body } = await get(web.app, url, { cookie });
  expect(body).toContain('Changer le code');
  expect(body).not.toContain('4711');
  expect((await form(web.app, `${url}/clear`, { csrf }, { cookie })).statusCode).toBe(303);
  expect((await get(web.app, url, { cookie })).body).toContain('Pas de code.');
});

test('where a place counts without names, its readers are told none, and keep what they read a week', async () => {
  const url = '/api/v1/places/demo/nameless';
  await web.send('admin', 'PATCH', '/api/v1/places/demo', { antiPassback: 'hard' });
  expect(await entryAt('demo')).toMatchObject({ memberRef: 'zoe', name: 'Zoé' });
  expect((await config()).place).toMatchObject({ journalKeepDays: 35 });
  expect((await web.send('staff', 'POST', url)).status).toBe(403);
  // Not in passing, among other settings.
  const patched = await web.send('admin', 'PATCH', '/api/v1/places/demo', { nameless: true });
  expect(patched.status).toBe(400);
  const told: unknown[] = [];
  web.deps.registry.onChange((change) => told.push(change));
  const begun = await web.send('admin', 'POST', url);
  expect([begun.status, begun.json]).toEqual([200, { placeId: 'demo', nameless: true }]);
  expect(told).toContainEqual({ kind: 'access', placeIds: ['demo'] });
  expect(await entryAt('demo')).toMatchObject({
    uid: '04A1B2C3D4E5F6',
    memberRef: null,
    name: null,
  });
  const { journalKeepDays, antiPassback } = (await config()).place;
  expect([journalKeepDays, antiPassback.kind]).toEqual([7, 'off']);
  expect(await openPlacesNow(database).read('demo', testNow)).toBeNull();
  expect((await web.send('viewer', 'GET', '/api/v1/places/demo')).json).toMatchObject({
    nameless: true,
  });
  expect(await audited()).toContain('changed place');
  const ended = await web.send('admin', 'DELETE', url);
  expect(ended.json).toEqual({ placeId: 'demo', nameless: false });
  expect(await entryAt('demo')).toMatchObject({ memberRef: 'zoe', name: 'Zoé' });
});

test('its page says what that means, and so do the notice and the register', async () => {
  const { cookie, csrf } = await signIn(web);
  const url = '/places/demo/nameless';
  const read = async (path: string) => (await get(web.app, path, { cookie })).body;
  expect(await read('/places/demo')).toContain(`href="${url}"`);
  expect(await read(url)).toContain('Deux jours ne se relient pas.');
  const begun = await form(web.app, url, { csrf }, { cookie });
  expect([begun.statusCode, begun.headers.location]).toEqual([303, `${url}?said=done`]);
  expect(await read(url)).toContain('reste sans noms, pour toujours');
  expect(await read('/places/demo/notice?in=fr')).toContain('sans noter de qui');
  expect(await read('/places/demo/notice?in=en')).not.toContain('whose it is, the time');
  expect(await read('/places/demo/register?in=en')).toContain('a pseudonym of one day');
  expect(await read('/retention')).toContain('sans savoir de qui');
  await form(web.app, `${url}/end`, { csrf }, { cookie });
  expect(await read('/places/demo/notice?in=fr')).not.toContain('sans noter de qui');
});
