import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { access } from '../../../cloud/web/access.ts';
import { get } from './browse.ts';
import { openTwoPlaces } from './two-places.ts';

let two: Awaited<ReturnType<typeof openTwoPlaces>>;
let cookie: string;
beforeAll(async () => {
  two = await openTwoPlaces();
  cookie = await two.signedIn('Ada', { role: 'admin', places: '*', rights: [] });
  // Nothing is kept, so that each look is the first one.
  two.store.keeps = false;
}, 120_000);
afterAll(() => two?.venue.close());

/**
 * Routes that show data of members, by what they are about. Whoever adds one says so here or below: the table of routes
 * is asked for the rest.
 */
const personal =
  /^\/(api\/v1\/)?(members|cards|unknown-cards|punches|refusals|passages|corrections|proposals|totals)\b|^\/(rapport\/|members|cards|groups)|^\/$/;

/** Of those, what shows nobody's data: a question with a name that was just looked at, a redirect, a list of names. */
const shown: Readonly<Record<string, string>> = {
  '/members/:id/end': 'a question about somebody whose page led here',
  '/members/:id/passes/:carnet/end': 'a question about somebody whose page led here',
  '/members/:id/erasure': 'a question about somebody whose page led here',
  '/api/v1/members/:id/erasure': 'of whom nothing is left: which devices know it',
  '/members/:id/card': 'a form about somebody whose page led here',
  '/rapport/badgeuse': 'leads to the report',
  '/groups': 'names of groups, and how many are in each',
  '/groups/new': 'a group that nobody is in yet',
  '/groups/:id/end': 'a question about a group whose page led here',
  '/cards/unknown/:id': 'a card that is nobody\u2019s yet',
};

const looks = Object.keys(access)
  .filter((route) => route.startsWith('GET '))
  .map((route) => route.slice('GET '.length))
  .filter((path) => personal.test(path) && shown[path] === undefined);

test('every look at the data of members is written down, by the table of routes', async () => {
  const { app, deps } = two.venue.web;
  const { ids, journal } = two.venue;
  const refused = await deps.journal.taps('refusal', {}, { limit: 1, cursor: null });
  const [correction] = (await journal.corrections.list({ limit: 1, cursor: null })).items;
  const [group] = (await deps.registry.groups.list({ limit: 1, cursor: null })).items;
  const idOf = (path: string): string => {
    if (path.includes('groups')) return group?.id ?? '';
    if (path.includes('members')) return 'm1';
    if (path.includes('cards')) return 'card-lost';
    if (path.includes('refusals')) return refused.items[0]?.id ?? '';
    if (path.includes('/corrections/:id')) return correction?.id ?? '';
    return ids.today;
  };
  const untold: string[] = [];
  let told = 0;
  for (const path of looks) {
    const before = two.store.told;
    const id = idOf(path);
    if (path.includes(':id') && id === '') continue;
    const of = path === '/rapport/settlement.pdf' ? '?one=demo&other=annexe' : '';
    const answer = await get(app, path.replace(':id', id) + of, { cookie });
    if (answer.statusCode !== 200) untold.push(`${answer.statusCode} ${path}`);
    else if (two.store.told === before) untold.push(path);
    else told++;
  }
  expect(untold).toEqual([]);
  expect(told).toBeGreaterThan(20);
}, 120_000);

test('a file that is taken away is an export, not a look', async () => {
  const { app, deps } = two.venue.web;
  two.store.keeps = true;
  for (const path of ['/rapport/badgeuse.csv', '/members.csv', '/cards.csv', '/audit.csv']) {
    const { seq } = await deps.audit.head();
    expect((await get(app, path, { cookie })).statusCode).toBe(200);
    const { items } = await deps.audit.list({ verb: 'exported' }, { limit: 1, cursor: null });
    expect([path, (items[0]?.seq ?? 0) > seq]).toEqual([path, true]);
  }
  two.store.keeps = false;
});
