import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { openSettlements } from '../../../cloud/store/settlements.ts';
import { settleMonth } from '../../../cloud/web/settlement/settle-month.ts';
import { totalsInProgress } from '../../../shared/domain/report-totals.ts';
import type { SettlementRate } from '../../../shared/domain/settlement-rate.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { seedPlace, type TestDevice, testDevice } from '../test-device.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Monday 2 March 2026, 09:00 in Paris. */
const start = Date.UTC(2026, 2, 2, 8);
const now = start + 20 * day;
const author = { madeBy: 'staff:zoe', madeAt: now, reason: 'seen' };
const made = { at: now, by: 'staff:zoe', thisMonth: '2026-03' };

/** Two venues; Zoé is of one and goes to the other, Noé the other way round, a card of nobody to both. */
async function openFilled(store: FreshStore) {
  const database = await store.open();
  const [one, two] = [testDevice('one'), testDevice('two')];
  await seedPlace(database, [one], {}, 'filature');
  await seedPlace(database, [two], {}, 'annexe');
  for (const [id, home] of [
    ['zoe', 'filature'],
    ['noe', 'annexe'],
    ['max', null],
  ] as const)
    await database.db
      .insertInto('member')
      .values({ id, name: id, email: null, created_at: 0, home_place: home })
      .execute();
  const uids = { zoe: '04A1A1A1', noe: '04B2B2B2', max: '04C3C3C3', card: '04D4D4D4' };
  await database.db
    .insertInto('card')
    .values({
      ...{ id: 'c1', uid: uids.card, tag8: uids.card, number: null, member_id: null },
      ...{ state: 'active', valid_from: null, valid_until: null, created_at: 0 },
      home_place: 'filature',
    })
    .execute();
  const visit = (device: TestDevice, who: keyof typeof uids, from: number, hours: number) => {
    const tap = { uid: uids[who], memberRef: who === 'card' ? null : who };
    const entry = device.punch({ at: from, ...tap });
    const exit = device.punch({ at: from + hours * hour, ...tap });
    return { entry, exit };
  };
  visit(two, 'zoe', start, 3);
  visit(two, 'zoe', start + 4 * hour, 2);
  const short = visit(two, 'zoe', start + day, 4);
  visit(two, 'card', start + 2 * day, 1);
  visit(two, 'max', start + 3 * day, 1);
  visit(two, 'noe', start + 4 * day, 8);
  visit(one, 'noe', start, 5);
  one.punch({ at: start + day, uid: uids.noe, memberRef: 'noe' });
  const journal = openJournal(database);
  let receivedAt = now;
  const send = async (device: TestDevice) => {
    const payload = device.batch(1, device.entries().length);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: receivedAt++ });
  };
  for (const device of [one, two]) await send(device);
  const registryAt = (at: number) =>
    openRegistry(database, journal.hooks, { now: () => at, log: silentLogger });
  const settlements = openSettlements(database);
  const settle = async (month = '2026-03') => {
    const asked = { month, now: receivedAt, counts: () => true };
    return settleMonth({ passages: journal.passages, settlements }, asked);
  };
  const shown = async () =>
    (await settle()).map((cell) => [
      ...[cell.home, cell.visited, cell.passages, cell.ms / hour, cell.halfDays, cell.days],
      cell.owed,
    ]);
  return { database, journal, settlements, settle, shown, short, two, visit, send, registryAt };
}

const rate = (over: Partial<SettlementRate> = {}): Omit<SettlementRate, 'id'> => ({
  ...{ home: 'filature', visited: 'annexe', since: '2026-01' },
  terms: { per: 'halfDay', unit: 'EUR', amount: 600 },
  ...over,
});

