import { parse } from 'node:querystring';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Duty } from '../../../cloud/ports/identity.ts';
import { formsOf, linksOf } from '../../parts/page-forms.ts';
import { form, get } from './browse.ts';
import { openTwoPlaces } from './two-places.ts';

let two: Awaited<ReturnType<typeof openTwoPlaces>>;

beforeAll(async () => {
  two = await openTwoPlaces();
}, 120_000);
afterAll(() => two?.venue.close());

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
    two.store.keeps = true;
    const cookie = await two.signedIn(name, of);
    two.store.keeps = false;
    const { app } = two.venue.web;
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
