import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createIngest } from '../../cloud/ingest/ingest.ts';
import { createPairing } from '../../cloud/pairing/pair-passages.ts';
import { rebuildAll } from '../../cloud/pairing/rebuild.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { type PostgresOfRun, postgresOfRun } from './postgres-of-run.ts';
import { seedPlace, type TestDevice, testDevice } from './test-device.ts';

let server: PostgresOfRun;
beforeAll(async () => {
  server = await postgresOfRun();
}, 60_000);
afterAll(() => server.stop(), 60_000);

const start = Date.UTC(2026, 5, 1);
const minute = 60_000;
const people = 6;
const rounds = 25;

/** Every device meets every person, minutes apart: each batch continues sequences that all others continue. */
function shared(devices: readonly TestDevice[]) {
  for (let round = 0; round < rounds; round++)
    for (const [d, device] of devices.entries())
      for (let person = 0; person < people; person++)
        device.punch({
          at: start + (round * devices.length + d) * 7 * minute + person * 1_000,
          uid: `04A1B2C${person}`,
          memberRef: `m${person}`,
        });
}

test('two aggregators that share a place mis-pair no sequence', async () => {
  const url = await server.createStore();
  const stores = [await openDatabase({ url, path: '' }), await openDatabase({ url, path: '' })];
  const [first] = stores;
  if (!first) throw new Error('no store');
  const devices = ['a', 'b', 'c', 'd'].map((id) => testDevice(id));
  await seedPlace(first, devices);
  shared(devices);
  const ingests = stores.map((store) => createIngest(store, createPairing({ remember: false })));

  // Each device waits for its ack, as on the wire; any aggregator may get its next batch, or both.
  await Promise.all(
    devices.map(async (device, d) => {
      for (let from = 1, turn = d; from <= device.entries().length; from += people, turn++) {
        const payload = device.batch(from, from + people - 1);
        const send = (which: number) =>
          ingests[which % ingests.length]?.journal({
            device: device.id,
            payload,
            receivedAt: start + 1e9,
          });
        const acks = await Promise.all(
          turn % 5 === 0 ? [send(turn), send(turn + 1)] : [send(turn)],
        );
        for (const ack of acks) expect(ack?.upTo).toBe(from + people - 1);
      }
    }),
  );

  const passages = () =>
    first.db.selectFrom('passage').selectAll().orderBy('at').orderBy('id').execute();
  const found = await passages();
  await rebuildAll(first, createPairing({ remember: false }));
  expect(found).toEqual(await passages());
  expect(found.length).toBeGreaterThanOrEqual((devices.length * rounds * people) / 2);
  for (const store of stores) await store.close();
}, 120_000);
