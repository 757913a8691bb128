import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { ingestBeside } from '../../../cloud/ingest/ingest-beside.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Ingest } from '../../../cloud/ports/journal.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { onSqlite } from '../each-store.ts';
import { seedPlace, type TestDevice, testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);
const minute = 60_000;
const receivedAt = nine + 1_000 * minute;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A reader with a hundred and twenty taps to send, and what says where each of its words was taken in. */
async function started(database: Database, ...others: TestDevice[]) {
  const looks = { areTaken: true };
  const device = testDevice('reader');
  for (let i = 0; i < 120; i++) device.punch({ at: nine + i * minute, uid: `04A1B2C${i % 5}` });
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
  const ingest = ingestBeside(told, database, time, () => looks.areTaken);
  ends.push(ingest.stop);
  const send = (from: number, to: number, of = device) =>
    ingest.journal({ device: of.id, payload: of.batch(from, to), receivedAt });
  /** A backlog, sent again until the thread has begun. */
  const backlog = async (to: number): Promise<void> => {
    for (let before = -1; takenHere.length !== before; ) {
      before = takenHere.length;
      expect(await send(1, to)).toMatchObject({ upTo: to, hash: device.hashAt(to) });
      await setTimeout(20);
    }
    takenHere.length = 0;
  };
  return { device, time, takenHere, ingest, send, backlog, looks };
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
    const { device, time, takenHere, ingest, send, backlog } = await started(database);
    expect(await send(1, 2)).toMatchObject({ upTo: 2 });
    expect(takenHere).toEqual(['journal']);

    await ingest.answers();
    await backlog(110);
    await ingest.answers();
    expect(await send(111, 111)).toMatchObject({ upTo: 111, hash: device.hashAt(111) });
    const acks = await ingest.hello(device.id, device.hello(), receivedAt);
    expect(acks).toMatchObject([{ upTo: 111 }]);
    expect(takenHere).toEqual([]);

    time.advance(59_000);
    expect(await send(112, 112)).toMatchObject({ upTo: 112 });
    time.advance(59_000);
    expect(await send(113, 113)).toMatchObject({ upTo: 113 });
    expect(takenHere).toEqual([]);
    time.advance(60_000);
    expect(await send(114, 120)).toMatchObject({ upTo: 120 });
    expect(takenHere).toEqual(['journal']);
    expect(await rowsOf(database)).toMatchObject({ taps: { length: 120 }, passages: 60 });
  }, 60_000);

  test('where nobody looks at pages a backlog stays here', async () => {
    const database = await store.open();
    const { takenHere, send, looks, backlog } = await started(database);
    looks.areTaken = false;
    for (const _again of [1, 2, 3]) {
      await send(1, 110);
      await setTimeout(300);
    }
    expect(takenHere).toHaveLength(3);
    looks.areTaken = true;
    await backlog(110);
  }, 60_000);

  test('what cannot be read, and what the store cannot take, is answered as it is here', async () => {
    const database = await store.open();
    const { device, ingest, send, takenHere, backlog } = await started(database);
    await backlog(100);
    const bad = device.batch(101, 110, { entries: (all) => all.with(1, 'nonsense') });
    const ack = await ingest.journal({ device: device.id, payload: bad, receivedAt });
    expect(ack).toMatchObject({ upTo: 110 });
    const letters = await database.db.selectFrom('dead_letter').select('from_seq').execute();
    expect(letters).toEqual([{ from_seq: 102 }]);

    await database.db.schema.dropTable('passage').execute();
    await expect(send(111, 120)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(takenHere).toEqual([]);
  }, 60_000);

  test('who stops waits for what was given', async () => {
    const database = await store.open();
    const other = testDevice('second');
    for (let i = 0; i < 60; i++) other.punch({ at: nine + i * minute, uid: '04A1B2CF' });
    const { ingest, send, takenHere, backlog } = await started(database, other);
    await backlog(100);
    const sent = [send(101, 120), send(1, 50, other)];
    await ingest.stop();
    expect((await Promise.all(sent)).map(({ upTo }) => upTo)).toEqual([120, 50]);
    expect(takenHere).toEqual([]);
    expect((await rowsOf(database)).taps).toHaveLength(170);
  }, 60_000);
});

test('a store in memory takes everything in here', async () => {
  const database = await openDatabase({ url: null, path: ':memory:' });
  ends.push(() => database.close());
  const { takenHere, send } = await started(database);
  expect(await send(1, 120)).toMatchObject({ upTo: 120 });
  expect(takenHere).toEqual(['journal']);
});
