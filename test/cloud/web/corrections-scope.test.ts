import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { form, get } from './browse.ts';
import { testNow, type WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let correctionId: string;
let proposalId: string;

beforeEach(async () => {
  venue = await openVenue();
  ({ web } = venue);
  const { ids } = venue;
  await web.deps.registry.places.create({ id: 'other', name: 'Other', timeZone: 'Europe/Paris' });
  const by = { madeBy: 'staff:x', madeAt: testNow, reason: 'seen' };
  const made = await venue.journal.corrections.record({ kind: 'voidPunch', punchId: ids.exit }, by);
  correctionId = made.id;
  const around = await venue.journal.corrections.around(ids.forgotten);
  const proposal = await venue.journal.proposals.propose(
    {
      ...{ memberId: 'm1', passageId: ids.forgotten, version: around?.version ?? '' },
      ...{ place: 'demo', words: 'I left at noon' },
      change: { kind: 'addExit', punchId: ids.forgotten, at: testNow - 30 * 3_600_000 },
    },
    testNow,
  );
  proposalId = proposal.id;
});
afterEach(() => venue.close());

const duty = (places: readonly string[] | '*', rights: readonly 'hours:read'[]) => ({
  ...{ places, rights, madeBy: 'system' },
});

async function staffWith(places: readonly string[] | '*', rights: readonly 'hours:read'[]) {
  const { identity } = web.deps;
  const link = await identity.createInvitation(
    'staff',
    null,
    testNow + 60_000,
    duty(places, rights),
  );
  const { id } = await identity.acceptInvitation(link, 'Ana', 'none', testNow);
  const cookie = `badgeuse-session=${await identity.createSession(id, testNow)}`;
  const { body } = await get(web.app, '/', { cookie });
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '', dashboard: body };
}

const countsWorkingTime = () => web.deps.registry.places.patch('demo', { purpose: 'worktime' });

describe.each([
  ['whose places are others', ['other'], ['hours:read'], false],
  ['without the right to hours, where working time is counted', '*', [], true],
] as const)('staff %s', (_, places, rights, isWorktime) => {
  const undone = async () => (await venue.journal.corrections.find(correctionId))?.undone;

  test('neither see nor undo what was corrected, on the pages', async () => {
    if (isWorktime) await countsWorkingTime();
    const { cookie, csrf, dashboard } = await staffWith(places, rights);
    expect(dashboard).not.toContain('href="/proposals"');
    const undo = await form(web.app, `/corrections/${correctionId}/undo`, { csrf }, { cookie });
    expect([undo.statusCode, await undone()]).toEqual([404, false]);
    for (const path of ['/corrections', '/rapport/badgeuse/', '/proposals']) {
      const { body, statusCode } = await get(web.app, `${path}?said=${correctionId}`, { cookie });
      expect([path, statusCode]).toEqual([path, 200]);
      expect([path, /Noé|I left at noon/.exec(body)]).toEqual([path, null]);
    }
    const accept = `/proposals/${proposalId}/accept`;
    expect((await form(web.app, accept, { csrf }, { cookie })).statusCode).toBe(404);
  });

  test('nor by the API: not made, not tried, not listed, not undone', async () => {
    if (isWorktime) await countsWorkingTime();
    const scopes = ['read', 'corrections:write', ...rights] as const;
    const limits = { scopes, places };
    const token = await web.deps.identity.createToken('staff', null, testNow, limits);
    const send = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) =>
      web.app.inject({
        ...{ method, url: `/api/v1/${path}`, headers: { authorization: `Bearer ${token}` } },
        ...(body && { payload: body }),
      });
    const change = { kind: 'voidPunch', punchId: venue.ids.forgotten, reason: 'mine' };
    const one = `corrections/${correctionId}`;
    for (const [method, path, body] of [
      ['POST', 'corrections', change],
      ['POST', 'corrections/preview', change],
      ['GET', one],
      ['PATCH', one, { undone: true }],
      ['DELETE', one],
      ['GET', `passages/${venue.ids.forgotten}/corrections`],
      ['PATCH', `proposals/${proposalId}`, { state: 'accepted' }],
    ] as const) {
      const { statusCode } = await send(method, path, body);
      expect([method, path, statusCode]).toEqual([method, path, 404]);
    }
    for (const list of ['corrections', 'proposals', 'passages'])
      expect([list, (await send('GET', list)).json().items]).toEqual([list, []]);
    expect((await send('GET', 'totals')).json().all.passages).toBe(0);
    expect(await undone()).toBe(false);
  });
});

test('whose place it is, with the right to hours, sees and undoes it', async () => {
  await countsWorkingTime();
  const { cookie, csrf, dashboard } = await staffWith(['demo'], ['hours:read']);
  expect(dashboard).toContain('href="/proposals"');
  expect((await get(web.app, '/corrections', { cookie })).body).toContain('Noé');
  expect((await get(web.app, '/proposals', { cookie })).body).toContain('I left at noon');
  const undo = `/corrections/${correctionId}/undo`;
  expect((await form(web.app, undo, { csrf }, { cookie })).statusCode).toBe(303);
  expect((await venue.journal.corrections.find(correctionId))?.undone).toBe(true);
});

test('a card’s past is given away by those of every place alone', async () => {
  const { cookie, csrf } = await staffWith(['demo'], []);
  const fields = { csrf, what: 'assignCard', member: 'm2', reason: 'card', do: 'save' };
  const url = `/passages/${venue.ids.today}/corrections`;
  const answer = await form(web.app, url, fields, { cookie });
  expect(answer.statusCode).toBe(403);
  expect((await venue.passage(venue.ids.today))?.memberId).toBe('m1');
});
