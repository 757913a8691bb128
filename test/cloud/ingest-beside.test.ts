import { afterEach, expect, test } from '@jest/globals';
import { createIngest } from '../../cloud/ingest.ts';
import { ingestBeside } from '../../cloud/ingest-beside.ts';
import { createPairing } from '../../cloud/pair-passages.ts';
import type { Ingest } from '../../cloud/ports/journal.ts';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { onSqlite } from './each-store.ts';
import { seedPlace, type TestDevice, testDevice } from './test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);
const minute = 60_000;
const receivedAt = nine + 1_000 * minute;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A reader with sixty taps to send, and what says where each of its words was taken in. */
async function started(database: Database, ...others: TestDevice[]) {
  const device = testDevice('reader');
  for (let i = 0; i < 60; i++) device.punch({ at: nine + i * minute, uid: `04A1B2C${i % 5}` });
  await seedPlace(database, [device, ...others]);
  const time = manualTime();
  const here = createIngest(database, createPairing({ remember: true }));
  const takenHere: string[] = [];
  const told: Ingest = {
    journal(received) {
      takenHere.push('journal');
      return here.journal(received);
    },
    hello(...said) {
      takenHere.push('hello');
      return here.hello(...said);
    },
  };
  const ingest = ingestBeside(told, database, time);
  ends.push(ingest.stop);
  const send = (from: number, to: number, of = device) =>
    ingest.journal({ device: of.id, payload: of.batch(from, to), receivedAt });
  return { device, time, takenHere, ingest, send };
}

const rowsOf = async ({ db }: Database) => ({
  taps: (await db.selectFrom('punch').select(['id', 'role']).orderBy('at').execute()).map(
    ({ role }) => role,
  ),
  passages: (await db.selectFrom('passage').select('id').execute()).length,
});

onSqlite('ingest beside', (store) => {
  test('a tap is stored here; from a backlog on all goes to the thread, until it had a rest', async () => {
    const database = await store.open();
    const { device, time, takenHere, ingest, send } = await started(database);
    expect(await send(1, 2)).toMatchObject({ upTo: 2 });
    expect(takenHere).toEqual(['journal']);

    expect(await send(3, 55)).toEqual({
      ...{ v: 1, epoch: device.epoch(), upTo: 55, hash: device.hashAt(55) },
    });
    expect(await send(56, 56)).toMatchObject({ upTo: 56 });
    expect(await ingest.hello(device.id, device.hello(), receivedAt)).toMatchObject([{ upTo: 56 }]);
    expect(takenHere).toEqual(['journal']);

    time.advance(59_000);
    expect(await send(57, 57)).toMatchObject({ upTo: 57 });
    time.advance(59_000);
    expect(await send(58, 58)).toMatchObject({ upTo: 58 });
    expect(takenHere).toEqual(['journal']);
    time.advance(60_000);
    expect(await send(59, 60)).toMatchObject({ upTo: 60 });
    expect(takenHere).toEqual(['journal', 'journal']);
    expect(await rowsOf(database)).toMatchObject({ taps: { length: 60 }, passages: 30 });
  }, 60_000);

  test('what cannot be read, and what the store cannot take, is answered as it is here', async () => {
    const database = await store.open();
    const { device, ingest, send } = await started(database);
    const bad = device.batch(1, 50, { entries: (all) => all.with(1, 'nonsense') });
    const ack = await ingest.journal({ device: device.id, payload: bad, receivedAt });
    expect(ack).toMatchObject({ upTo: 50 });
    const letters = await database.db.selectFrom('dead_letter').select('from_seq').execute();
    expect(letters).toEqual([{ from_seq: 2 }]);

    await database.db.schema.dropTable('passage').execute();
    await expect(send(51, 60)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
  }, 60_000);

  test('who stops waits for what was given', async () => {
    const database = await store.open();
    const other = testDevice('second');
    for (let i = 0; i < 60; i++) other.punch({ at: nine + i * minute, uid: '04A1B2CF' });
    const { ingest, send, takenHere } = await started(database, other);
    const sent = [send(1, 50), send(1, 50, other)];
    await ingest.stop();
    expect((await Promise.all(sent)).map(({ upTo }) => upTo)).toEqual([50, 50]);
    expect(takenHere).toEqual([]);
    expect((await rowsOf(database)).taps).toHaveLength(100);
  }, 60_000);
});

test('a store in memory takes everything in here', async () => {
  const database = await openDatabase({ url: null, path: ':memory:' });
  ends.push(() => database.close());
  const { takenHere, send } = await started(database);
  expect(await send(1, 60)).toMatchObject({ upTo: 60 });
  expect(takenHere).toEqual(['journal']);
});
