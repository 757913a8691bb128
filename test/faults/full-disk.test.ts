import { cpSync, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allArrived, differences, everyOneOnce, seenOutside } from '../parts/each-once.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { mountSmallDisk, type SmallDisk } from '../parts/small-disk.ts';
import { waitFor } from '../parts/wait-for.ts';

/** The device on a disk of its own, filled to the last byte; then the cloud. */
let product: Product;
let disk: SmallDisk | null = null;
let cloudDisk: SmallDisk | null = null;
beforeAll(async () => {
  product = await startProduct({ members: 12, reconnectsSoon: true });
  await product.api('PATCH', '/api/v1/places/demo', { helloSeconds: 5 });
}, 120_000);
afterAll(async () => {
  await product?.device.kill();
  await product?.cloud.kill();
  disk?.end();
  cloudDisk?.end();
  await product?.end();
}, 60_000);

/** The folder moves onto the disk, its part being off. */
function moveOnto(folder: string, mebibytes: number): SmallDisk {
  const before = join(product.dataDir, `before-${basename(folder)}`);
  cpSync(folder, before, { recursive: true });
  const mounted = mountSmallDisk(folder, mebibytes);
  cpSync(before, folder, { recursive: true });
  return mounted;
}

/** Until a light is not green any more, or so often; answers how many were. */
async function tapUntilRed(atMost: number): Promise<number> {
  const { observer, uids } = product;
  for (let n = 0; n < atMost; n++) {
    const outcome = await observer.present(uids[n % uids.length] ?? '');
    if (outcome.decision === 'denied') {
      expect(outcome).toMatchObject({ reason: 'cannotRecord', seq: null, id: null });
      return n;
    }
    if (outcome.id !== null) green.push(outcome.id);
  }
  return atMost;
}
const green: string[] = [];

test('a device whose disk is full lives on its ballast, then refuses, and says both', async () => {
  const { device, deviceFolder } = product;
  await device.stop();
  disk = moveOnto(deviceFolder, 100);
  const ballast = join(deviceFolder, 'ballast');
  await product.startDevice();
  await waitFor('the ballast', () => existsSync(ballast), 30_000);
  expect(await tapUntilRed(5)).toBe(5);

  disk.fill();
  expect(await tapUntilRed(500)).toBe(500);
  expect(existsSync(ballast)).toBe(false);
  const told = async () => (await product.read('/')).includes('Le disque est plein');
  await waitFor('staff to be told', told, 60_000);

  disk.fill();
  expect(await tapUntilRed(5_000)).toBeLessThan(5_000);
  await device.kill();
  // It comes up all the same; what the stop folded together is room for a few taps.
  await product.startDevice();
  disk.fill();
  expect(await tapUntilRed(5_000)).toBeLessThan(5_000);
  const refuses = async () => (await product.read('/')).includes('ne peuvent pas être enregistrés');
  await waitFor('staff to be told of that too', refuses, 60_000);

  disk.free();
  expect(await tapUntilRed(5)).toBe(5);
  await waitFor('everything to arrive', () => allArrived(product), 60_000);
  const seen = await seenOutside(product);
  expect(differences(green, seen.punches)).toEqual(everyOneOnce);
}, 240_000);

test('a cloud takes nothing more before its disk is full, says so, and the device keeps it all', async () => {
  const { cloud, cloudStore, baseUrl } = product;
  await cloud.stop();
  cloudDisk = moveOnto(dirname(cloudStore), 220);
  await product.startCloud();
  await waitFor('everything to arrive', () => allArrived(product), 60_000);
  cloudDisk.fill(100 * 1024 * 1024);
  const healthz = async () => (await fetch(`${baseUrl}/healthz`)).json();
  const isTold = async (what: string) => JSON.stringify(await healthz()).includes(what);
  await waitFor('the disk to be told', () => isTold('nearly full'), 30_000);
  expect(await tapUntilRed(20)).toBe(20);
  const refused = () => isTold('What devices recorded cannot be stored');
  await waitFor('the device to be refused', refused, 30_000);
  expect(allArrived(product)).toBe(false);
  expect(await product.read('/')).toContain('Le disque du serveur est presque plein');
  // What staff do still has room.
  await product.api('POST', '/api/v1/members', { id: 'm-late', name: 'Late' });
  cloudDisk.free();
  await waitFor('everything to arrive', () => allArrived(product), 90_000);
  expect(await product.read('/')).not.toContain('presque plein');
  const seen = await seenOutside(product);
  expect(differences(green, seen.punches)).toEqual(everyOneOnce);
}, 240_000);
