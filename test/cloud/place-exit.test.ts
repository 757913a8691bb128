import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { concernedAreas, placeChangeOf } from '../../cloud/pairing/place-exits.ts';
import type { SequenceChange } from '../../cloud/pairing/repair-sequence.ts';
import { everyPassage } from '../../cloud/ports/report.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedAccessPoint, seedPlace, type TestDevice, testDevice } from './test-device.ts';

const hour = 3_600_000;
/** Monday 2 March 2026, 00:00 in Paris. */
const monday = Date.UTC(2026, 2, 1, 23);

/** One place with a front door, an inner door that does not count, and a laser cutter as an area of its own. */
async function openPlace(store: FreshStore, missingExit: 'flag' | 'closeAtPlaceExit') {
  const database = await store.open();
  const front = testDevice('front', 'front');
  const laser = testDevice('laser', 'laser-off');
  await seedPlace(database, [front, laser]);
  await database.db
    .insertInto('area')
    .values({
      ...{ id: 'laser', place_id: 'demo', name: 'Laser', missing_exit: missingExit },
      ...{ max_visit_minutes: null, closes_at: null, debounce_seconds: null, purpose: null },
    })
    .execute();
  await seedAccessPoint(database, front, 'inner', { counts: 0 });
  await seedAccessPoint(database, laser, 'laser', { area_id: 'laser' });
  const journal = openJournal(database);
  const sent = new Map<TestDevice, number>();
  return {
    database,
    tap(device: 'front' | 'laser', accessPoint: string, at: number) {
      (device === 'front' ? front : laser).punch({ at: monday + at * hour, accessPoint });
    },
    async send(device: 'front' | 'laser') {
      const from = device === 'front' ? front : laser;
      const first = (sent.get(from) ?? 0) + 1;
      const last = from.entries().length;
      sent.set(from, last);
      const payload = from.batch(first, last);
      await journal.ingest.journal({ device: from.id, payload, receivedAt: monday + 240 * hour });
    },
    journal,
    front: () => front.entries(),
    /** `area entry-exit status`, hours of that Monday, as the report shows it at `now`. */
    async report(now: number) {
      const page = { limit: 100, cursor: null };
      const { items } = await journal.passages.page(everyPassage, monday + now * hour, page);
      const hourOf = (end: { at: number } | null) => (end ? (end.at - monday) / hour : '?');
      return items.map(
        (row) => `${row.area} ${hourOf(row.entry)}-${hourOf(row.exit)} ${row.status}`,
      );
    },
    end: () => journal.close(),
  };
}

