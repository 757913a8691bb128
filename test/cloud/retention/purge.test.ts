import { expect, test } from '@jest/globals';
import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { openJournal } from '../../../cloud/open-journal.ts';
import { everyPassage } from '../../../cloud/ports/report.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { totalsInProgress } from '../../../shared/domain/report-totals.ts';
import { keptFrom } from '../../../shared/domain/retention.ts';
import { eachStore } from '../each-store.ts';
import {
  correctSomething,
  deliver,
  derived,
  dice,
  journals,
  minute,
  received,
  seedWorkshop,
  start,
} from '../random-taps.ts';
import { seedAccessPoint, seedPlace, testDevice } from '../test-device.ts';

const day = 24 * 60 * minute;
const hour = 60 * minute;

/** As the report says, what is sealed included. */
async function totals(database: Database, now: number) {
  const journal = openJournal(database);
  const sums = totalsInProgress();
  for await (const rows of journal.passages.stream(everyPassage, now))
    for (const row of rows) sums.add(row);
  for (const month of await journal.seals.months()) sums.addSealed(month);
  await journal.close();
  const { all, byPlace, byArea, byMonth } = sums.totals();
  return { all, byPlace, byArea, byMonth };
}

/** Without what a rebuild may well do otherwise: nothing. */
const everything = async (database: Database) => {
  const { passages, punches, known } = await derived(database);
  return { passages, punches, known };
};

