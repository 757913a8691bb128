import { expect, jest, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { keepPaired } from '../../cloud/pair-anew.ts';
import { createPairing } from '../../cloud/pairing/pair-passages.ts';
import { rebuildAll } from '../../cloud/pairing/rebuild.ts';
import { everyPassage } from '../../cloud/ports/report.ts';
import type { Database } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { waitFor } from '../parts/wait-for.ts';
import { eachStore } from './each-store.ts';
import { seedPlace, testDevice } from './test-device.ts';

jest.setTimeout(60_000);

const start = Date.UTC(2026, 0, 5, 8);
const hour = 3_600_000;
const around = { now: () => start, log: silentLogger };

/** In at nine, out the next morning: one passage by the usual rules, two once a visit lasts ten hours at most. */
async function openTwoPlaces(database: Database) {
  const devices = [testDevice('pi-1'), testDevice('pi-2')];
  const [first, second] = devices;
  if (!first || !second) throw new Error('no devices');
  await seedPlace(database, [first]);
  await seedPlace(database, [second], {}, 'second');
  const journal = openJournal(database);
  for (const device of devices) {
    for (let person = 0; person < 3; person++) {
      const uid = `04A1B2C${person}`;
      device.punch({ at: start + person * 1_000, uid });
      device.punch({ at: start + 11 * hour + person * 1_000, uid });
    }
    const payload = device.batch(1, device.entries().length);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: start + 12 * hour });
  }
  return { journal, registry: openRegistry(database, journal.hooks, around) };
}

const passages = (database: Database) =>
  database.db
    .selectFrom('passage')
    .select(['place', 'person', 'id', 'entry_at', 'exit_at', 'status'])
    .orderBy('place')
    .orderBy('id')
    .execute();

const fromScratch = async (database: Database) => {
  const before = await passages(database);
  await rebuildAll(database, createPairing({ remember: false }));
  return { before, after: await passages(database) };
};

function keep(database: Database) {
  const journal = openJournal(database);
  const time = manualTime(start);
  const kept = keepPaired({
    registry: openRegistry(database, journal.hooks, around),
    journal,
    timers: time,
    logger: silentLogger,
  });
  const done = () => waitFor('all paired', async () => (await journal.placesToPair()).length === 0);
  return { journal, time, kept, done };
}

eachStore('pairing anew', (store) => {
  test('a change that ended before its pairing is paired at the next start, as from scratch', async () => {
    const database = await store.open();
    const { journal, registry } = await openTwoPlaces(database);
    const untouched = await passages(database);
    // The aggregator ends right after this commit: nobody listened.
    await registry.places.patch('demo', { maxVisitMinutes: 600 });
    expect(await passages(database)).toEqual(untouched);
    const asked = { ...everyPassage, place: 'demo' };
    expect((await journal.passages.completeness(asked, start)).pairingAnew).toBe(true);
    expect(
      (await journal.passages.completeness({ ...asked, place: 'second' }, start)).pairingAnew,
    ).toBe(false);
    await journal.close();

    const again = keep(await store.openAgain());
    await again.done();
    await again.kept.stop();
    expect((await again.journal.passages.completeness(asked, start)).pairingAnew).toBe(false);
    await again.journal.close();
    const { before, after } = await fromScratch(database);
    expect(before).toEqual(after);
    expect(before.filter((passage) => passage.place === 'demo')).toHaveLength(6);
    expect(before.filter((passage) => passage.place === 'second')).toHaveLength(3);
  });

  test('a pairing that is cut short leaves no half of it, and is due again', async () => {
    const database = await store.open();
    const { journal, registry } = await openTwoPlaces(database);
    const untouched = await passages(database);
    await registry.places.patch('demo', { maxVisitMinutes: 600 });
    const torn = new Error('the process ends here');
    const inTransaction: Database['inTransaction'] = (work) =>
      database.inTransaction(async (tx) => {
        await work(tx);
        throw torn;
      });
    await expect(openJournal({ ...database, inTransaction }).pairAnew('demo')).rejects.toBe(torn);
    expect(await passages(database)).toEqual(untouched);
    expect(await journal.placesToPair()).toEqual(['demo']);
    expect(await journal.pairAnew('demo')).toMatchObject({ punches: 6 });
    // Another aggregator that had the same thing in mind finds nothing left to do.
    expect(await journal.pairAnew('demo')).toBeNull();
    await journal.close();
    const { before, after } = await fromScratch(database);
    expect(before).toEqual(after);
  });

  test('what failed, or another aggregator left, is tried again within a minute', async () => {
    const database = await store.open();
    const { journal, registry } = await openTwoPlaces(database);
    await journal.close();
    const running = keep(database);
    await running.done();
    await registry.areas.create({ id: 'laser', placeId: 'second', name: 'Laser' });
    expect(await running.journal.placesToPair()).toEqual(['second']);
    running.time.advance(60_000);
    await running.done();
    expect(running.kept.faults()).toEqual([]);
    await running.kept.stop();
    await running.journal.close();
  });
});
