import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Scope, scopes } from '../../../cloud/ports/identity.ts';
import { insertDispatches } from '../../../cloud/store/alerts.ts';
import { openCommandStore } from '../../../cloud/store/commands.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { access, scopeOf, suffices } from '../../../cloud/web/access.ts';
import { form, get } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let database: Database;
let ofA: Readonly<Record<'viewer' | 'staff' | 'admin', string>>;
let session: { cookie: string; csrf: string };

/** What of place B each kind of path could reach. `null`: it belongs to the installation, or to whoever began it. */
const atB: Readonly<Record<string, string | null>> = {
  places: 'b',
  areas: 'b-room',
  doors: 'b-door',
  'access-points': 'b-point',
  devices: 'b-pi',
  schedules: 'b-hours',
  grants: 'b-grant',
  assets: 'b-asset',
  items: 'b-item',
  'points-of-sale': 'b-desk',
  punches: 'b-punch',
  refusals: 'b-refusal',
  passages: 'b-punch',
  corrections: 'b-punch',
  'ledger-entries': 'b-entry',
  rates: 'b-room',
  carnets: 'b-carnet',
  sessions: 'b-session',
  incidents: 'b-incident',
  'dead-letters': 'b-letter',
  staff: 'b-staff',
  invitations: 'b-invitation',
  tokens: 'b-token',
  'time-clock': 'b',
  commands: 'b-command',
  federations: null,
  members: null,
  cards: null,
  groups: null,
  'primary-cards': null,
  enrolments: null,
  enrol: null,
  import: null,
  proposals: null,
  'own-links': null,
  'own-codes': null,
  debts: null,
  undelivered: 'b-undelivered',
  connections: 'b-connection',
  webhooks: 'b-webhook',
};

beforeAll(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const { registry, identity, accounts, journal } = web.deps;
  for (const id of ['a', 'b']) {
    await registry.places.create({ id, name: id.toUpperCase(), timeZone: 'Europe/Paris' });
  }
  const placeId = 'b';
  await registry.areas.create({ id: 'b-room', placeId, name: 'Room' });
  await registry.doors.create({ id: 'b-door', placeId, name: 'Door' });
  await registry.devices.create({ id: 'b-pi', placeId, publicKey: 'B'.repeat(43) });
  await registry.accessPoints.create({ id: 'b-point', deviceId: 'b-pi', direction: 'toggle' });
  await registry.schedules.create({ id: 'b-hours', placeId, name: 'Hours', weekly: [] });
  const accessPoints = ['b-point'];
  await registry.grants.create({ id: 'b-grant', placeId, groupId: 'everyone', accessPoints });
  await registry.assets.create({ id: 'b-asset', placeId, name: 'Time', category: 'TIM' });
  await registry.items.create({ id: 'b-item', placeId, assetId: 'b-asset', name: 'Hour' });
  await registry.pointsOfSale.create({ id: 'b-desk', placeId, name: 'Desk' });
  const held = { date: '2026-03-12', opensAt: '09:00', closesAt: '17:00' };
  const workshop = { id: 'b-session', placeId, title: 'Solder', trainer: 'Bea', ...held };
  await registry.sessions.create({ ...workshop, accessPoints, groupId: null });
  for (const kind of ['punch', 'refusal'] as const) {
    journal.all.push({
      ...{ id: `b-${kind}`, kind, device: 'b-pi', epoch: 'e'.repeat(32), seq: 1, placeId },
      ...{ occurredAt: testNow, receivedAt: testNow, estimated: false, accessPoint: 'b-point' },
      ...{ direction: 'in', cardUid: '04A1B2C3D4E5F6', memberRef: null, door: null, item: null },
      ...{ pointOfSale: null, warnings: [] },
      reason: kind === 'refusal' ? 'unknownCard' : null,
    });
  }
  const limits = (places: readonly string[]) => ({ places });
  const token = (role: 'viewer' | 'staff' | 'admin') =>
    identity.createToken(role, null, testNow, limits(['a']));
  ofA = { viewer: await token('viewer'), staff: await token('staff'), admin: await token('admin') };
  const duty = (places: readonly string[]) => ({ places, rights: [], madeBy: 'system' });
  const link = await identity.createInvitation('admin', null, testNow + 60_000, duty(['a']));
  const ana = await identity.acceptInvitation(link, 'Ana', 'none', testNow);
  const cookie = `badgeuse-session=${await identity.createSession(ana.id, testNow)}`;
  const { body } = await get(web.app, '/', { cookie });
  session = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '' };
  // What is B's and has no id of one's choice.
  const other = await identity.createInvitation('admin', null, testNow + 60_000, duty(['b']));
  named['b-staff'] = (await identity.acceptInvitation(other, 'Bo', 'none', testNow)).id;
  const open = await identity.createInvitation('staff', null, testNow + 60_000, duty(['b']));
  named['b-invitation'] = (await accounts.findInvitation(open))?.id ?? '';
  const secret = await identity.createToken('staff', 'B', testNow, limits(['b']));
  const command = { kind: 'unlock', device: 'b-pi', placeId, door: 'b-door' } as const;
  const given = { ...command, by: 'staff:x', reason: '', givenAt: testNow, answerBy: testNow };
  named['b-command'] = (await openCommandStore(database).add(given, testNow)).command.id;
  const credit = { key: 'b', kind: 'credit', memberId: 'm-bea', placeId, units: 300 } as const;
  await registry.members.create({ id: 'm-bea', name: 'Béa' });
  named['b-entry'] = (await web.deps.ledger.give({ ...credit, words: 'x' }, 'staff:x')).line.id;
  const carnet = { key: 'b', memberId: 'm-bea', placeId, kind: 'day', passes: 5 } as const;
  const giving = { ...carnet, from: null, until: null, words: 'x' };
  named['b-carnet'] = (await web.deps.carnets.give(giving, 'staff:x')).line.id;
  const dispatch = { key: 'b', place: placeId, channel: 'mail', what: 'incident', at: 0 } as const;
  const [made = ''] = await insertDispatches(database.db, [dispatch], testNow);
  named['b-undelivered'] = made;
  const joined = { kind: 'fedow', placeId, name: 'B', settings: {}, secrets: {} } as const;
  named['b-connection'] = (await web.deps.connections.add(joined, testNow)).id;
  const wanted = { url: 'https://example.org', description: '', types: '*', placeId } as const;
  const hook = await web.deps.webhooks.create({ ...wanted, algorithm: 'v1' }, testNow);
  named['b-webhook'] = hook.endpoint.id;
  named['b-token'] = (await web.deps.tokens.findBySecret(secret))?.id ?? '';
});
afterAll(async () => {
  await web?.close();
  await database?.close();
});

