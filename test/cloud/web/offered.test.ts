import { parse } from 'node:querystring';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Duty } from '../../../cloud/ports/identity.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { formsOf, linksOf } from '../../parts/page-forms.ts';
import { seedPeople } from '../../web/seed-people.ts';
import { form, get } from './browse.ts';
import { testNow } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;

/** Two places, and of each kind something that is of one, of the other, of both and of neither. */
beforeAll(async () => {
  venue = await openVenue();
  const { registry, identity, tokens } = venue.web.deps;
  await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'far-pi', placeId: 'annexe', publicKey: 'F'.repeat(43) });
  await registry.accessPoints.create({ id: 'far', deviceId: 'far-pi', direction: 'toggle' });
  await seedPeople(registry, 'm1');
  for (const placeId of ['demo', 'annexe']) {
    const of = (what: string) => `${placeId}-${what}`;
    await registry.places.patch(placeId, { timeClock: true });
    await registry.areas.create({ id: of('room'), placeId, name: of('room') });
    await registry.doors.create({ id: of('door'), placeId, name: of('door') });
    await registry.schedules.create({ id: of('hours'), placeId, name: of('hours'), weekly: [] });
    await registry.assets.create({ id: of('asset'), placeId, name: of('asset'), category: 'TIM' });
    await registry.items.create({ id: of('item'), assetId: of('asset'), name: of('item') });
    await registry.pointsOfSale.create({ id: of('desk'), placeId, name: of('desk') });
    for (const groupId of [of('group'), 'both-group']) {
      const known = await registry.groups.find(groupId);
      if (!known) await registry.groups.create({ id: groupId, name: groupId, memberIds: ['m1'] });
      await registry.grants.create({ placeId, groupId, accessPoints: '*' });
    }
    await identity.createToken('admin', of('token'), testNow, { places: [placeId] });
  }
  expect(await tokens.list()).toHaveLength(2);
  await registry.schedules.create({ id: 'all-hours', placeId: null, name: 'all', weekly: [] });
  const [one, two] = (await registry.cards.list({ limit: 2, cursor: null })).items;
  const desks = ['demo-desk', 'annexe-desk'];
  await registry.primaryCards.create({ id: 'p1', cardId: one?.id ?? '', pointsOfSale: desks });
  await registry.primaryCards.create({
    id: 'p2',
    cardId: two?.id ?? '',
    pointsOfSale: ['demo-desk'],
  });
  for (const [name, places] of [
    ['Ana', '*'],
    ['Bo', ['demo']],
    ['Cy', ['annexe']],
  ] as const) {
    await person(name, { role: 'staff', places, rights: [] });
  }
  const uid = '04A1B2C3D4E5F6';
  const by = { madeBy: 'staff:x', madeAt: testNow, reason: 'seen' };
  const { corrections } = venue.journal;
  await corrections.record({ kind: 'voidPunch', punchId: venue.ids.exit }, by);
  const from = testNow - 3_600_000;
  await corrections.record({ kind: 'assignCard', uid, memberId: 'm2', from, to: testNow }, by);
  rollBack(venue.database);
}, 120_000);
afterAll(() => venue?.close());

async function person(name: string, { role, places, rights }: Duty): Promise<string> {
  const { identity } = venue.web.deps;
  const link = await identity.createInvitation(role, null, testNow + 60_000, {
    ...{ places, rights, madeBy: 'system' },
  });
  const { id } = await identity.acceptInvitation(link, name, 'none', testNow);
  return `badgeuse-session=${await identity.createSession(id, testNow)}`;
}

let isKept = true;

/** Each transaction does its work, refusals included; unless `isKept` it leaves nothing behind. */
function rollBack(database: Database): void {
  const real = database.inTransaction;
  const undone = new Error('undone');
  const inTransaction: Database['inTransaction'] = async (work) => {
    if (isKept) return real(work);
    let answer: { of: Awaited<ReturnType<typeof work>> } | undefined;
    await real(async (tx) => {
      answer = { of: await work(tx) };
      throw undone;
    }).catch((err) => {
      if (err !== undone) throw err;
    });
    if (!answer) throw new Error('no answer');
    return answer.of;
  };
  Object.assign(database, { inTransaction });
}

const typed: Readonly<Record<string, string>> = {
  name: 'Essai',
  member: 'Noé Béranger',
  memberId: 'Noé Béranger',
  card: '0098',
  uid: '04AABBCCDDEE11',
  time: '17:30',
  reader: 'usb-2',
  year: '2026',
};
/** What ends the walk itself, or is refused for what is typed. */
const leftOut =
  /^\/(sign-out|language|place|account\/(sessions|password)|devices\/code|live|staff\/\w+\/sign-out)\b/;
/** The same page with other words asked is one look more, not a hundred. */
const mostOfOnePath = 8;

const duty = (role: Duty['role'], places: Duty['places']): Duty => ({ role, places, rights: [] });

test.each([
  ['viewer of one place', duty('viewer', ['demo'])],
  ['viewer', duty('viewer', '*')],
  ['staff of one place', duty('staff', ['demo'])],
  ['staff', duty('staff', '*')],
  ['administrator of one place', duty('admin', ['demo'])],
  ['administrator', duty('admin', '*')],
])(
  'nothing that a page offers is refused afterwards: %s',
  async (name, of) => {
    isKept = true;
    const cookie = await person(name, of);
    isKept = false;
    const { app } = venue.web;
    const refused: string[] = [];
    const waiting = [{ url: '/', from: 'the first page' }];
    const seen = new Map<string, number>([['/', 1]]);
    const sent = new Set<string>();
    let pages = 0;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { url, from } = next;
      const answer = await get(app, url, { cookie });
      if (answer.statusCode >= 400) refused.push(`${answer.statusCode} ${url} from ${from}`);
      const isPage = String(answer.headers['content-type']).startsWith('text/html');
      const links = isPage ? linksOf(answer.body) : [];
      const { location } = answer.headers;
      for (const link of typeof location === 'string' ? [location] : links) {
        // Where a page leads back to changes nothing of what it offers.
        const to = link.replace(/([?&])back=[^&]*/, '$1');
        const [path = ''] = to.split('?');
        const count = seen.get(path) ?? 0;
        if (seen.has(to) || count >= mostOfOnePath || leftOut.test(path)) continue;
        seen.set(path, count + 1).set(to, 1);
        waiting.push({ url: to, from: url });
      }
      if (!isPage || answer.statusCode >= 400) continue;
      pages++;
      for (const offered of formsOf(answer.body, (field) => typed[field])) {
        const { method, action, fields } = offered;
        const key = `${method} ${action} ${fields}`;
        if (method !== 'POST' || sent.has(key) || leftOut.test(action)) continue;
        sent.add(key);
        const made = await form(app, action, fields, { cookie });
        const isRefused = [401, 403, 404].includes(made.statusCode) || made.statusCode >= 500;
        const what = `${made.statusCode} POST ${action} from ${url} ${JSON.stringify(parse(String(fields)))}`;
        if (isRefused) refused.push(what);
      }
    }
    expect(refused).toEqual([]);
    // So that nothing was refused because nothing was looked at.
    expect([pages > 5, of.role === 'viewer' || sent.size > 20]).toEqual([true, true]);
  },
  240_000,
);
