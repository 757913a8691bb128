import { expect, test } from '@jest/globals';
import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { pairPlaceAnew } from '../../../cloud/pairing/pair-slice.ts';
import { rebuildAll } from '../../../cloud/pairing/rebuild.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { placesToPair } from '../../../cloud/store/pairing-due.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import {
  correctSomething,
  type Dice,
  deliver,
  derived,
  dice,
  journals,
  minute,
  received,
  seedWorkshop,
  start,
} from '../random-taps.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const hooks = { hasPunches: async () => true, cardGiven: async () => undefined };
const around = { now: () => received, log: silentLogger };
const once = () => false;

/** What staff may change that is paired anew. */
async function changeSettings(roll: Dice, database: Database) {
  const registry = openRegistry(database, hooks, around);
  switch (roll.below(5)) {
    case 0:
      return registry.places.patch('demo', { maxVisitMinutes: 200 + roll.below(500) });
    case 1:
      return registry.places.patch('demo', { closesAt: roll.pick(['22:00', '19:30', null]) });
    case 2:
      return registry.areas.patch('laser', {
        missingExit: roll.pick(['closeAtPlaceExit', 'flag', null] as const),
      });
    case 3:
      return registry.accessPoints.patch(roll.pick(['a-laser', 'b-laser']), {
        area: roll.pick(['laser', null]),
      });
    default:
      return registry.accessPoints.patch(roll.pick(['a-door', 'c-laser']), {
        counts: roll.below(2) === 0,
      });
  }
}

eachStore('pairing a place anew, slice by slice', (store) => {
  const seeds = store.engine === 'sqlite' ? [1, 2, 3, 4, 5, 6] : [7, 8];
  test.each(seeds)(
    'between taps, corrections and changes, ends as from scratch, seed %d',
    async (seed) => {
      const roll = dice(seed);
      const database = await store.open();
      const devices = ['a', 'b', 'c'].map((id) => testDevice(id));
      await seedWorkshop(database, devices, {}, 'closeAtPlaceExit');
      journals(roll, devices);
      const remember = database.engine === 'sqlite';
      const pairing = createPairing({ remember, mostTaps: roll.pick([1_000, 25]) });
      const ingest = createIngest(database, pairing);
      const corrections = createCorrections(database, pairing);
      const made: string[] = [];
      let slices = 0;
      await deliver(
        roll,
        devices,
        (device, payload, receivedAt) => ingest.journal({ device: device.id, payload, receivedAt }),
        async () => {
          await correctSomething(roll, database, corrections, made);
          if (roll.below(3) > 0) await changeSettings(roll, database);
          const size = { punches: 1 + roll.below(40), persons: 1 + roll.below(2) };
          if (await pairPlaceAnew(database, pairing, 'demo', once, size)) slices++;
        },
      );
      expect(slices).toBeGreaterThan(3);
      await pairPlaceAnew(database, pairing, 'demo', () => true, { punches: 10, persons: 1 });
      expect(await placesToPair(database.db)).toEqual([]);
      const before = await derived(database);
      await rebuildAll(database, pairing);
      expect(await derived(database)).toEqual(before);
    },
    120_000,
  );

  test('a person is paired by the old settings or by the new, whoever taps in between', async () => {
    const database = await store.open();
    const device = testDevice('pi');
    await seedPlace(database, [device]);
    const pairing = createPairing({ remember: database.engine === 'sqlite' });
    const ingest = createIngest(database, pairing);
    const send = async (from: number) => {
      const payload = device.batch(from, device.entries().length);
      await ingest.journal({ device: device.id, payload, receivedAt: received });
    };
    const persons = ['m1', 'm2', 'm3'];
    const tapAll = (hour: number) => {
      for (const memberRef of persons)
        device.punch({ at: start + hour * 60 * minute, memberRef, uid: `04A1B2C${memberRef[1]}` });
    };
    // Eleven hours each day: one passage by the usual rules, two without an exit once ten hours are the most.
    for (const hour of [0, 11, 24, 35]) tapAll(hour);
    await send(1);
    const missing = async () => {
      const rows = await database.db
        .selectFrom('passage')
        .select(['person', 'status'])
        .orderBy('at')
        .execute();
      return persons.map((person) =>
        rows.flatMap((row) => (row.person === `member:${person}` ? [row.status] : [])).join(' '),
      );
    };
    const old = 'closed closed';
    const anew = 'missing_exit missing_exit missing_exit open';
    const registry = openRegistry(database, hooks, around);
    await registry.places.patch('demo', { maxVisitMinutes: 600 });
    const slice = () => pairPlaceAnew(database, pairing, 'demo', once, { punches: 1, persons: 1 });
    expect(await slice()).toEqual({ punches: 4, sequences: 1 });
    expect(await missing()).toEqual([anew, old, old]);
    // The last in the row taps before their turn: in order, and nothing of the past would have to be looked at.
    device.punch({ at: start + 48 * 60 * minute, memberRef: 'm3', uid: '04A1B2C3' });
    await send(13);
    expect(await missing()).toEqual([
      anew,
      old,
      'missing_exit missing_exit missing_exit missing_exit open',
    ]);
    // Changed back, half way: everybody is due again.
    await registry.places.patch('demo', { maxVisitMinutes: 720 });
    while (await slice());
    expect(await missing()).toEqual([old, old, `${old} open`]);
  });
});