eachStore('retention', (store) => {
  test.each([[null], ['closeAtPlaceExit']] as const)(
    'in mid-history leaves totals as they were, and a rebuild begins at the line (%s)',
    async (missingExit) => {
      const roll = dice(missingExit === null ? 11 : 12);
      const database = await store.open();
      const devices = [testDevice('front'), testDevice('back')];
      await seedWorkshop(database, devices, { closes_at: '22:00' }, missingExit);
      await database.db.updateTable('place').set({ kept_usage_months: 1 }).execute();
      journals(roll, devices);
      const journal = openJournal(database);
      const { pairing, ingest } = journal;
      const corrections = createCorrections(database, pairing);
      const made: string[] = [];
      await deliver(
        roll,
        devices,
        (device, payload, receivedAt) => ingest.journal({ device: device.id, payload, receivedAt }),
        () => correctSomething(roll, database, corrections, made),
      );
      const count = async () => (await derived(database)).passages.length;
      const [all, taken] = [await count(), new Set<number>()];
      // The line moves through the ten days, a few nights at a time.
      for (const night of [4, 9]) {
        const now = start + night * day + 31 * day;
        const before = await totals(database, now);
        const went = await purge(database, pairing, now);
        expect(await totals(database, now)).toEqual(before);
        const rest = await everything(database);
        taken.add(rest.passages.length);
        await journal.rebuild();
        expect(await everything(database)).toEqual(rest);
        expect(await purge(database, pairing, now)).toEqual([]);
        for (const { place, why, digest } of went)
          expect([place, why, digest.length]).toEqual(['demo', 'retention', 64]);
      }
      expect(Math.min(...taken)).toBeLessThan(all / 2);
      expect(taken.size).toBe(2);
      await journal.close();
    },
    60_000,
  );

  test('keeps each for its purpose: a group before its access point, that before the place', async () => {
    const database = await store.open();
    const device = testDevice('reader');
    await seedPlace(database, [device]);
    await seedAccessPoint(database, device, 'gate');
    await seedAccessPoint(database, device, 'inner', { counts: 0 });
    const { db } = database;
    await db
      .updateTable('access_point')
      .set({ purpose: 'access' })
      .where('id', '=', 'gate')
      .execute();
    for (const id of ['ana', 'zoe'])
      await db.insertInto('member').values({ id, name: id, email: null, created_at: 0 }).execute();
    await db
      .insertInto('member_group')
      .values({ id: 'staff', name: 'Staff', created_at: 0, purpose: 'worktime' })
      .execute();
    await db
      .insertInto('member_group_member')
      .values({ group_id: 'staff', member_id: 'zoe' })
      .execute();
    for (const [uid, memberRef] of [
      ['04A1B2C3', 'ana'],
      ['04A1B2C4', 'zoe'],
    ] as const)
      for (const [i, accessPoint] of ['gate', 'reader-door'].entries()) {
        const at = start + i * 3 * hour;
        device.punch({ at, uid, memberRef, accessPoint, direction: 'in' });
        device.punch({ at: at + hour, uid, memberRef, accessPoint, direction: 'out' });
      }
    device.punch({ at: start, uid: '04A1B2C4', memberRef: 'zoe', accessPoint: 'inner' });
    device.refusal({ at: start, uid: '04A1B2C9' });
    const journal = openJournal(database);
    const send = () =>
      journal.ingest.journal({
        device: device.id,
        payload: device.batch(1, device.entries().length),
        receivedAt: start + day,
      });
    await send();
    const left = async () =>
      (await derived(database)).passages
        .map((one) => `${one.person} ${one.entry_access_point}`)
        .sort();
    const at = (months: number) => start + months * 31 * day;
    expect((await purge(database, journal.pairing, at(2))).length).toBe(0);
    const [seal] = await purge(database, journal.pairing, at(4));
    expect(seal?.counts).toEqual({ passages: 1, punches: 3, refusals: 1 });
    expect(seal?.months).toEqual([{ area: 'demo', month: '2026-10', passages: 1, ms: hour }]);
    expect(await left()).toEqual([
      'member:ana reader-door',
      'member:zoe gate',
      'member:zoe reader-door',
    ]);
    // The device did not hear its ack, and sends all of it again.
    expect(await send()).toMatchObject({ upTo: device.entries().length });
    expect(await left()).toHaveLength(3);
    await purge(database, journal.pairing, at(13));
    expect(await left()).toEqual(['member:zoe gate', 'member:zoe reader-door']);
    await send();
    await purge(database, journal.pairing, at(62));
    expect(await left()).toEqual([]);
    for (const table of ['entry', 'known_entry', 'punch', 'card_sequence'] as const)
      expect([table, await db.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
    expect(await journal.seals.months()).toEqual([
      { place: 'demo', area: 'demo', month: '2026-10', passages: 4, ms: 4 * hour },
    ]);
    expect(await db.selectFrom('purged').selectAll().execute()).toMatchObject([
      { first_seq: 1, last_seq: device.entries().length },
    ]);
    await journal.close();
  }, 60_000);

  test('where somebody was at home goes when no place keeps any passage from then', async () => {
    const database = await store.open();
    const { db } = database;
    await seedPlace(database, [testDevice('one')], {}, 'filature');
    await seedPlace(database, [testDevice('two')], {}, 'annexe');
    const months = { kept_access_months: 1, kept_usage_months: 1, kept_worktime_months: 1 };
    await db.updateTable('place').set(months).execute();
    const longest = { kept_worktime_months: 3 };
    await db.updateTable('place').set(longest).where('id', '=', 'annexe').execute();
    const now = Date.UTC(2026, 5, 15, 12);
    const kept = keptFrom(now, 3, 'Europe/Paris');
    const before = [kept - 1, kept, kept + 1].map((until) => ({
      ...({ kind: 'member', id: 'zoe', home: 'filature' } as const),
      until,
    }));
    await db.insertInto('home_before').values(before).execute();
    const journal = openJournal(database);
    const left = async () => (await db.selectFrom('home_before').select('until').execute()).length;
    await purge(database, journal.pairing, now, () => false);
    expect(await left()).toBe(3);
    await purge(database, journal.pairing, now);
    expect(await left()).toBe(1);
    await journal.close();
  });

  test('a device put back to an old image brings nothing back, and nothing is counted twice', async () => {
    const database = await store.open();
    const device = testDevice('reader');
    await seedPlace(database, [device]);
    const journal = openJournal(database);
    const send = (receivedAt: number) =>
      journal.ingest.journal({
        device: device.id,
        payload: device.batch(1, device.entries().length),
        receivedAt,
      });
    const hours = [0, 1, 24, 26];
    for (const at of hours) device.punch({ at: start + at * hour });
    device.refusal({ at: start + hour });
    await send(start + 2 * day);
    const now = start + 400 * day;
    await purge(database, journal.pairing, now);
    const before = await totals(database, now);
    expect(before.all.passages).toBe(2);

    // What it holds from then, unsent as far as it knows, comes under other numbers, with a tap that nobody knows yet.
    const copied = device.entries();
    device.newEpoch('epoch 2', copied);
    device.punch({ at: now - day });
    expect(await send(now)).toMatchObject({ upTo: copied.length + 1 });
    const { passages } = await derived(database);
    expect(passages.map(({ entry_at }) => entry_at)).toEqual([now - day]);
    const kept = await database.db.selectFrom('entry').select('key').execute();
    expect(kept).toHaveLength(1);
    await purge(database, journal.pairing, now);
    const after = await totals(database, now);
    expect(after.all.passages).toBe(before.all.passages + 1);
    expect(after.all.seconds).toBe(before.all.seconds);
    expect(await send(now + hour)).toMatchObject({ upTo: copied.length + 1 });
    expect(await database.db.selectFrom('entry').select('key').execute()).toEqual(kept);
    await journal.close();
  });

  test('tells what went, chained: a seal that was altered shows', async () => {
    const database = await store.open();
    const device = testDevice('reader');
    await seedPlace(database, [device]);
    const journal = openJournal(database);
    for (let i = 0; i < 3; i++) device.punch({ at: start + i * 200 * day, direction: 'presence' });
    const payload = device.batch(1, 3);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: received });
    for (const days of [400, 600]) await purge(database, journal.pairing, start + days * day);
    const { items } = await journal.seals.list({ limit: 10, cursor: null });
    expect(items.map(({ number, counts }) => [number, counts.passages])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    expect(await journal.seals.firstBroken('demo')).toBeNull();
    await database.db.updateTable('seal').set({ months: '[]' }).where('number', '=', 1).execute();
    expect(await journal.seals.firstBroken('demo')).toBe(1);
    await journal.close();
  });
});
