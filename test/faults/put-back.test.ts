import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openJournal } from '../../device/store/journal.ts';
import {
  allArrived,
  derived,
  differences,
  everyOneOnce,
  readRows,
  seenOutside,
} from '../parts/each-once.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

/**
 * An old image of the device, an old backup of the cloud, both. One evening after the other on one product: at the
 * end of each, every light that ever turned green is in the list and in the report once.
 */
let product: Product;
beforeAll(async () => {
  product = await startProduct({ members: 12, reconnectsSoon: true });
}, 120_000);
afterAll(() => product.end(), 30_000);

/** Taps that nobody holds any more, and whose loss is told. */
const gone: string[] = [];

const tap = (count: number) => product.observer.tapMany(count, product.uids);
const journalFile = () => join(product.deviceFolder, 'journal.db');
const epochs = () =>
  readRows<{ epoch: string; last: number; acked: number }>(
    journalFile(),
    'SELECT epoch, last, acked FROM epoch ORDER BY no',
  );
/** The door's last word is in the journal: until then the device has more to say than was tapped. */
const secured = () =>
  waitFor('the door to be secured', () => {
    const [newest] = readRows<{ body: string }>(
      journalFile(),
      'SELECT body FROM entry ORDER BY key DESC LIMIT 1',
    );
    return newest !== undefined && JSON.parse(newest.body).event === 'secured';
  });
const arrived = () => waitFor('everything to arrive', () => allArrived(product), 60_000);

async function incidents(kind: string): Promise<{ details: Record<string, unknown> }[]> {
  const found = await product.all<{ kind: string; details: Record<string, unknown> }>(
    '/api/v1/incidents',
  );
  return found.filter((incident) => incident.kind === kind);
}

async function expectEveryGreenTapOnce(): Promise<void> {
  const seen = await seenOutside(product);
  const wanted = product.observer.green.filter((id) => !gone.includes(id));
  expect(differences(wanted, seen.punches)).toEqual(everyOneOnce);
  expect(differences(wanted, seen.ends)).toEqual(everyOneOnce);
  // A copy at the very instant of its original would pass for a repeat: it must not be in the sequence at all.
  const paired = readRows<{ id: string }>(product.cloudStore, 'SELECT id FROM punch');
  expect(
    differences(
      wanted,
      paired.map(({ id }) => id),
    ),
  ).toEqual(everyOneOnce);
}

const imageOf = (name: string) => join(product.dataDir, name);

/** The device is off: an SD card is read and written in another machine. */
function copyImage(name: string): void {
  rmSync(imageOf(name), { recursive: true, force: true });
  cpSync(product.deviceFolder, imageOf(name), { recursive: true });
}

function putImageBack(name: string): void {
  rmSync(product.deviceFolder, { recursive: true });
  cpSync(imageOf(name), product.deviceFolder, { recursive: true });
}

async function backup(name: string): Promise<void> {
  expect(await product.command('backup', join(product.dataDir, name))).toBe(0);
}

async function restore(name: string): Promise<void> {
  await product.cloud.stop();
  expect(await product.command('restore', join(product.dataDir, name))).toBe(0);
}

test('an old image of the device is put back: a new epoch, an incident, and each tap once', async () => {
  const { cloud, device } = product;
  await tap(20);
  await arrived();
  await cloud.kill();
  await tap(8); // on the image, not yet acknowledged
  await device.kill();
  copyImage('old-image');
  await product.startCloud();
  await product.startDevice();
  await arrived();
  await tap(6); // the cloud's alone once the image is back
  await secured();
  await arrived();
  await device.stop();
  const [before] = epochs();

  putImageBack('old-image');
  await cloud.kill();
  await product.startDevice();
  await tap(30); // beyond what the cloud has: under numbers that are taken
  expect(epochs().at(-1)?.last).toBeGreaterThan(before?.last ?? 0);
  await product.startCloud();
  await waitFor('a new epoch', () => epochs().length === 2, 30_000);
  await arrived();
  await tap(4);
  await arrived();
  await expectEveryGreenTapOnce();
  const told = await incidents('storeRolledBack');
  expect(told.map(({ details }) => details)).toMatchObject([{ cloudHas: before?.last }]);
  expect(epochs()).toHaveLength(2);
}, 180_000);

test("yesterday's backup of the cloud is restored: the device sends again what it lacks", async () => {
  await backup('yesterday.db');
  await tap(25);
  await arrived();
  await restore('yesterday.db');
  await product.startCloud();
  await arrived(); // asked for by the answer to the hello: nobody tapped since
  await tap(5);
  await arrived();
  await expectEveryGreenTapOnce();
}, 180_000);

test('both in a row: the image first, then the backup from before it', async () => {
  const { device } = product;
  await tap(10);
  await arrived();
  await backup('before-both.db');
  await tap(12);
  await arrived();
  await device.stop();
  copyImage('second-image');
  await product.startDevice();
  await tap(3);
  gone.push(...product.observer.green.slice(-3)); // after the image, after the backup: in neither
  await arrived();
  await device.kill();
  putImageBack('second-image');
  const before = epochs().length;
  await product.startDevice();
  await waitFor('a new epoch', () => epochs().length === before + 1, 30_000);
  await tap(7);
  await arrived();

  await restore('before-both.db');
  await product.startCloud();
  await arrived();
  await expectEveryGreenTapOnce();
  // The device's own word, journalled, tells the restored cloud that there had been more.
  const [told] = await incidents('storeRolledBack');
  expect(Number(told?.details['cloudHas'])).toBe(Number(told?.details['last']) + 3);
}, 180_000);

test('both in a row: the backup first, then an image from before it', async () => {
  const { device } = product;
  await device.stop();
  copyImage('third-image');
  await product.startDevice();
  await tap(6);
  await arrived();
  await backup('third.db');
  await tap(9);
  await arrived();
  await restore('third.db');
  await product.startCloud();
  await arrived(); // the device gave back what the backup lacks
  await device.kill();
  putImageBack('third-image');
  await product.startDevice();
  await tap(11);
  await arrived();
  await expectEveryGreenTapOnce();
}, 180_000);

test('what the device no longer keeps when the cloud asks again is told as lost, and nothing else is', async () => {
  const { device } = product;
  await secured();
  await arrived();
  await backup('too-old.db');
  const known = epochs().at(-1)?.last ?? 0;
  await tap(10);
  await secured();
  await arrived();
  const pruned = (epochs().at(-1)?.last ?? 0) - 1; // the newest entry always stays: the door's, not a tap
  gone.push(...product.observer.green.slice(-10));
  await device.stop();
  const journal = openJournal(journalFile());
  expect(journal.prune(Date.now() + 60_000)).toBeGreaterThanOrEqual(10);
  journal.close();
  await restore('too-old.db');
  await product.startCloud();
  await product.startDevice();
  await arrived();
  await expectEveryGreenTapOnce();
  const lost = await incidents('journalLost');
  const { epoch, last } = epochs().at(-1) ?? {};
  const told = lost.filter(({ details }) => details['epoch'] === epoch);
  expect(told.map(({ details }) => details)).toEqual([
    { epoch, from: known + 1, to: pruned, reason: 'pruned' },
  ]);
  expect(last).toBeGreaterThan(pruned);

  await product.cloud.stop();
  const incremental = derived(product);
  product.cloud.start('--rebuild');
  await waitFor('the cloud, rebuilt', () => product.answers(), 60_000);
  await product.cloud.stop();
  expect(derived(product)).toBe(incremental);
}, 180_000);
