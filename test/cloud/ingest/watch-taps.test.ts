import { expect, test } from '@jest/globals';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { watchTapsJob } from '../../../cloud/ingest/watch-taps.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { eachStore } from '../each-store.ts';
import { seedAccessPoint, seedPlace, testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);
const minute = 60_000;
const uid = '04A1B2C3D4E5F6';

async function venue(database: Database) {
  const [one, two] = [testDevice('one'), testDevice('two')];
  await seedPlace(database, [one, two]);
  for (let n = 1; n <= 8; n++) await seedAccessPoint(database, one, `door-${n}`);
  const pairing = createPairing({ remember: database.engine === 'sqlite' });
  const ingest = createIngest(database, pairing);
  const time = manualTime(nine + 30 * minute);
  const job = watchTapsJob(database, time, silentLogger);
  return {
    ...{ one, two, time, job },
    async send() {
      for (const device of [one, two]) {
        const entries = device.entries().length;
        if (entries === 0) continue;
        const payload = device.batch(1, entries);
        await ingest.journal({ device: device.id, payload, receivedAt: time.now() });
      }
    },
    async told() {
      await job.run();
      const rows = await database.db
        .selectFrom('incident')
        .select(['kind', 'device', 'details'])
        .orderBy('kind')
        .execute();
      return rows.map(({ kind, device, details }) => ({
        ...{ kind, device },
        ...(JSON.parse(details) as object),
      }));
    },
  };
}

eachStore('what is tried at doors', (store) => {
  test('a refused card at five doors within minutes is one incident, however long it goes on', async () => {
    const at = await venue(await store.open());
    const refuse = (n: number, door: number, who = uid) =>
      at.one.refusal(
        { at: nine + n * minute, uid: who, accessPoint: `door-${door}` },
        'unknownCard',
      );
    for (let n = 1; n <= 4; n++) refuse(n, n);
    // Somebody who lost the way, and somebody at one door again and again.
    refuse(5, 1, '04BBBBBBBBBBBB');
    for (let n = 6; n <= 12; n++) refuse(n, 2, '04CCCCCCCCCCCC');
    await at.send();
    expect(await at.told()).toEqual([]);
    const fifth = refuse(13, 5);
    await at.send();
    const incident = { kind: 'cardTried', device: 'one', tap: fifth.id, doors: 5, minutes: 12 };
    expect(await at.told()).toEqual([incident]);
    for (const door of [6, 7, 8]) refuse(8 + door, door);
    await at.send();
    at.time.advance(70 * minute);
    expect(await at.told()).toEqual([incident]);
    // The beginning of the series is out of sight by now: what is left of it is nothing new.
    at.time.advance(38 * minute);
    expect(await at.told()).toEqual([incident]);
  });

  test('a PIN that is tried at one reader after the other is told, three wrong ones are not', async () => {
    const at = await venue(await store.open());
    const wrong = (n: number, reason = 'pinWrong') =>
      at.one.refusal({ at: nine + n * minute, uid, accessPoint: `door-${1 + (n % 3)}` }, reason);
    for (let n = 1; n <= 3; n++) wrong(n);
    await at.send();
    expect(await at.told()).toEqual([]);
    wrong(4, 'tooManyAttempts');
    wrong(5);
    const last = wrong(6);
    await at.send();
    expect(await at.told()).toEqual([
      { kind: 'pinGuessed', device: 'one', tap: last.id, times: 6, minutes: 5 },
    ]);
  });

  test('one card at two places within two minutes is told; the same place, or time to walk, is not', async () => {
    const database = await store.open();
    const at = await venue(database);
    await database.db
      .insertInto('place')
      .values({ ...(await placeLike(database)), id: 'far' })
      .execute();
    await database.db
      .updateTable('access_point')
      .set({ place_id: 'far' })
      .where('device_id', '=', at.two.id)
      .execute();
    at.one.punch({ at: nine, uid });
    at.one.punch({ at: nine + minute, uid });
    at.two.punch({ at: nine + 5 * minute, uid });
    await at.send();
    expect(await at.told()).toEqual([]);
    at.one.punch({ at: nine + 10 * minute, uid });
    const there = at.two.punch({ at: nine + 11 * minute, uid });
    await at.send();
    expect(await at.told()).toEqual([
      { kind: 'twoPlaces', device: 'two', tap: there.id, minutes: 1 },
    ]);
  });
});

const placeLike = (database: Database) =>
  database.db.selectFrom('place').selectAll().limit(1).executeTakeFirstOrThrow();
