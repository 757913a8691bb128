import { expect, test } from '@jest/globals';
import { rebuildAll } from '../../../cloud/pairing/rebuild.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { eachStore } from '../each-store.ts';
import type { WebFixture } from './fixture.ts';
import { instantOf, workedMembers } from './worked-month.ts';
import { openWorkedVenues } from './worked-venues.ts';

const longAgo = 'from=2026-01-01&to=2026-12-31';

/** Everything that a purge leaves as it was: nameless totals, what every member holds, and how it came to that. */
async function whatStays({ send, deps }: WebFixture) {
  const stays: Record<string, unknown> = {};
  for (const by of ['month', 'place', 'area'])
    stays[by] = (await send('admin', 'GET', `/api/v1/totals?${longAgo}&by=${by}`)).json;
  for (const { id } of workedMembers) {
    stays[`${id} holds`] = await deps.ledger.balanceOf(id);
    stays[`${id} moved`] = await deps.ledger.statement(id, 0, Number.MAX_SAFE_INTEGER);
  }
  stays['faults'] = await deps.ledger.check();
  return stays;
}

const derived = async ({ db }: Database) => ({
  passages: await db.selectFrom('passage').selectAll().orderBy('place').orderBy('id').execute(),
  punches: await db
    .selectFrom('punch')
    .select(['key', 'at', 'role', 'passage_id', 'person'])
    .orderBy('key')
    .execute(),
});

eachStore('a purge in mid-history', (store) => {
  test('leaves totals, the ledger and certificates as they were, and a rebuild begins at the line', async () => {
    const database = await store.open();
    const { web, clock, pairing, sendAgain, tap, close } = await openWorkedVenues(database);
    const { registry } = web.deps;
    for (const { id } of (await registry.places.list({ limit: 9, cursor: null })).items)
      await registry.places.patch(id, {
        usageKeptMonths: 1,
        accessKeptMonths: 1,
        worktimeKeptMonths: 1,
      });
    for (const [day, placeId] of [
      ['2026-10-12', 'atelier'],
      ['2026-10-13', 'filature'],
      ['2026-10-20', 'filature'],
    ] as const) {
      const accessPoints = [`${placeId}-door`];
      await registry.sessions.create({ placeId, title: day, date: day, accessPoints });
    }

    const issued = async (memberId: string, placeId: string, from: string, to: string) => {
      const body = { memberId, placeId, from: `2026-${from}`, to: `2026-${to}` };
      const { status, json } = await web.send('staff', 'POST', '/api/v1/certificates', body);
      expect([memberId, status]).toEqual([memberId, 201]);
      return new URL((json as { verifyUrl: string }).verifyUrl).search;
    };
    const verdictOf = async (paper: string) => {
      const url = `/api/v1/certificates/verification${paper}`;
      return ((await web.send(null, 'GET', url)).json as { verdict: string }).verdict;
    };
    const papers = {
      gone: await issued('chloe', 'atelier', '10-01', '10-12'),
      across: await issued('ana', 'atelier', '10-01', '10-31'),
      kept: await issued('hugo', 'filature', '10-19', '10-31'),
    };
    const verdicts = async () => ({
      gone: await verdictOf(papers.gone),
      across: await verdictOf(papers.across),
      kept: await verdictOf(papers.kept),
    });
    expect(await verdicts()).toEqual({ gone: 'confirmed', across: 'confirmed', kept: 'confirmed' });

    // The line is midnight of the 15th: half of the month lies before it.
    clock.now = instantOf('11-15 03:40');
    const before = await whatStays(web);
    const all = (await derived(database)).passages.length;
    const seals = await purge(database, pairing, clock.now);
    const rest = await derived(database);
    expect([all, rest.passages.length]).toEqual([28, 15]);
    expect(seals.map(({ place, counts }) => [place, counts])).toEqual([
      ['atelier', { passages: 10, punches: 20, corrections: 2, sessions: 1, certificates: 1 }],
      ['fablab', { passages: 1, punches: 2 }],
      ['filature', { passages: 2, punches: 4, sessions: 1 }],
    ]);

    const asItWas = async () => {
      expect(await whatStays(web)).toEqual(before);
      // What a paper stands on is kept no longer: that says nothing against it.
      expect(await verdicts()).toEqual({ gone: 'notKept', across: 'notKept', kept: 'confirmed' });
      expect(await derived(database)).toEqual(rest);
    };
    await asItWas();
    await rebuildAll(database, pairing);
    await asItWas();
    await sendAgain();
    await asItWas();
    expect(await purge(database, pairing, clock.now)).toEqual([]);

    // From the line on history goes on: a rate set for all of October prices anew what is left of it alone.
    const { ledger, rates } = web.deps;
    const held = async (id: string) => (await ledger.balanceOf(id)) ?? 0;
    const [ana, bruno] = [await held('ana'), await held('bruno')];
    const terms = { unitsPerHour: 200, roundingStepMinutes: 60, rounding: 'up' } as const;
    const free = { freeMinutes: 0, minimumUnits: 0, missingExitUnits: null, prepaidUnits: 0 };
    const atelier = { placeId: 'atelier', scope: 'area', of: 'atelier' } as const;
    const since = instantOf('10-01 00:00');
    await rates.set(
      { ...atelier, terms: { ...terms, ...free }, since: instantOf('10-15 00:00') },
      'staff:1',
    );
    expect([await held('ana'), await held('bruno')]).toEqual([ana + 480 - 800, bruno]);
    await rates.set({ ...atelier, terms: { ...terms, ...free }, since }, 'staff:1');
    expect([await held('ana'), await held('bruno')]).toEqual([ana + 480 - 800, bruno]);
    await tap('atelier-door', 'bruno', '11-15 09:00');
    await tap('atelier-door', 'bruno', '11-15 10:00');
    expect(await held('bruno')).toBe(bruno - 200);
    // Emma's pass was used on a day that is gone: it is not hers again.
    const emma = await held('emma');
    await tap('atelier-door', 'emma', '11-15 11:00');
    await tap('atelier-door', 'emma', '11-15 12:00');
    expect(await held('emma')).toBe(emma - 200);
    expect(await ledger.check()).toEqual([]);
    await close();
  }, 60_000);
});
