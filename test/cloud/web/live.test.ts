import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Announcer, createAnnouncer } from '../../../cloud/announce.ts';
import { byItself, csrfTokenOf, sessionCookie } from '../../../cloud/web/principal.ts';
import { startWeb, type Web } from '../../../cloud/web/server.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { waitUntil } from '../../parts/wait-for.ts';
import { testNow, webDeps } from './fixture.ts';

let web: Web;
let made: Awaited<ReturnType<typeof webDeps>>;
let time: ReturnType<typeof manualTime>;
let changes: Announcer;
let people = 0;

beforeEach(async () => {
  made = await webDeps();
  time = manualTime();
  changes = createAnnouncer();
  web = await startWeb({ ...made.deps, timers: time, changes }, { listen: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await web.close();
  await made.database.close();
});

async function somebody(): Promise<string> {
  const { identity } = made.deps;
  const secret = await identity.createInvitation('viewer', null, testNow + 60_000);
  const staff = await identity.acceptInvitation(secret, `V${++people}`, 'none', testNow);
  return identity.createSession(staff.id, testNow);
}

/** Listens as an open page does. */
async function listen(session: string) {
  const answer = await fetch(`${web.url}/live`, {
    headers: { cookie: `${sessionCookie(false)}=${session}` },
  });
  const heard = { text: '', ended: false, status: answer.status, headers: answer.headers };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) heard.text += decoder.decode(part);
  };
  read()
    .catch(() => undefined)
    .finally(() => {
      heard.ended = true;
    });
  if (answer.status === 200) await waitUntil(() => heard.text.includes('retry:'));
  return heard;
}

test('a tap is told once however many come together, and nothing of it', async () => {
  const heard = await listen(await somebody());
  expect(heard.headers.get('content-type')).toContain('text/event-stream');
  for (let n = 0; n < 5; n++) changes.announce({ device: null });
  time.advance(1_000);
  await waitUntil(() => heard.text.includes('changed'));
  changes.announce({ device: 'pi-1' });
  time.advance(1_000);
  await waitUntil(() => heard.text.split('event: changed').length === 3);
  expect(heard.text).toBe(`retry: 3000\n\n${'event: changed\ndata:\n\n'.repeat(2)}`);
});

test('it beats while the session lasts, and ends with it', async () => {
  const session = await somebody();
  const heard = await listen(session);
  time.advance(15_000);
  await waitUntil(() => heard.text.includes(': still here'));
  await made.deps.identity.endSession(session);
  time.advance(2_000);
  await waitUntil(() => heard.ended);
  expect((await listen(session)).status).toBe(401);
});

test('what a page does by itself keeps no session alive: an open dashboard ends with the half hour', async () => {
  const session = await somebody();
  const cookie = `${sessionCookie(false)}=${session}`;
  const heard = await listen(session);
  for (let minutes = 5; minutes < 30; minutes += 5) {
    made.wall.now = testNow + minutes * 60_000;
    time.advance(15_000);
    const again = { cookie, ...byItself };
    expect(
      (await fetch(web.url, { headers: { ...again, accept: 'text/html' }, redirect: 'manual' }))
        .status,
    ).toBe(200);
    expect((await listen(session)).status).toBe(200);
  }
  made.wall.now = testNow + 30 * 60_000;
  time.advance(2_000);
  await waitUntil(() => heard.ended);
  const gone = await fetch(web.url, {
    headers: { cookie, accept: 'text/html' },
    redirect: 'manual',
  });
  expect(gone.headers.get('location')).toBe('/sign-in?next=%2F');
});

test.each(['another role', 'fewer places', 'no access', 'an old session'])(
  'it is cut within two seconds: %s',
  async (how) => {
    const { identity, accounts } = made.deps;
    const [session, others] = [await somebody(), await somebody()];
    const id = (await identity.findSession(session, testNow))?.id ?? '';
    const [heard, other] = [await listen(session), await listen(others)];
    time.advance(2_000);
    expect(heard.ended).toBe(false);
    if (how === 'another role') await accounts.change(id, { role: 'staff' });
    if (how === 'fewer places') await accounts.change(id, { places: [] });
    if (how === 'no access') await accounts.end(id, testNow);
    if (how === 'an old session') made.wall.now += 12 * 3_600_000;
    time.advance(2_000);
    await waitUntil(() => heard.ended);
    if (how !== 'an old session') expect(other.ended).toBe(false);
  },
);

test('signing out ends one’s own at once; closing the server ends them all', async () => {
  const session = await somebody();
  const own = await listen(session);
  const other = await listen(await somebody());
  const cookie = `${sessionCookie(false)}=${session}`;
  const out = await fetch(`${web.url}/sign-out`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ csrf: csrfTokenOf(session) }),
  });
  expect(out.status).toBe(303);
  await waitUntil(() => own.ended);
  expect(other.ended).toBe(false);
  await web.close();
  await waitUntil(() => other.ended);
});

test('a session has six at most: the oldest makes room', async () => {
  const session = await somebody();
  const all: Awaited<ReturnType<typeof listen>>[] = [];
  for (let n = 0; n < 7; n++) all.push(await listen(session));
  await waitUntil(() => all[0]?.ended === true);
  expect(all.slice(1).map(({ ended }) => ended)).toEqual(Array(6).fill(false));
});

test('programs are told to read the lists', async () => {
  const token = await made.deps.identity.createToken('viewer', null, testNow);
  const answer = await fetch(`${web.url}/live`, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'badRequest' }]);
});

test('every part of a page that refreshes itself says so', () => {
  const silent = readdirSync('cloud/web', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx'))
    .filter((path) => {
      const text = readFileSync(`cloud/web/${path}`, 'utf8');
      return /hx-trigger\W+[^'"]*\b(every|live)\b/.test(text) && !text.includes('byItself)');
    });
  expect(silent).toEqual([]);
});
