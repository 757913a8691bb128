import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { eraseAccounts } from '../../../cloud/store/erase-accounts.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { appendEntries } from '../../../cloud/store/ledger-entries.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { createAllowances, payAllowancesJob } from '../../../cloud/tokens/allowances.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace } from '../test-device.ts';

const at = (text: string) =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').epochMilliseconds;

async function venue(database: Database) {
  await seedPlace(database, []);
  const { db } = database;
  const join = (group: string, member: string) =>
    db.insertInto('member_group_member').values({ group_id: group, member_id: member }).execute();
  const known = (id: string, since: number, until: string | null = null) =>
    db
      .insertInto('member')
      .values({ id, name: id, email: null, created_at: since, valid_until: until })
      .execute();
  for (const id of ['residents', 'board'])
    await db.insertInto('member_group').values({ id, name: id, created_at: 0 }).execute();
  await known('ana', 0);
  await join('residents', 'ana');
  const clock = { now: at('2026-01-15T08:00') };
  const now = () => clock.now;
  const changed: number[] = [];
  const allowances = createAllowances(database, { now, changed: () => changed.push(clock.now) });
  const ledger = openLedger(database, { now, changed: () => undefined });
  let uses = 0;
  return {
    database,
    clock,
    known,
    join,
    changed,
    ledger,
    allowances,
    set: (groupId: string, units: number, keeps: boolean, since: string | null = null) =>
      allowances.set({ placeId: null, groupId, units, keeps, since }, 'staff:1'),
    /** The job of the hour. */
    async run(local: string) {
      clock.now = at(local);
      await payAllowancesJob(allowances).run();
    },
    /** A passage of hers that cost so much, or gave back so much. */
    use: (local: string, units: number) =>
      database.inTransaction((tx) => {
        const passage = `p${++uses}`;
        const of = { place: 'demo', area: 'demo', person: 'member:ana', passage } as const;
        const [from, to] = ['member:ana', 'used:demo'] as const;
        return appendEntries(unitOf(database, tx), [
          {
            ...{ key: `debit ${uses}`, kind: 'debit', of, rate: null, minutes: null },
            ...{ at: clock.now, usedAt: at(local), units: Math.abs(units), reverses: null },
            ...(units > 0 ? { from, to } : { from: to, to: from }),
          },
        ]);
      }),
    balance: (member = 'ana') => ledger.balanceOf(member),
    async moves(member = 'ana') {
      const { items } = await ledger.list({ memberId: member }, { limit: 100, cursor: null });
      return items.toReversed().map(({ kind, units }) => `${kind} ${units}`);
    },
  };
}

eachStore('tokens of each month', (store) => {
  test('are given once a month to who is in the group, in the place’s own months, and kept', async () => {
    const place = await venue(await store.open());
    expect(await place.set('residents', 1_000, true)).toMatchObject({
      ...{ placeId: 'demo', groupId: 'residents', since: '2026-01', paid: '2026-01' },
    });
    expect(await place.balance()).toBe(1_000);
    for (const again of ['2026-01-15T09:00', '2026-01-31T23:59']) await place.run(again);
    expect(await place.balance()).toBe(1_000);
    await place.run('2026-02-01T00:05');
    expect(await place.balance()).toBe(2_000);
    // Who comes later gets this month's at the next run, and none of before.
    await place.known('bob', at('2026-02-10T10:00'));
    await place.join('residents', 'bob');
    await place.known('old', 0, '2026-01-31');
    await place.join('residents', 'old');
    await place.run('2026-02-10T11:03');
    expect([await place.balance(), await place.balance('bob')]).toEqual([2_000, 1_000]);
    expect(await place.balance('old')).toBeNull();
    expect(await place.ledger.check()).toEqual([]);
    expect(place.changed).toHaveLength(3);
  });

  test('are made up for after months without a cloud, and a wrong clock gives no years of them', async () => {
    const place = await venue(await store.open());
    await place.set('residents', 1_000, true);
    await place.run('2026-05-03T10:00');
    expect(await place.balance()).toBe(5_000);
    await place.run('2099-05-03T10:00');
    await place.run('1970-01-01T00:01');
    expect(await place.balance()).toBe(6_000);
    await place.run('2026-06-03T10:00');
    await place.run('2026-06-03T11:00');
    expect(await place.balance()).toBe(7_000);
  });

  test('what is left expires with its month, as often as it is looked at; what comes late counts anew', async () => {
    const place = await venue(await store.open());
    await place.set('residents', 1_000, false);
    await place.ledger.give(
      { key: 'c', kind: 'credit', memberId: 'ana', placeId: 'demo', units: 200, words: 'payé' },
      'staff:1',
    );
    await place.use('2026-01-20T10:00', 300);
    await place.run('2026-01-31T23:30');
    expect(await place.balance()).toBe(900);
    for (const again of ['2026-02-01T00:03', '2026-02-02T00:03']) await place.run(again);
    const first = ['allowance 1000', 'credit 200', 'debit 300', 'allowance 1000', 'expiry 700'];
    expect(await place.moves()).toEqual(first);
    expect(await place.balance()).toBe(1_200);
    // A passage of January that was corrected: what was given back would have expired with it.
    await place.use('2026-01-21T10:00', -100);
    await place.run('2026-02-03T10:00');
    expect(await place.moves()).toEqual([...first, 'debit 100', 'reversal 700', 'expiry 800']);
    expect(await place.balance()).toBe(1_200);
    // A clock that is ahead lets go what is not over; it comes back.
    await place.run('2026-03-01T10:00');
    expect(await place.balance()).toBe(1_200);
    await place.run('2026-02-04T10:00');
    expect(await place.balance()).toBe(2_200);
    await place.run('2026-03-01T10:00');
    expect(await place.balance()).toBe(1_200);
    // Months nobody looked at: given, and gone.
    await place.run('2026-09-01T10:00');
    expect(await place.balance()).toBe(1_200);
    expect(await place.ledger.check()).toEqual([]);
  });

  test('two groups give both; what changes holds for the month, and who was erased is left alone', async () => {
    const place = await venue(await store.open());
    await place.join('board', 'ana');
    await place.set('residents', 1_000, false);
    await place.set('board', 500, true);
    expect(await place.balance()).toBe(1_500);
    await place.set('board', 300, true);
    expect(await place.balance()).toBe(1_300);
    await place.set('board', 0, true, '2026-02');
    await place.use('2026-01-20T10:00', 1_100);
    await place.run('2026-02-01T10:00');
    expect(await place.balance()).toBe(200 + 1_000);
    expect(
      (await place.allowances.list(['demo'])).map(({ since, units }) => [since, units]),
    ).toEqual([
      ['2026-01', 1_000],
      ['2026-02', 0],
      ['2026-01', 300],
    ]);
    await expect(place.set('residents', -1, true)).rejects.toMatchObject({ code: 'badRequest' });
    await expect(place.set('residents', 1, true, '2025-12')).rejects.toMatchObject({
      code: 'badRequest',
    });
    await expect(place.set('nobody', 1, true)).rejects.toMatchObject({ code: 'unknownReference' });
    const { db } = place.database;
    await place.database.inTransaction((tx) => eraseAccounts(tx, 'ana', []));
    await db.deleteFrom('member_group_member').where('member_id', '=', 'ana').execute();
    const entries = async () =>
      (await db.selectFrom('ledger_entry').select('number').execute()).length;
    const before = await entries();
    await place.run('2026-03-01T10:00');
    expect(await entries()).toBe(before);
  });
});
