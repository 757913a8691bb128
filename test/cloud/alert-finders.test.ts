import { expect, test } from '@jest/globals';
import { findersOf, lookForAlerts } from '../../cloud/alerts/look-for-alerts.ts';
import { openJournal } from '../../cloud/open-journal.ts';
import { type AlertKind, noAlerts } from '../../cloud/ports/alerts.ts';
import { openAlertSettings } from '../../cloud/store/alert-settings.ts';
import { openLedger } from '../../cloud/store/ledger.ts';
import { openMailLinks } from '../../cloud/store/mail-links.ts';
import { purgeAlerts } from '../../cloud/store/purge-alerts.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { openTestRegistry } from './open-test-registry.ts';
import { placeRow } from './place-row.ts';
import { seedPlace, testDevice } from './test-device.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Tuesday 10 March 2026, 15:00 in Paris. */
const start = Date.UTC(2026, 2, 10, 14);

/** Two places of which both want to know of one kind; the reader and its door are at the first. */
async function openFinders(store: FreshStore, kind: AlertKind) {
  const database = await store.open();
  const { db } = database;
  const clock = { now: start };
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  const other = { ...placeRow, id: 'other', name: 'Other', time_zone: 'Europe/Paris' };
  await db.insertInto('place').values(other).execute();
  const wanted = { staff: 'atOnce', member: true, webhook: false } as const;
  const settings = {
    ...{ ...noAlerts, addresses: ['desk@example.org'] },
    kinds: { ...noAlerts.kinds, [kind]: wanted },
  };
  for (const place of ['demo', 'other'])
    await openAlertSettings(database).save(place, settings, start - hour);
  const journal = openJournal(database);
  let stored = 0;
  const finders = findersOf(database, start - day);
  return {
    ...{ database, db, clock, device, journal },
    registry: openTestRegistry(database, () => clock.now),
    look: (with_ = finders) => lookForAlerts({ database, mails: true, finders: with_ }, clock.now),
    /** What the reader wrote since, as it sends it. */
    async sent() {
      const payload = device.batch(stored + 1, device.entries().length);
      stored = device.entries().length;
      await journal.ingest.journal({ device: device.id, payload, receivedAt: clock.now });
    },
    alerts: async () =>
      (
        await db.selectFrom('alert').select(['about', 'place', 'member_id']).orderBy('id').execute()
      ).map(({ about, place, member_id }) => ({ place, member_id, ...JSON.parse(about) })),
    seen: (at: number) =>
      db
        .insertInto('device_state')
        .values({
          ...{ device: 'reader', last_seen_at: at, online: 1, connection: 1, boot: null },
          ...{ access_version: 0, config_version: 0, unsent: 0, complete_until: at, hello: null },
        })
        .onConflict((one) => one.column('device').doUpdateSet({ last_seen_at: at }))
        .execute(),
  };
}

