import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testNow } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
const workshop = {
  id: 'solder',
  placeId: 'demo',
  title: 'Souder sans peur',
  trainer: 'Awa Diop',
  date: '2026-03-12',
  accessPoints: ['reader-door'],
  groupId: 'learners',
};
beforeAll(async () => {
  venue = await openVenue();
  await venue.web.deps.registry.groups.create({
    ...{ id: 'learners', name: 'Stagiaires', memberIds: ['m1', 'm2'] },
  });
});
afterAll(() => venue.close());
const send = (...asked: Parameters<typeof venue.web.send>) => venue.web.send(...asked);

describe('sessions', () => {
  test('are made, changed and listed by staff; what makes no sense is refused', async () => {
    const made = await send('staff', 'POST', '/api/v1/sessions', workshop);
    expect([made.status, made.json]).toEqual([
      201,
      { ...workshop, opensAt: null, splitAt: '13:00', closesAt: null },
    ]);
    const refused: readonly [object, string][] = [
      [{ opensAt: '18:00', closesAt: '09:00' }, 'badRequest'],
      [{ accessPoints: [] }, 'badRequest'],
      [{ accessPoints: ['nowhere'] }, 'unknownReference'],
      [{ groupId: 'nobody' }, 'unknownReference'],
      [{ date: '2026-02-30' }, 'badRequest'],
      [{ placeId: 'elsewhere' }, 'unknownReference'],
      [{ splitAt: '24:00' }, 'badRequest'],
    ];
    for (const [change, code] of refused) {
      const { id: _, ...fields } = workshop;
      const answer = await send('staff', 'POST', '/api/v1/sessions', { ...fields, ...change });
      expect([change, (answer.json as { code: string }).code]).toEqual([change, code]);
    }
    expect((await send('viewer', 'GET', '/api/v1/sessions')).status).toBe(403);
    // A group that a session expects stays until the session is another’s.
    const group = await send('staff', 'DELETE', '/api/v1/groups/learners');
    expect(group.json).toMatchObject({ code: 'inUse' });
  });

  test('know who was there, from the report itself', async () => {
    const answer = await send('staff', 'GET', '/api/v1/sessions/solder/attendance');
    expect(answer.json).toMatchObject({
      halfDays: [
        { name: 'morning', present: 0 },
        { name: 'afternoon', from: '2026-03-12T13:00:00+01:00', present: 1 },
      ],
      expected: [
        { memberId: 'm2', name: 'Élodie', times: [null, null] },
        { memberId: 'm1', name: 'Noé Béranger', times: [null, '2026-03-12T15:04:00+01:00'] },
      ],
      ...{ unexpected: [], outside: [], kept: true },
    });
    // A place that counts without names knows of nobody that they were absent.
    const { db } = venue.database;
    await db.updateTable('place').set({ nameless: 1 }).execute();
    const nameless = await send('staff', 'GET', '/api/v1/sessions/solder/attendance');
    expect(nameless.json).toMatchObject({ kept: false });
    await db.updateTable('place').set({ nameless: 0 }).execute();
    const { items } = await venue.web.deps.audit.list({}, { limit: 9, cursor: null });
    expect(items).toContainEqual(expect.objectContaining({ verb: 'seen', kind: 'session' }));
    expect((await send('staff', 'GET', '/api/v1/sessions/none/attendance')).status).toBe(404);
  });
});

const asked = { placeId: 'demo', memberId: 'm1', from: '2026-03-01', to: '2026-03-12' };

describe('certificates', () => {
  const verify = async (url: string) => {
    const c = new URL(url).search;
    const answer = await send(null, 'GET', `/api/v1/certificates/verification${c}`);
    return (answer.json as { verdict: string }).verdict;
  };

  test('are issued by staff, checked by anybody, and deny what was changed', async () => {
    const issued = await send('staff', 'POST', '/api/v1/certificates', asked);
    expect(issued.status).toBe(201);
    expect(issued.json).toMatchObject({ passages: 1, seconds: 7200, addedSeconds: 0, leftOut: 1 });
    const { verifyUrl } = issued.json as { verifyUrl: string };
    expect(await verify(verifyUrl)).toBe('confirmed');
    const text = new URL(verifyUrl).searchParams.get('c') ?? '';
    const values = JSON.parse(Buffer.from(text, 'base64url').toString());
    const forged = Buffer.from(
      JSON.stringify(values.map((one: unknown) => (one === 7200 ? 72_000 : one))),
    ).toString('base64url');
    expect(await verify(`http://x/verify?c=${forged}`)).toBe('notIssued');
    for (const nonsense of ['x', text.slice(0, -5), Buffer.from('[]').toString('base64url')])
      expect(await verify(`http://x/verify?c=${nonsense}`)).toBe('unknown');
    // The book says for whom, and not which one: nothing here leads from a digest to a person.
    const { items } = await venue.web.deps.audit.list(
      { memberId: 'm1' },
      { limit: 9, cursor: null },
    );
    expect(items[0]).toMatchObject({ verb: 'created', kind: 'certificate', id: null });
    const { code } = issued.json as { code: string };
    expect(JSON.stringify(items)).not.toContain(code);
  });

  test('are refused where somebody may not see all of the hours, or asks nonsense', async () => {
    const { app, deps } = venue.web;
    expect((await send('viewer', 'POST', '/api/v1/certificates', asked)).status).toBe(403);
    const backwards = { ...asked, from: '2026-03-12', to: '2026-03-01' };
    expect((await send('staff', 'POST', '/api/v1/certificates', backwards)).status).toBe(400);
    const stranger = { ...asked, memberId: 'nobody' };
    expect((await send('staff', 'POST', '/api/v1/certificates', stranger)).status).toBe(404);
    const { registry, identity } = deps;
    await registry.places.patch('demo', { purpose: 'worktime' });
    const limits = { scopes: ['read', 'members:write'] } as const;
    const token = await identity.createToken('staff', null, testNow, limits);
    const answer = await app.inject({
      ...{ method: 'POST', url: '/api/v1/certificates', payload: asked },
      headers: { authorization: `Bearer ${token}` },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'scopeMissing']);
    await registry.places.patch('demo', { purpose: 'usage' });
  });

  test('are checked thirty times a minute at most', async () => {
    const { app } = venue.web;
    const url = '/api/v1/certificates/verification?c=x';
    const ask = () => app.inject({ url, remoteAddress: '192.0.2.7' });
    const answers = [];
    for (let n = 0; n < 31; n++) answers.push((await ask()).statusCode);
    expect(answers.filter((status) => status === 200)).toHaveLength(30);
    expect(answers.at(-1)).toBe(429);
  });
});
