import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { commitInGroups } from '../../../cloud/ingest/group-commit.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { type Unit, unitOf } from '../../../cloud/store/rows.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../../shared/runtime/sqlite.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { seedPlace, type TestDevice, testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);
const hour = 3_600_000;
const receivedAt = nine + 100 * hour;

const folder = scratchFolder('group');
let opened: { database: Database; outside: SqliteDatabase } | undefined;
afterEach(async () => {
  opened?.outside.close();
  await opened?.database.close();
  opened = undefined;
});

let files = 0;

/** Five readers with four taps each, a cloud on SQLite, and somebody who reads beside it what is committed. */
async function fiveReaders() {
  const devices = [1, 2, 3, 4, 5].map((n) => testDevice(`reader-${n}`));
  for (const [i, device] of devices.entries())
    for (const at of [0, 3, 4, 9]) device.punch({ at: nine + at * hour, uid: `04A1B2C${i}` });
  const path = join(folder, `cloud-${++files}.db`);
  const database = await openDatabase({ url: null, path });
  const outside = openSqliteReadOnly(path);
  opened = { database, outside };
  await seedPlace(database, devices);
  const ingest = createIngest(database, createPairing({ remember: true }));
  const entriesOf = outside.prepare('SELECT count(*) FROM journal WHERE device = ?').pluck();
  const send = async (device: TestDevice, from = 1, to = 4) => {
    const ack = await ingest.journal({
      device: device.id,
      payload: device.batch(from, to),
      receivedAt,
    });
    return {
      ...ack,
      stored: entriesOf.get(device.id),
      version: outside.pragma('data_version', { simple: true }),
    };
  };
  const stored = () => ({
    entries: outside
      .prepare(
        'SELECT device, count(*), count(DISTINCT seq) FROM journal GROUP BY device ORDER BY device',
      )
      .raw()
      .all(),
    // Remembered by pairing once written: a group that is undone must be forgotten for it to be written again.
    cards: outside.prepare('SELECT uid FROM card_sequence ORDER BY uid').pluck().all(),
    passages: outside
      .prepare('SELECT person, count(*) FROM passage GROUP BY person ORDER BY person')
      .raw()
      .all(),
  });
  return { database, devices, ingest, send, stored };
}

test('what comes while a transaction runs shares the next one, and is acked after its commit', async () => {
  const { devices, send, stored } = await fiveReaders();
  const acks = await Promise.all(devices.map((device) => send(device)));
  expect(acks.map(({ upTo }) => upTo)).toEqual([4, 4, 4, 4, 4]);
  expect(acks.map((ack) => ack.stored)).toEqual([4, 4, 4, 4, 4]);
  const [alone, ...together] = acks.map(({ version }) => version);
  expect(new Set(together).size).toBe(1);
  expect(together).not.toContain(alone);
  expect(stored()).toEqual({
    entries: devices.map(({ id }) => [id, 4, 4]),
    cards: devices.map((_, i) => `04A1B2C${i}`),
    passages: devices.map((_, i) => [`card:04A1B2C${i}`, 2]),
  });
});

test('one that fails in a group fails alone, its neighbours are stored once', async () => {
  const { database, devices, send, stored } = await fiveReaders();
  // Its last write fails: by then its entries and passages are written.
  database.sqlite?.exec(`CREATE TRIGGER poison BEFORE UPDATE ON mark
    WHEN NEW.device = 'reader-3' AND NEW.up_to > 0 BEGIN SELECT RAISE(ABORT, 'poisoned'); END`);
  const outcomes = await Promise.allSettled(devices.map((device) => send(device)));
  expect(
    outcomes.map((o) => (o.status === 'fulfilled' ? o.value.stored : String(o.reason))),
  ).toEqual([4, 4, expect.stringContaining('poisoned'), 4, 4]);
  const others = [0, 1, 3, 4];
  expect(stored()).toEqual({
    entries: others.map((i) => [devices[i]?.id, 4, 4]),
    cards: others.map((i) => `04A1B2C${i}`),
    passages: others.map((i) => [`card:04A1B2C${i}`, 2]),
  });

  database.sqlite?.exec('DROP TRIGGER poison');
  const [, , third] = devices;
  expect(third && (await send(third))).toMatchObject({ upTo: 4, stored: 4 });
  expect(stored()).toMatchObject({
    cards: devices.map((_, i) => `04A1B2C${i}`),
    passages: devices.map((_, i) => [`card:04A1B2C${i}`, 2]),
  });
});

test('batches and hellos are judged in the order they came', async () => {
  const { devices, ingest, send } = await fiveReaders();
  const [first, second, third] = devices;
  if (!first || !second || !third) throw new Error('five readers');
  const [, one, two, early, late] = await Promise.all([
    send(first),
    send(second, 1, 2),
    send(second, 3, 4),
    send(third, 3, 4),
    send(third, 1, 2),
  ]);
  expect(one).toMatchObject({ upTo: 2 });
  expect(two).toMatchObject({ upTo: 4 });
  expect(early).toMatchObject({ upTo: 0, resendFrom: 1 });
  expect(late).toMatchObject({ upTo: 2 });
  const [hello, more] = await Promise.all([
    ingest.hello(third.id, third.hello(), receivedAt),
    send(third, 3, 4),
  ]);
  expect(hello).toMatchObject([{ upTo: 2 }]);
  expect(more).toMatchObject({ upTo: 4 });
});

test('a group is bounded, others have their turn after it, and what comes alone begins at once', async () => {
  const { database } = await fiveReaders();
  const groups = new Map<Unit, number[]>();
  const commit = commitInGroups((work) =>
    database.inTransaction((tx) => work(unitOf(database, tx))),
  );
  let othersHadTheirTurn = false;
  setImmediate(() => {
    othersHadTheirTurn = true;
  });
  const add = (entries: number) =>
    commit(entries, async (unit) => {
      if (groups.size > 0) expect(othersHadTheirTurn).toBe(true);
      groups.set(unit, [...(groups.get(unit) ?? []), entries]);
    });
  await Promise.all([1, 300, 300, 300, 5_000, ...Array(20).fill(1)].map(add));
  expect([...groups.values()].map((of) => of.length)).toEqual([1, 2, 1, 1, 16, 4]);

  let began = false;
  const atOnce = commitInGroups(async (work) => work(unitOf(database, database.db)));
  const done = atOnce(1, async () => {
    began = true;
  });
  expect(began).toBe(true);
  await done;
});