eachStore('what there is to tell', (store) => {
  test('a door forced or held open, once each, also to who starts anew', async () => {
    const a = await openFinders(store, 'doorAlarm');
    a.device.door(start - 2 * hour, 'forced');
    a.device.door(start - minute, 'opened');
    await a.sent();
    // Before anybody wanted to know, and a door that was only opened.
    expect(await a.look()).toBe(0);
    const forced = a.device.door(start, 'forced');
    a.device.door(start + minute, 'heldOpen');
    await a.sent();
    expect([await a.look(), await a.look()]).toEqual([2, 0]);
    expect(await a.look(findersOf(a.database, start))).toBe(0);
    expect((await a.alerts()).toSorted((x, y) => x.at - y.at)).toEqual([
      { place: 'demo', member_id: null, event: 'forced', door: 'front', at: Date.parse(forced.at) },
      { place: 'demo', member_id: null, event: 'heldOpen', door: 'front', at: start + minute },
    ]);
    a.device.door(start + 2 * minute, 'forced');
    await a.sent();
    // The reader was away for long: nobody runs any more.
    a.clock.now += 2 * day;
    expect(await a.look()).toBe(0);
  });

  test('a door of which nothing could be written down is told at the next look', async () => {
    const a = await openFinders(store, 'doorAlarm');
    a.device.door(start, 'fire');
    await a.sent();
    await a.db.schema.alterTable('alert').renameTo('alert_away').execute();
    await expect(a.look()).rejects.toThrow();
    await a.db.schema.alterTable('alert_away').renameTo('alert').execute();
    expect(await a.look()).toBe(1);
  });

  test('a device that says nothing for a quarter of an hour, and again after it came back', async () => {
    const a = await openFinders(store, 'silentDevice');
    // One that was never heard is not silent.
    expect(await a.look()).toBe(0);
    await a.seen(start - 15 * minute);
    expect(await a.look()).toBe(0);
    a.clock.now += minute;
    // This cloud was away itself.
    expect(await a.look(findersOf(a.database, start - 10 * minute))).toBe(0);
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    expect(await a.alerts()).toMatchObject([{ device: 'reader', since: start - 15 * minute }]);
    await a.seen(a.clock.now);
    expect(await a.look()).toBe(0);
    a.clock.now += 16 * minute;
    expect(await a.look()).toBe(1);
    // Where it says little, it is waited for longer.
    await a.seen(a.clock.now);
    await a.registry.places.patch('demo', { helloSeconds: 600 });
    expect(await a.look()).toBe(0);
    a.clock.now += 16 * minute;
    expect(await a.look()).toBe(0);
    await a.db.updateTable('device').set({ state: 'revoked' }).execute();
    a.clock.now += day;
    expect(await a.look()).toBe(0);
  });

  test('less than the place says, where it moved last, and again after it was topped up', async () => {
    const a = await openFinders(store, 'lowBalance');
    const ledger = openLedger(a.database, { now: () => a.clock.now, changed: () => undefined });
    for (const id of ['ada', 'bo', 'cy'])
      await a.registry.members.create({ id, name: id, email: `${id}@example.org` });
    const give = (key: string, memberId: string, units: number) =>
      ledger.give(
        { key, kind: 'credit', memberId, placeId: 'demo', units, words: 'x' },
        'staff:zoe',
      );
    // This one was low before anybody wanted to know.
    a.clock.now = start - 2 * hour;
    await give('0', 'cy', 50);
    a.clock.now = start;
    expect(await a.look()).toBe(0);
    await give('1', 'ada', 99);
    await give('2', 'bo', 100);
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    expect(await a.alerts()).toEqual([{ place: 'demo', member_id: 'ada' }]);
    const { line } = await give('3', 'ada', 200);
    expect(await a.look()).toBe(0);
    await ledger.undo(line.id, { words: 'y', by: 'staff:zoe', places: '*' });
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    // The line of the place, which its readers go by too.
    await a.registry.places.patch('demo', { lowBalanceUnits: 101 });
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    expect(await a.alerts()).toContainEqual({ place: 'demo', member_id: 'bo' });
    // At zero nobody is warned.
    await a.registry.places.patch('demo', { lowBalanceUnits: 0 });
    expect(await a.look()).toBe(0);
    await a.registry.places.patch('demo', { lowBalanceUnits: 100 });
    expect(await a.look()).toBe(1);
  });

  test('a place that is full, and again after somebody left, but once an hour however often', async () => {
    const a = await openFinders(store, 'capacity');
    a.device.punch({ at: start - 2 * minute, uid: '04A1B2C3D4E501' });
    await a.sent();
    expect(await a.look()).toBe(0);
    await a.registry.places.patch('demo', { capacity: 2 });
    expect(await a.look()).toBe(0);
    a.device.punch({ at: start - minute, uid: '04A1B2C3D4E502' });
    await a.sent();
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    expect(await a.alerts()).toMatchObject([{ place: 'demo', inside: 2, capacity: 2 }]);
    a.clock.now = start + 10 * minute;
    a.device.punch({ at: start + minute, uid: '04A1B2C3D4E501' });
    await a.sent();
    expect(await a.look()).toBe(0);
    a.device.punch({ at: start + 2 * minute, uid: '04A1B2C3D4E501' });
    await a.sent();
    expect(await a.look()).toBe(0);
    a.clock.now = start + 59 * minute;
    expect(await a.look()).toBe(0);
    a.clock.now = start + 60 * minute;
    expect([await a.look(), await a.look()]).toEqual([1, 0]);
    // Set back by a day, the clock says the first time of that day.
    await a.registry.places.patch('demo', { capacity: 9 });
    expect(await a.look()).toBe(0);
    await a.registry.places.patch('demo', { capacity: 1 });
    expect(await a.look()).toBe(0);
    a.clock.now = start - 5 * 60 * minute;
    expect(await a.look()).toBe(1);
  });

  test('an incident of the place or of no device, until somebody closes it', async () => {
    const a = await openFinders(store, 'incident');
    const happened = (
      id: string,
      device: string | null,
      at: number,
      closed: number | null = null,
    ) =>
      a.db
        .insertInto('incident')
        .values({
          ...{ id, kind: 'chainBroken', device, at, details: '{}', same: id },
          ...{ closed_at: closed, closed_by: null, note: null },
        })
        .execute();
    await happened('before', 'reader', start - 2 * hour);
    await happened('closed', 'reader', start, start);
    expect(await a.look()).toBe(0);
    await happened('here', 'reader', start);
    await happened('nowhere', null, start);
    expect([await a.look(), await a.look()]).toEqual([3, 0]);
    const told = (await a.alerts()).map(({ place, incident }) => `${place} ${incident}`);
    expect(told.toSorted()).toEqual(['demo here', 'demo nowhere', 'other nowhere']);
  });

  test('what is over is kept for a while, what lasts and what was never sent longer', async () => {
    const a = await openFinders(store, 'silentDevice');
    await a.seen(start - hour);
    await a.look();
    const id = (await a.db.selectFrom('alert').select('id').executeTakeFirstOrThrow()).id;
    const links = openMailLinks(a.database, newKeyPair().privateKey);
    const of = { memberId: 'ada', passageId: 'p-1', placeId: 'demo' };
    await links.exitFor('d-1', of, start);
    const left = async (at: number) => {
      await purgeAlerts(a.database, at);
      const count = async (table: 'alert' | 'dispatch' | 'exit_link') =>
        (await a.db.selectFrom(table).selectAll().execute()).length;
      return [await count('alert'), await count('dispatch'), await count('exit_link')];
    };
    expect(await left(start + 14 * day)).toEqual([1, 1, 1]);
    expect(await left(start + 14 * day + 1)).toEqual([1, 1, 0]);
    await a.db.updateTable('dispatch').set({ state: 'delivered', done_at: start }).execute();
    expect(await left(start + 30 * day)).toEqual([1, 1, 0]);
    expect(await left(start + 30 * day + 1)).toEqual([1, 0, 0]);
    // A device that is silent for a year is told of once.
    expect(await left(start + 365 * day)).toEqual([1, 0, 0]);
    await a.db.updateTable('alert').set({ lasts: 0 }).where('id', '=', id).execute();
    expect(await left(start + 90 * day)).toEqual([1, 0, 0]);
    expect(await left(start + 90 * day + 1)).toEqual([0, 0, 0]);
  });
});