eachStore('settlement', (store) => {
  test('counts whose people were where, and the same as the report in all', async () => {
    const { journal, settle, shown } = await openFilled(store);
    expect(await shown()).toEqual([
      ['annexe', 'annexe', 1, 8, 0, 1, null],
      ['annexe', 'filature', 2, 5, 0, 1, null],
      ['filature', 'annexe', 4, 10, 2, 1, null],
      [null, 'annexe', 1, 1, 1, 0, null],
    ]);
    const forgotten = (await settle()).find(({ visited }) => visited === 'filature');
    expect(forgotten).toMatchObject({ unconfirmed: 1, unconfirmedMs: 0 });
    const totals = totalsInProgress();
    const march = { from: '2026-03-01', to: '2026-03-31' } as const;
    const filter = { ...march, place: null, area: null, member: null };
    const all = { ...filter, accessPoint: null, status: null };
    for await (const rows of journal.passages.stream(all, now))
      for (const row of rows) totals.add(row);
    const cells = await settle();
    expect(totals.totals().all).toEqual({
      passages: cells.reduce((sum, { passages }) => sum + passages, 0),
      seconds: cells.reduce((sum, { ms }) => sum + ms, 0) / 1000,
    });
    expect(await settle('2026-04')).toEqual([]);
    await journal.close();
  });

  test('a correction, another home and another rate are in the next answer', async () => {
    const { database, journal, settlements, shown, short } = await openFilled(store);
    const ofFilature = async () => (await shown()).find(([home]) => home === 'filature');
    await settlements.setRate(rate(), made);
    expect(await ofFilature()).toEqual(['filature', 'annexe', 4, 10, 2, 1, 2_400]);
    // The four hours were five: half a day more.
    const at = start + day + 5 * hour;
    await journal.corrections.record({ kind: 'voidPunch', punchId: short.exit.id }, author);
    await journal.corrections.record({ kind: 'addExit', punchId: short.entry.id, at }, author);
    const [, , , hours, halfDays, days, owed] = (await ofFilature()) ?? [];
    expect([hours, halfDays, days, owed]).toEqual([11, 1, 2, 3_000]);
    await settlements.setRate(rate({ since: '2026-03', terms: null }), made);
    expect((await ofFilature())?.at(-1)).toBeNull();
    await settlements.setRate(
      rate({ terms: { per: 'passage', unit: 'TIM', amount: 50 }, since: '2026-02' }),
      made,
    );
    expect((await ofFilature())?.at(-1)).toBeNull();
    await settlements.setRate(
      rate({ terms: { per: 'passage', unit: 'TIM', amount: 50 }, since: '2026-03' }),
      made,
    );
    expect((await ofFilature())?.at(-1)).toBe(200);
    await database.db
      .updateTable('card')
      .set({ home_place: 'annexe' })
      .where('id', '=', 'c1')
      .execute();
    expect((await ofFilature())?.slice(2, 4)).toEqual([3, 10]);
    await journal.close();
  });

  test('a month that was shown is the same, byte for byte, after a move, and the next one is not', async () => {
    const { database, journal, two, visit, settle, send, registryAt } = await openFilled(store);
    const march = JSON.stringify(await settle());
    const move = async (at: number, memberId: string, homePlaceId: string | null) => {
      await registryAt(at).members.patch(memberId, { homePlaceId });
    };
    const april = Date.UTC(2026, 3, 1, 8);
    // In since before the move, out after it: of the home she came from.
    visit(two, 'zoe', april, 2);
    await send(two);
    await move(april + hour, 'zoe', 'annexe');
    await registryAt(april + hour).cards.patch('c1', { homePlaceId: 'annexe' });
    await move(april + hour, 'noe', null);
    expect(JSON.stringify(await settle())).toBe(march);
    visit(two, 'zoe', april + day, 1);
    await send(two);
    await move(april + 2 * day, 'zoe', 'filature');
    visit(two, 'zoe', april + 3 * day, 5);
    await send(two);
    const ofApril = async () =>
      (await settle('2026-04')).map(({ home, passages, ms }) => [home, passages, ms / hour]);
    const both = [
      ['annexe', 1, 1],
      ['filature', 2, 7],
    ];
    expect(await ofApril()).toEqual(both);
    await journal.rebuild();
    expect(await ofApril()).toEqual(both);
    // Who is removed, and a card that is, leave behind what they did.
    await registryAt(april + 4 * day).cards.remove('c1');
    await registryAt(april + 4 * day).members.remove('zoe');
    expect(JSON.stringify(await settle())).toBe(march);
    expect(await ofApril()).toEqual(both);
    expect(await database.db.selectFrom('home_before').select('id').execute()).toHaveLength(6);
    await journal.close();
  });

  test('a home that was a mistake is put right for what was before, too', async () => {
    const { database, journal, settlements, shown, registryAt } = await openFilled(store);
    const [one, later] = [now + hour, now + 2 * hour];
    await registryAt(one).members.patch('zoe', { homePlaceId: 'annexe' });
    const before = await shown();
    const by = { name: 'staff:zoe', mayTouch: () => undefined, homeWasWrong: true };
    // She was of the annexe since an hour before: that was a mistake, and nothing else.
    await registryAt(later).members.patch('zoe', { homePlaceId: null }, by);
    expect(await shown()).toEqual(before);
    expect(await settlements.homesBefore('member', 'zoe')).toEqual([
      { until: one, home: 'filature' },
    ]);
    const noe = (await shown()).filter(([home]) => home === 'annexe').length;
    await registryAt(later).members.patch('noe', { homePlaceId: 'filature' }, by);
    expect([noe, (await shown()).filter(([home]) => home === 'annexe')]).toEqual([2, []]);
    await registryAt(later).cards.patch('c1', { homePlaceId: 'annexe' }, by);
    expect((await shown()).filter(([home]) => home === 'annexe')).toHaveLength(1);
    expect(await settlements.homesBefore('card', '04D4D4D4')).toEqual([]);
    // What is no change of home corrects none.
    await registryAt(later).members.patch('noe', { name: 'Noé' }, by);
    const told = await database.db
      .selectFrom('audit')
      .select(['subject'])
      .where('details', 'like', '%homeWasWrong%')
      .execute();
    expect(told.map(({ subject }) => subject).sort()).toEqual(['c1', 'noe', 'zoe']);
    await journal.close();
  });

  test('a rate is kept with every version before it; an absurd one, or one of nowhere, is refused', async () => {
    const { database, journal, settlements } = await openFilled(store);
    const first = await settlements.setRate(rate(), made);
    const second = await settlements.setRate(rate({ terms: null }), made);
    expect(await settlements.rates()).toEqual([second, first]);
    const refused = async (over: Partial<SettlementRate>, code: string) =>
      expect(settlements.setRate(rate(over), made)).rejects.toMatchObject({ code });
    await refused({ terms: { per: 'day', unit: 'EUR', amount: -1 } }, 'badRequest');
    await refused({ terms: { per: 'day', unit: 'EUR', amount: 100_001 } }, 'badRequest');
    await refused({ visited: 'filature' }, 'badRequest');
    await refused({ since: '2035-01' }, 'badRequest');
    await refused({ visited: 'nowhere' }, 'unknownReference');
    expect(await settlements.rates()).toHaveLength(2);
    const told = await database.db
      .selectFrom('audit')
      .select(['verb', 'kind', 'place'])
      .where('kind', '=', 'rate')
      .execute();
    expect(told).toEqual([
      { verb: 'changed', kind: 'rate', place: 'annexe' },
      { verb: 'changed', kind: 'rate', place: 'annexe' },
    ]);
    await journal.close();
  });

  test('where there is one place, it is everybody’s home', async () => {
    const database = await store.open();
    await seedPlace(database, [testDevice('one')]);
    const { only } = await openSettlements(database).homes();
    expect(only).toBe('demo');
  });
});