const named: Record<string, string> = {};
/** As much as the checks before the place want to see. */
const formFields = { role: 'viewer', places: 'a', reason: 'x', do: 'save' };
const kindOf = (path: string): string =>
  path.split('/').find((part) => part !== '' && part !== 'api' && part !== 'v1') ?? '';
const withId = Object.keys(access)
  .filter((route) => route.includes('/:id'))
  .map((route) => route.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string]);
const reaching = withId.filter(([, path]) => atB[kindOf(path)] !== null);

test('every route with an id says what of another place it could reach', () => {
  const silent = withId.filter(([, path]) => atB[kindOf(path)] === undefined);
  expect(silent.map((route) => route.join(' '))).toEqual([]);
});

describe('whose places do not include B', () => {
  const urlOf = (path: string): string => {
    const id = atB[kindOf(path)] ?? '';
    return path.replace(':id', named[id] ?? id).replaceAll(/:\w+/g, 'x');
  };

  test.each(reaching)('finds nothing of it: %s %s', async (method, path) => {
    if (path.startsWith('/api/')) {
      for (const token of Object.values(ofA)) {
        const answer = await web.app.inject({
          method,
          url: urlOf(path),
          headers: { authorization: `Bearer ${token}` },
          ...(method !== 'GET' && { payload: bodyFor(path, method) }),
        });
        expect([401, 403, 404]).toContain(answer.statusCode);
      }
      return;
    }
    const { cookie, csrf } = session;
    const answer =
      method === 'GET'
        ? await get(web.app, urlOf(path), { cookie })
        : await form(web.app, urlOf(path), { csrf, ...formFields }, { cookie });
    const isAway = answer.statusCode === 303 && method === 'GET';
    expect(isAway ? 404 : answer.statusCode).toBe(404);
  });

  /** As much as the checks before the place want to see. */
  function bodyFor(path: string, method: string): Record<string, string | boolean> {
    if (method === 'DELETE' || /sign-out|invitation$|retry/.test(path)) return {};
    if (path === '/api/v1/corrections/:id') return { undone: true };
    if (/^\/api\/v1\/(incidents|dead-letters)\//.test(path)) return { state: 'closed', note: 'x' };
    if (/\/(unlock|lockdown|reversal)$/.test(path)) return { reason: 'x' };
    if (path.endsWith('/pass-split')) return { splitAt: '12:00' };
    if (path.endsWith('/binding')) return { itemId: 'x' };
    if (path.endsWith('/connections/:id/cards')) return { memberId: 'x' };
    if (path.endsWith('/connections/:id/federations')) return { name: 'x' };
    if (path.endsWith('/commands')) return { kind: 'identify' };
    if (path.endsWith('/send-again')) return { eventId: 'x' };
    if (path.endsWith('/replay')) return { since: '2026-03-01T00:00:00Z' };
    return {};
  }

  test('lists hold nothing of it either', async () => {
    const lists = Object.keys(access)
      .filter((route) => /^GET \/api\/v1\/[a-z-]+$/.test(route))
      .map((route) => route.slice(4))
      .filter((url) => typeof atB[kindOf(url)] === 'string');
    expect(lists.length).toBeGreaterThan(12);
    for (const url of lists) {
      const headers = { authorization: `Bearer ${ofA.admin}` };
      const answer = await web.app.inject({ url, headers });
      expect([url, answer.statusCode]).toEqual([url, 200]);
      expect([url, answer.body.match(/"(id|placeId)":"b(-[a-z]+)?"/)]).toEqual([url, null]);
      for (const id of Object.values(named))
        expect([url, answer.body.includes(id)]).toEqual([url, false]);
    }
  });

  test.each([
    ['areas', { placeId: 'b', name: 'Mine' }],
    ['doors', { placeId: 'b', name: 'Mine' }],
    ['devices', { placeId: 'b', publicKey: 'A'.repeat(43) }],
    ['access-points', { deviceId: 'b-pi', direction: 'in' }],
    ['grants', { placeId: 'b', groupId: 'everyone', accessPoints: '*' }],
    ['schedules', { placeId: 'b', name: 'Mine', weekly: [] }],
    ['schedules', { name: 'Of all places', weekly: [] }],
    ['corrections', { kind: 'voidPunch', punchId: 'b-punch', reason: 'mine' }],
    ['invitations', { role: 'staff', places: ['b'] }],
    ['invitations', { role: 'staff', places: '*' }],
    ['tokens', { role: 'staff', places: ['b'] }],
    ['places', { id: 'c', name: 'C', timeZone: 'Europe/Paris' }],
  ])('makes nothing there: %s %j', async (path, payload) => {
    const answer = await web.app.inject({
      method: 'POST',
      url: `/api/v1/${path}`,
      headers: { authorization: `Bearer ${ofA.admin}` },
      payload,
    });
    expect([answer.body, [403, 404].includes(answer.statusCode)]).toEqual([answer.body, true]);
  });

  test('moves nothing there, and what was refused is unchanged', async () => {
    await web.deps.registry.schedules.create({
      id: 'a-hours',
      placeId: 'a',
      name: 'Ours',
      weekly: [],
    });
    const answer = await web.app.inject({
      method: 'PATCH',
      url: '/api/v1/schedules/a-hours',
      headers: { authorization: `Bearer ${ofA.admin}` },
      payload: { placeId: 'b' },
    });
    expect(answer.statusCode).toBe(404);
    const freed = await web.app.inject({
      method: 'PATCH',
      url: '/api/v1/schedules/a-hours',
      headers: { authorization: `Bearer ${ofA.admin}` },
      payload: { placeId: null },
    });
    expect(freed.statusCode).toBe(403);
    expect((await web.deps.registry.schedules.get('a-hours')).placeId).toBe('a');
  });
});

describe('what belongs to no place, and opens at some', () => {
  let zoe: { cookie: string; csrf: string };

  beforeAll(async () => {
    const { registry, identity } = web.deps;
    await registry.members.create({ id: 'm-zoe', name: 'Zoé', email: 'zoe@example.org' });
    for (const id of ['a-only', 'both', 'nowhere']) await registry.groups.create({ id, name: id });
    for (const [groupId, placeId] of [
      ['a-only', 'a'],
      ['both', 'a'],
      ['both', 'b'],
    ] as const) {
      await registry.grants.create({ placeId, groupId, accessPoints: '*' });
    }
    await registry.cards.create({ id: 'c-1', uid: '04B1B2C3D4E5F6', memberId: 'm-zoe' });
    await registry.cards.create({ id: 'c-2', uid: '04B2B2C3D4E5F6', number: '77' });
    await registry.pointsOfSale.create({ id: 'a-desk', placeId: 'a', name: 'Desk A' });
    await registry.primaryCards.create({
      id: 'key-both',
      cardId: 'c-1',
      pointsOfSale: ['a-desk', 'b-desk'],
    });
    const link = await identity.createInvitation('staff', null, testNow + 60_000, {
      ...{ places: ['a'], rights: [], madeBy: 'system' },
    });
    const { id } = await identity.acceptInvitation(link, 'Zélie', 'none', testNow);
    const cookie = `badgeuse-session=${await identity.createSession(id, testNow)}`;
    const { body } = await get(web.app, '/', { cookie });
    zoe = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '' };
  });

  const send = async (
    role: 'staff' | 'admin',
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    payload: object | string = {},
  ) => {
    const answer = await web.app.inject({
      method,
      url: `/api/v1/${path}`,
      headers: {
        authorization: `Bearer ${ofA[role]}`,
        ...(typeof payload === 'string' && { 'content-type': 'text/csv' }),
      },
      ...(method !== 'DELETE' && { payload }),
    });
    return [answer.statusCode, answer.statusCode < 400 ? null : answer.json().code];
  };
  const elsewhere = [403, 'reachesElsewhere'];
  const membersOf = async (id: string) => (await web.deps.registry.groups.get(id)).memberIds;

  test('a group is changed by those whose places are all it opens', async () => {
    const memberIds = ['m-zoe'];
    expect(await send('staff', 'PATCH', 'groups/a-only', { memberIds })).toEqual([200, null]);
    expect(await send('staff', 'PATCH', 'groups/nowhere', { memberIds })).toEqual([200, null]);
    expect(await send('staff', 'PATCH', 'groups/both', { memberIds })).toEqual(elsewhere);
    expect(await send('admin', 'DELETE', 'groups/both')).toEqual(elsewhere);
    expect(await membersOf('both')).toEqual([]);
  });

  test('a home place is given and taken by those of that place alone', async () => {
    const { members } = web.deps.registry;
    const refused = [403, 'homeElsewhere'];
    const homed = (homePlaceId: string | null) =>
      send('staff', 'PATCH', 'members/m-zoe', { homePlaceId });
    expect(await homed('b')).toEqual(refused);
    expect(await homed('a')).toEqual([200, null]);
    await members.patch('m-zoe', { homePlaceId: 'b' });
    expect(await homed(null)).toEqual(refused);
    expect(await homed('a')).toEqual(refused);
    // What stays as it was is no taking.
    expect(await send('staff', 'PATCH', 'members/m-zoe', { name: 'Zoé' })).toEqual([200, null]);
    expect((await members.get('m-zoe')).homePlaceId).toBe('b');
    const file = 'name,home\nZoé,a\n';
    expect(await send('staff', 'POST', 'imports/members', file)).toEqual(refused);
    await members.patch('m-zoe', { homePlaceId: null });
    // The forms ask the same.
    const { cookie, csrf } = zoe;
    const card = await web.deps.registry.cards.create({ uid: '04C0FFEE', homePlaceId: 'b' });
    for (const path of [`/cards/${card.id}`, '/members/m-zoe']) {
      const typed = { csrf, name: 'Zoé', homePlaceId: path.startsWith('/cards') ? 'a' : 'b' };
      const answer = await form(web.app, path, typed, { cookie });
      expect([path, answer.statusCode]).toEqual([path, 403]);
      expect(answer.body).toContain('Ce lieu de référence n’est pas l’un des vôtres');
    }
    expect((await web.deps.registry.cards.get(card.id)).homePlaceId).toBe('b');
    expect((await members.get('m-zoe')).homePlaceId).toBeNull();
    await web.deps.registry.cards.remove(card.id);
  });

  test('neither the pages nor a file go round it, and the page says whom to ask', async () => {
    const { cookie, csrf } = zoe;
    const page = await form(web.app, '/groups/both/members', { csrf, member: 'Zoé' }, { cookie });
    expect([page.statusCode, page.body]).toEqual([
      403,
      expect.stringContaining('Demandez à une personne qui administre tous les lieux'),
    ]);
    const fields = { csrf, name: 'Zoé B', groups: 'both' };
    const edited = await form(web.app, '/members/m-zoe', fields, { cookie });
    expect([edited.statusCode, await membersOf('both')]).toEqual([403, []]);
    expect((await web.deps.registry.members.get('m-zoe')).name).toBe('Zoé');
    // The second group refuses the whole form: neither the first nor the name is changed by half.
    const before = await membersOf('nowhere');
    const body = new URLSearchParams([
      ...Object.entries({ csrf, name: 'Zoé B', groups: 'nowhere' }),
      ['groups', 'a-only'],
      ['groups', 'both'],
    ]);
    const half = await form(web.app, '/members/m-zoe', body, { cookie });
    expect([half.statusCode, await membersOf('both')]).toEqual([403, []]);
    expect([await membersOf('nowhere'), await membersOf('a-only')]).toEqual([before, before]);
    expect((await web.deps.registry.members.get('m-zoe')).name).toBe('Zoé');
    const file = 'name,email,groups\nZoé,zoe@example.org,both\n';
    expect(await send('staff', 'POST', 'imports/members', file)).toEqual(elsewhere);
    const allowed = 'name,email,groups\nLéa,lea@example.org,a-only\n';
    expect(await send('staff', 'POST', 'imports/members', allowed)).toEqual([200, null]);
    expect([await membersOf('both'), (await membersOf('a-only')).length]).toEqual([[], 2]);
  });

  test('a primary card opens what is theirs, or is not theirs to link', async () => {
    const link = (pointsOfSale: readonly string[]) =>
      send('admin', 'POST', 'primary-cards', { id: 'key-2', cardId: 'c-2', pointsOfSale });
    expect(await link(['a-desk', 'b-desk'])).toEqual(elsewhere);
    expect(await link(['a-desk'])).toEqual([201, null]);
    const wider = { pointsOfSale: ['a-desk', 'b-desk'] };
    expect(await send('admin', 'PATCH', 'primary-cards/key-2', wider)).toEqual(elsewhere);
    expect(await send('admin', 'DELETE', 'primary-cards/key-both')).toEqual(elsewhere);
    const end = '/points-of-sale/a-desk/cards/key-both/end';
    const { cookie, csrf } = session;
    expect((await form(web.app, end, { csrf }, { cookie })).statusCode).toBe(403);
    const kept = await web.deps.registry.primaryCards.get('key-both');
    expect(kept.pointsOfSale).toEqual(['a-desk', 'b-desk']);
    expect(await send('admin', 'DELETE', 'primary-cards/key-2')).toEqual([204, null]);
  });
});

