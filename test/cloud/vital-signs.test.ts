import { afterEach, expect, test } from '@jest/globals';
import { cloudVitals } from '../../cloud/vital-signs.ts';
import { whoIsSilent } from '../../shared/runtime/watchdog.ts';
import { type CloudWorld, openCloudWorld } from '../parts/cloud-world.ts';
import { waitFor } from '../parts/wait-for.ts';

let world: CloudWorld | null = null;
afterEach(async () => {
  await world?.end();
  world = null;
}, 30_000);

const journal = { answers: () => Promise.resolve() };
const silent = ({ database, aggregator }: CloudWorld) =>
  whoIsSilent(cloudVitals(database, aggregator(), journal), 1_000);

test('the store and the broker inside both answer, also while a transaction is held', async () => {
  const running = await openCloudWorld();
  world = running;
  await waitFor('the link', async () => (await silent(running)).length === 0);
  await running.database.inTransaction(async () => {
    expect(await silent(running)).toEqual([]);
  });
}, 60_000);

test('each that is silent is named', async () => {
  const running = await openCloudWorld();
  world = running;
  await waitFor('the link', async () => (await silent(running)).length === 0);
  await running.aggregator().broker.stop();
  await waitFor('the silent link', async () => (await silent(running)).join() === 'broker link');
  const broken = {
    ...running.database,
    sqlite: {
      prepare() {
        throw new Error('SQLITE_IOERR');
      },
    } as never,
  };
  const aggregator = { answers: () => Promise.resolve() };
  expect(await whoIsSilent(cloudVitals(broken, aggregator, journal), 1_000)).toEqual(['store']);
  const hanging = { answers: () => new Promise<void>(() => undefined) };
  const all = cloudVitals(running.database, aggregator, hanging);
  expect(await whoIsSilent(all, 200)).toEqual(['ingest']);
}, 60_000);

test("another's broker or database that is away is no reason to restart", async () => {
  const running = await openCloudWorld({ BADGEUSE_MQTT_URL: 'mqtt://aggregator:x@127.0.0.1:9' });
  world = running;
  expect(running.aggregator().delivery.faults()).not.toEqual([]);
  expect(await silent(running)).toEqual([]);
  const refused = {
    ...running.database,
    sqlite: null,
    db: {
      selectFrom() {
        throw new Error('ECONNREFUSED');
      },
    } as never,
  };
  expect(await whoIsSilent(cloudVitals(refused, running.aggregator(), journal), 1_000)).toEqual([]);
}, 60_000);
