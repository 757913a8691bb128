import { expect, test } from '@jest/globals';
import { createCorrections } from '../../cloud/corrections/correct.ts';
import { createIngest } from '../../cloud/ingest/ingest.ts';
import { startIngestThread } from '../../cloud/ingest/ingest-thread.ts';
import { createPairing } from '../../cloud/pairing/pair-passages.ts';
import { rebuildAll } from '../../cloud/pairing/rebuild.ts';
import { takeForForgotten } from '../../cloud/tokens/take-for-forgotten.ts';
import { booked, givePasses, rateWorkshop } from './booked.ts';
import { eachStore } from './each-store.ts';
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
} from './random-taps.ts';
import { seedPlace, type TestDevice, testDevice } from './test-device.ts';

eachStore('pairing as punches arrive', (store) => {
  const seeds = store.engine === 'sqlite' ? [1, 2, 3, 4, 5, 6, 9, 10, 131, 139] : [7, 137];
  test.each(seeds)(
    'gives what pairing from scratch gives, seed %d',
    async (seed) => {
      const roll = dice(seed);
      const database = await store.open();
      const devices = ['a', 'b', 'c'].map((id) => testDevice(id));
      const policy = roll.pick([
        {},
        { max_visit_minutes: 300 },
        { closes_at: '22:00', missing_exit: 'closeAtClosing' as const },
      ]);
      const missingExit = seed % 2 === 0 ? null : 'closeAtPlaceExit';
      await seedWorkshop(database, devices, policy, missingExit);
      journals(roll, devices);
      await rateWorkshop(database);
      await givePasses(database);

      // Sequences of some twenty taps: now all are remembered, now few, now parts of them, now none.
      const mostTaps = roll.pick([1_000, 60, 25, 0]);
      const pairing = createPairing({ remember: database.engine === 'sqlite', mostTaps });
      const ingest = createIngest(database, pairing);
      // A thread beside stores some of it where it may, and neither knows what the other remembers.
      const { sqlite, tickets } = database;
      const thread =
        sqlite && tickets && seed % 2 === 0
          ? startIngestThread({ path: sqlite.name, tickets })
          : null;
      const corrections = createCorrections(database, pairing);
      const made: string[] = [];
      await deliver(
        roll,
        devices,
        (device, payload, receivedAt) =>
          (roll.below(2) === 0 ? (thread ?? ingest) : ingest).journal({
            ...{ device: device.id, payload, receivedAt },
          }),
        async () => {
          await correctSomething(roll, database, corrections, made);
          await takeForForgotten(database, start + roll.below(14 * 24 * 60) * minute);
        },
      );
      await thread?.stop();
      const before = await derived(database);
      const held = devices.reduce((sum, device) => sum + device.entries().length, 0);
      expect(before.punches).toHaveLength(held);
      expect(made).not.toEqual([]);
      const byRule = before.passages.filter(
        (one) => one.area === 'laser' && one.exit_by === 'rule',
      );
      expect(byRule.length).toBeGreaterThan(seed % 2 === 0 ? -1 : 0);
      // Who never came back pays by now alone; whether it was looked in between, and when, makes no difference.
      await takeForForgotten(database, Date.now());
      const { stands, wanted, moved, passes } = await booked(database, Date.now());
      expect(passes.stand).toEqual(passes.wanted);
      expect(passes.givenBack).toBeGreaterThan(0);
      expect(stands).toEqual(wanted);
      expect([moved.debit ?? 0, moved.reversal ?? 0]).not.toContain(0);
      const told: string[] = [];
      await rebuildAll(database, pairing, (progress) => told.push(progress));
      expect(await derived(database)).toEqual(before);
      expect(told).toEqual([`${held} entries read`]);
      expect(await takeForForgotten(database, Date.now())).toBe(0);
    },
    120_000,
  );

  test('sees what another process wrote meanwhile, whatever it remembers itself', async () => {
    const database = await store.open();
    const beside = await store.openAgain();
    const devices = [testDevice('a'), testDevice('b'), testDevice('c')] as const;
    await seedPlace(database, devices);
    const remember = database.engine === 'sqlite';
    const [mine, theirs] = [database, beside].map((one) =>
      createIngest(one, createPairing({ remember })),
    );
    const send = async (ingest: typeof mine, device: TestDevice, hours: readonly number[]) => {
      for (const hour of hours) device.punch({ at: start + hour * 60 * minute });
      const payload = device.batch(1, device.entries().length);
      await ingest?.journal({ device: device.id, payload, receivedAt: received });
    };
    await send(mine, devices[0], [1, 4, 5, 10]);
    await send(theirs, devices[1], [2, 7]);
    await send(mine, devices[2], [3, 6, 11]);
    const before = await derived(database);
    expect(before.punches).toHaveLength(9);
    await rebuildAll(database, createPairing({ remember: false }));
    expect(await derived(database)).toEqual(before);
  });
});