describe('a token does what its scopes say', () => {
  const forTokens = Object.entries(access).filter(
    ([route, needed]) => needed !== 'anyone' && route.includes('/api/'),
  );

  test.each(scopes.map((scope) => [scope]))('%s', async (scope: Scope) => {
    const limits = { scopes: [scope] };
    const token = await web.deps.identity.createToken('admin', null, testNow, limits);
    for (const [route, needed] of forTokens) {
      const [method, pattern] = route.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string];
      const answer = await web.app.inject({
        method,
        url: pattern.replaceAll(/:\w+/g, 'nothing'),
        headers: { authorization: `Bearer ${token}` },
        ...(method !== 'GET' && { payload: {} }),
      });
      const refused = answer.body.includes('"code":"scopeMissing"');
      // All that is held of a person: no right alone is enough.
      const isHeldBack = scopeOf(route) !== scope || /\/members\/:id\/data/.test(route);
      expect([route, refused]).toEqual([route, isHeldBack]);
      expect(suffices('admin', needed)).toBe(true);
    }
  });

  test('whole card numbers and working time are rights of their own', async () => {
    const { registry, identity } = web.deps;
    await registry.cards.create({ id: 'card-1', uid: '04A1B2C3D4E5F6' });
    const uidFor = async (role: 'staff' | 'admin', given: readonly (Scope | '*')[]) => {
      const token = await identity.createToken(role, null, testNow, { scopes: given });
      const headers = { authorization: `Bearer ${token}` };
      return (await web.app.inject({ url: '/api/v1/cards/card-1', headers })).json().uid;
    };
    expect(await uidFor('admin', ['*'])).toBe('04A1B2C3D4E5F6');
    expect(await uidFor('staff', ['*'])).toBeNull();
    expect(await uidFor('admin', ['read'])).toBeNull();
    expect(await uidFor('staff', ['read', 'cards:uid'])).toBe('04A1B2C3D4E5F6');
  });
});

test('who may not is told whom to ask, by name', async () => {
  const headers = { authorization: `Bearer ${ofA.viewer}` };
  const answer = await web.app.inject({ url: '/api/v1/members', headers });
  expect([answer.statusCode, answer.json().hint]).toEqual([
    403,
    'It needs the role staff. Ask Ana.',
  ]);
});
