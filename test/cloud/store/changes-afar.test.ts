import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Journal, openJournal } from '../../../cloud/open-journal.ts';
import type { Change } from '../../../cloud/ports/changes.ts';
import { type SharedChanges, shareChanges } from '../../../cloud/store/changes-afar.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { startWeb } from '../../../cloud/web/server.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers as timers } from '../../../shared/runtime/system-clock.ts';
import { openLive } from '../../parts/live-stream.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { type PostgresOfRun, postgresOfRun } from '../postgres-of-run.ts';
import { seedPlace, type TestDevice, testDevice } from '../test-device.ts';
import { testNow, webDeps } from '../web/fixture.ts';

let server: PostgresOfRun;
let ends: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  server = await postgresOfRun();
}, 60_000);
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
  ends = [];
}, 60_000);
afterAll(() => server.stop(), 60_000);

interface One {
  readonly database: Database;
  readonly journal: Journal;
  readonly shared: SharedChanges;
  readonly heard: Change[];
}

/** An aggregator's store and what it announces. */
async function aggregator(url: string): Promise<One> {
  const database = await openDatabase({ url, path: '' });
  ends.push(() => database.close());
  const journal = openJournal(database);
  ends.push(() => journal.close());
  const { changes } = journal;
  const shared = shareChanges(database, {
    changes,
    timers,
    random: Math.random,
    log: silentLogger,
  });
  ends.push(() => shared.stop());
  const heard: Change[] = [];
  changes.on((change) => heard.push(change));
  await waitFor('a line to the others', () => shared.isHearing());
  return { database, journal, shared, heard };
}

async function pairOf(...devices: TestDevice[]): Promise<readonly [One, One]> {
  const url = await server.createStore();
  const one = await aggregator(url);
  await seedPlace(one.database, devices);
  return [one, await aggregator(url)];
}

async function tap({ journal }: One, device: TestDevice): Promise<void> {
  const receivedAt = testNow + device.entries().length;
  device.punch({ at: receivedAt });
  const upTo = device.entries().length;
  await journal.ingest.journal({
    device: device.id,
    payload: device.batch(upTo, upTo),
    receivedAt,
  });
}

/** All that is said between them, as it is said. */
async function listen({ database }: One): Promise<readonly string[]> {
  const client = await database.pool?.connect();
  const words: string[] = [];
  client?.on('notification', ({ payload }) => void words.push(payload ?? ''));
  await client?.query('LISTEN badgeuse_changes');
  ends.push(() => client?.release(true));
  return words;
}

const breakLines = ({ database }: One) =>
  database.pool?.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'badgeuse changes' AND datname = current_database()`,
  );

test('what one aggregator stored is announced at the other, and at itself only once', async () => {
  const devices = [testDevice('pi-1'), testDevice('pi-2')] as const;
  const [one, two] = await pairOf(...devices);
  one.heard.length = two.heard.length = 0;
  await tap(one, devices[0]);
  await waitFor('the word', () => two.heard.length > 0);
  expect(two.heard).toEqual([{ device: 'pi-1', afar: true }]);
  await tap(two, devices[1]);
  await waitFor('the answer', () => one.heard.some(({ device }) => device === 'pi-2'));
  expect(one.heard).toEqual([{ device: 'pi-1' }, { device: 'pi-2', afar: true }]);
  expect(two.heard).toEqual([{ device: 'pi-1', afar: true }, { device: 'pi-2' }]);
}, 60_000);

test('a broken line comes back, and what was said meanwhile is made up for', async () => {
  const device = testDevice('pi-1');
  const [one, two] = await pairOf(device);
  two.heard.length = 0;
  await breakLines(one);
  await waitFor('the loss', () => !two.shared.isHearing());
  await tap(one, device);
  await waitFor('the line', () => two.shared.isHearing() && one.shared.isHearing());
  expect(two.heard).toContainEqual({ device: null, afar: true });
  two.heard.length = 0;
  await tap(one, device);
  await waitFor('the word', () => two.heard.some(({ device }) => device === 'pi-1'));
}, 60_000);

test('many devices are one word, and more than it holds are told as a change of everything', async () => {
  const [one, two] = await pairOf(testDevice('pi-1'));
  two.heard.length = 0;
  const names = (n: number) => Array.from({ length: n }, (_, i) => `pi-${i}-${'x'.repeat(40)}`);
  const words = await listen(one);
  for (const device of names(150)) one.journal.changes.announce({ device });
  await waitFor('all of them', () => two.heard.length === 150);
  expect(two.heard).toEqual(names(150).map((device) => ({ device, afar: true })));
  expect(words).toHaveLength(1);
  two.heard.length = 0;
  for (const device of names(151)) one.journal.changes.announce({ device });
  await waitFor('the word', () => two.heard.length > 0);
  expect(two.heard).toEqual([{ device: null, afar: true }]);
  // What was heard is not told on.
  await waitFor('the second word', () => words.length === 2);
  one.journal.changes.announce({ device: 'last' });
  await waitFor('the last', () => two.heard.length === 2);
  expect(two.heard.at(-1)).toEqual({ device: 'last', afar: true });
  expect(words).toHaveLength(3);
}, 60_000);

test('words that are not ours end nothing', async () => {
  const device = testDevice('pi-1');
  const [one, two] = await pairOf(device);
  two.heard.length = 0;
  for (const odd of ['', 'x', '{}', '[1]', 'null', '{"from":1,"devices":[]}', '{"from":"x"}'])
    await one.database.pool?.query('SELECT pg_notify($1, $2)', ['badgeuse_changes', odd]);
  await tap(one, device);
  await waitFor('the word', () => two.heard.length > 0);
  expect(two.heard).toEqual([{ device: 'pi-1', afar: true }]);
}, 60_000);

test('an open dashboard of the one aggregator is told of a tap that the other took', async () => {
  const device = testDevice('pi-1');
  const [one, two] = await pairOf(device);
  const { deps } = await webDeps(null, two.database);
  const { changes } = two.journal;
  const web = await startWeb({ ...deps, changes }, { listen: '127.0.0.1', port: 0 });
  ends.push(() => web.close());
  const live = await openLive(web.url, deps.identity, testNow, 'V');
  ends.push(live.end);
  await tap(one, device);
  await waitFor('the word in the stream', () => live.told() > 0);
}, 60_000);