eachStore('a stay in an area of its own, within a place', (store) => {
  test('is metered within the stay, and a door that does not count counts nothing', async () => {
    const place = await openPlace(store, 'flag');
    place.tap('front', 'front', 9);
    place.tap('front', 'inner', 9.25);
    place.tap('laser', 'laser', 10);
    place.tap('laser', 'laser', 10.5);
    place.tap('front', 'front', 12);
    await place.send('laser');
    await place.send('front');
    expect(await place.report(13)).toEqual(['demo 9-12 closed', 'laser 10-10.5 closed']);
    place.end();
  });

  test.each([
    ['flag', 'laser 10-? missing_exit'],
    ['closeAtPlaceExit', 'laser 10-12 auto_closed'],
  ] as const)('that nobody ended, with %s', async (rule, shown) => {
    const place = await openPlace(store, rule);
    place.tap('front', 'front', 9);
    place.tap('laser', 'laser', 10);
    place.tap('front', 'front', 12);
    await place.send('front');
    await place.send('laser');
    // Until it is stale it may still be ended by a tap.
    expect(await place.report(13)).toEqual(['demo 9-12 closed', 'laser 10-? open']);
    expect(await place.report(34)).toEqual(['demo 9-12 closed', shown]);
    // The next day's tap there makes it so for good, and nothing else of it changes.
    place.tap('laser', 'laser', 34);
    await place.send('laser');
    expect(await place.report(34)).toEqual(['demo 9-12 closed', shown, 'laser 34-? open']);
    await place.journal.rebuild();
    expect(await place.report(34)).toEqual(['demo 9-12 closed', shown, 'laser 34-? open']);
    place.end();
  });

  test('ends with the place wherever that end comes from: late, corrected, or undone', async () => {
    const place = await openPlace(store, 'closeAtPlaceExit');
    place.tap('front', 'front', 9);
    place.tap('laser', 'laser', 10);
    place.tap('laser', 'laser', 34);
    await place.send('laser');
    const laser = async () => (await place.report(34)).filter((row) => row.startsWith('laser 10'));
    expect(await laser()).toEqual(['laser 10-? missing_exit']);
    await place.send('front');
    expect(await laser()).toEqual(['laser 10-? missing_exit']);

    const punchId = place.front()[0]?.id ?? '';
    const author = { madeBy: 'staff:1', madeAt: monday, reason: 'said so' };
    const at = monday + 11 * hour;
    const { id } = await place.journal.corrections.record({ kind: 'addExit', punchId, at }, author);
    expect(await laser()).toEqual(['laser 10-11 auto_closed']);
    await place.journal.corrections.undo(id, author);
    expect(await laser()).toEqual(['laser 10-? missing_exit']);

    place.tap('front', 'front', 12);
    await place.send('front');
    expect(await laser()).toEqual(['laser 10-12 auto_closed']);
    const before = await place.report(34);
    await place.journal.rebuild();
    expect(await place.report(34)).toEqual(before);
    place.end();
  });

  test('also where many stays at the place become known at once, after it', async () => {
    const place = await openPlace(store, 'closeAtPlaceExit');
    for (const at of [10, 34]) place.tap('laser', 'laser', at);
    await place.send('laser');
    for (const at of [9, 12, 33, 33.5, 33.75, 35]) place.tap('front', 'front', at);
    await place.send('front');
    const shown = await place.report(60);
    expect(shown).toContain('laser 10-12 auto_closed');
    expect(shown).toContain('laser 34-35 auto_closed');
    await place.journal.rebuild();
    expect(await place.report(60)).toEqual(shown);
    place.end();
  });

  test('of several stays that change at once, the first decides since when, and both are looked at', async () => {
    const place = await openPlace(store, 'closeAtPlaceExit');
    for (const at of [10, 34]) place.tap('laser', 'laser', at);
    for (const at of [9, 33]) place.tap('front', 'front', at);
    await place.send('front');
    await place.send('laser');
    // One batch ends both stays, and the laser's own taps arrive in the same breath.
    for (const at of [12, 33.25, 33.5, 35]) place.tap('front', 'front', at);
    place.tap('laser', 'laser', 58);
    await Promise.all([place.send('front'), place.send('laser')]);
    const shown = await place.report(60);
    expect(shown).toContain('laser 10-12 auto_closed');
    await place.journal.rebuild();
    expect(await place.report(60)).toEqual(shown);
    place.end();
  });

  test('what is looked at again: every entry since the first of several changes, and what was to be anyway', async () => {
    const place = await openPlace(store, 'closeAtPlaceExit');
    for (const at of [10, 34]) place.tap('laser', 'laser', at);
    await place.send('laser');
    const { database } = place;
    const { person } = await database.db
      .selectFrom('punch')
      .select('person')
      .executeTakeFirstOrThrow();
    const key = { place: 'demo', area: 'demo', person: person as Person };
    const unit = unitOf(database, database.db);
    const looks = async (hours: readonly number[], bound: readonly SequenceChange[] = []) => {
      const changed = hours.map((at) => ({ key, since: monday + at * hour }));
      return concernedAreas(unit, changed, bound);
    };
    const at = (changes: readonly SequenceChange[]) =>
      changes.map(({ reconsider = [] }) =>
        reconsider.map(({ punch }) => (punch.occurredAt - monday) / hour),
      );
    expect(at(await looks([9, 33]))).toEqual([[10, 34]]);
    expect(at(await looks([33, 9]))).toEqual([[10, 34]]);
    const later = await looks([33]);
    expect(at(later)).toEqual([[34]]);
    // The first entry is to be looked at for a reason of its own; the change at the place brings the second.
    const first = (await looks([9])).map((one) => ({
      ...one,
      reconsider: one.reconsider?.slice(0, 1),
    }));
    expect(at(first)).toEqual([[10]]);
    expect(at(await looks([33], first))).toEqual([[10, 34]]);
    place.end();
  });
});

test('a change at the place begins with the first passage that is written or erased', () => {
  const key: SequenceKey = { place: 'demo', area: 'demo', person: 'member:m_1' };
  const since = (write: readonly number[], erase: readonly number[], of = key) =>
    placeChangeOf(of, {
      write: write.map((at) => ({ id: 'p', entry: { at }, exit: null }) as Passage),
      erase: erase.map((at) => ({ id: 'p', at })),
    }).map((change) => change.since);
  expect(since([7, 5, 9], [8])).toEqual([5]);
  expect(since([7], [8, 3])).toEqual([3]);
  expect(since([], [])).toEqual([]);
  expect(since([7], [], { ...key, area: 'laser' })).toEqual([]);
});
