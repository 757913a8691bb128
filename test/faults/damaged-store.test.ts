import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  allArrived,
  differences,
  everyOneOnce,
  readRows,
  seenOutside,
} from '../parts/each-once.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

/** A device whose store was damaged while it was off: what is kept, and what staff see. */
let product: Product;
beforeAll(async () => {
  product = await startProduct({ members: 12, reconnectsSoon: true });
  await product.api('PATCH', '/api/v1/places/demo', { helloSeconds: 5 });
}, 120_000);
afterAll(() => product?.end(), 30_000);

const pageBytes = 4_096;
const journalFile = () => join(product.deviceFolder, 'journal.db');
const arrived = () => waitFor('everything to arrive', () => allArrived(product), 60_000);
const tap = (count: number) => product.observer.tapMany(count, product.uids);
const epochs = () => readRows<{ epoch: string }>(journalFile(), 'SELECT epoch FROM epoch');

/** Punches that nobody holds any more, and whose loss was told. */
const gone: string[] = [];

async function incidents(kind: string): Promise<readonly Record<string, unknown>[]> {
  const found = await product.all<{ kind: string; details: Record<string, unknown> }>(
    '/api/v1/incidents',
  );
  return found.filter((one) => one.kind === kind).map(({ details }) => details);
}

async function expectAllButGone(): Promise<void> {
  const seen = await seenOutside(product);
  const kept = product.observer.green.filter((id) => !gone.includes(id));
  expect(differences(kept, seen.punches)).toEqual(everyOneOnce);
}

test('a page of zeros in what was not sent yet: its own entries are lost, named and told; the door goes on', async () => {
  const { cloud, device, observer } = product;
  await cloud.kill();
  await tap(60);
  await device.stop();
  const bytes = readFileSync(journalFile());
  const middle = observer.green[30] ?? '';
  const page = Math.floor(bytes.indexOf(middle) / pageBytes) * pageBytes;
  expect(page).toBeGreaterThan(0);
  const text = bytes.subarray(page, page + pageBytes).toString('latin1');
  bytes.fill(0, page, page + pageBytes);
  writeFileSync(journalFile(), bytes);
  gone.push(...observer.green.filter((id) => text.includes(id)));
  expect(gone).toContain(middle);
  expect(gone.length).toBeLessThan(15);

  // Nobody but the device is there: it lets in who may come in, by its list, which lies in another file.
  await product.startDevice();
  await tap(5);
  expect(epochs()).toHaveLength(2);
  expect(readdirSync(join(product.deviceFolder, 'quarantine'))).toHaveLength(1);
  await product.startCloud();
  await arrived();
  await expectAllButGone();
  const lost = await incidents('journalLost');
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.every(({ reason }) => reason === 'damaged')).toBe(true);
  const missing = lost.reduce((n, { from, to }) => n + Number(to) - Number(from) + 1, 0);
  expect(missing).toBeGreaterThanOrEqual(gone.length);
  const told = async () => (await product.read('/')).includes('Le journal était abîmé');
  await waitFor('staff to be told', told, 30_000);
  expect(await product.read('/incidents')).toContain('la mémoire de l’appareil est abîmée');
}, 180_000);

test('a log that was cut short: what the cloud has stays, the numbers are not used again, and it is told', async () => {
  const { device } = product;
  await tap(12);
  await arrived();
  await device.kill();
  const log = `${journalFile()}-wal`;
  truncateSync(log, Math.floor(statSync(log).size / 2));
  const before = (await incidents('storeRolledBack')).length;
  await product.startDevice();
  const isTold = async () => (await incidents('storeRolledBack')).length > before;
  await waitFor('a new epoch to be told', isTold, 30_000);
  await tap(7);
  await arrived();
  await expectAllButGone();
  expect(await incidents('storeRolledBack')).toHaveLength(before + 1);
  expect(await product.read('/incidents')).toContain('est revenue à un état plus ancien');
}, 180_000);

test('a damaged access list: nobody comes in by half of one, and the cloud sends it again', async () => {
  const { device } = product;
  await device.stop();
  const file = join(product.deviceFolder, 'access.db');
  const bytes = readFileSync(file);
  bytes.fill(0, pageBytes, 6 * pageBytes);
  writeFileSync(file, bytes);
  await product.startDevice();
  const opens = async () =>
    (await product.observer.present(product.uids[0] ?? '').catch(() => null))?.decision ===
    'granted';
  await waitFor('the door to know its members again', opens, 60_000);
  await arrived();
  const names = readdirSync(join(product.deviceFolder, 'quarantine'), { recursive: true });
  expect(names.filter((name) => String(name).endsWith('access.db'))).toHaveLength(1);
}, 120_000);
