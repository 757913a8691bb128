import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openJournal } from '../../device/store/journal.ts';
import {
  derived,
  differences,
  everyOneOnce,
  type MarkRow,
  marksOf,
  readRows,
  seenOutside,
} from '../parts/each-once.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

const taps = 10_000;
const kills = 5;

let product: Product;
beforeAll(async () => {
  product = await startProduct({ members: 60, reconnectsSoon: true });
}, 120_000);
afterAll(() => product.end(), 30_000);

const mark = (): number => Math.max(0, ...marksOf(product).map(({ up_to: upTo }) => upTo));

test('10,000 punches made without a broker, the cloud killed five times while they drain: each there once', async () => {
  const { cloud, device, observer, uids } = product;
  const began = performance.now();
  await cloud.kill();
  await observer.tapMany(taps, uids);
  const tapped = performance.now();
  expect(observer.green).toHaveLength(taps);
  expect(new Set(observer.green).size).toBe(taps);
  // The power goes before anything could be sent: what was promised is on the disk alone.
  await device.kill();
  const before = mark();
  expect(before).toBeLessThan(100);

  await product.startDevice();
  const killedAt: number[] = [];
  for (let n = 1; n <= kills; n++) {
    await product.startCloud();
    const from = mark();
    const until = from + 200 + Math.floor(Math.random() * 1_200);
    await waitFor(`the mark to pass ${until}`, () => mark() >= until, 120_000);
    await cloud.kill();
    killedAt.push(mark());
    // What the device was told is on the cloud's disk: a mark that was not would be asked for again, and hide it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ackedByDevice()).toBeLessThanOrEqual(mark());
    expect(killedAt.at(-1)).toBeGreaterThan(from);
    expect(killedAt.at(-1)).toBeLessThan(taps);
  }

  await product.startCloud();
  const last = await waitFor('the last entry', () => allSent(), 300_000);
  const drained = performance.now();
  const seen = await seenOutside(product);
  expect(differences(observer.green, seen.punches)).toEqual(everyOneOnce);
  expect(differences(observer.green, seen.ends)).toEqual(everyOneOnce);

  const { device: id, epoch } = last;
  const [row] = readRows<{ n: number; first: number; last: number }>(
    product.cloudStore,
    'SELECT count(*) AS n, min(seq) AS first, max(seq) AS last FROM journal WHERE device = ? AND epoch = ?',
    id,
    epoch,
  );
  expect(row).toEqual({ n: last.up_to, first: 1, last: last.up_to });
  expect(readRows(product.cloudStore, 'SELECT * FROM incident')).toEqual([]);
  expect(readRows(product.cloudStore, 'SELECT * FROM dead_letter')).toEqual([]);

  await device.stop();
  await cloud.stop();
  const journal = openJournal(`${product.deviceFolder}/journal.db`);
  const own = journal.epochs();
  expect(own).toHaveLength(1);
  expect(marksOf(product).map(({ epoch: e, up_to, hash }) => ({ e, up_to, hash }))).toEqual(
    own.map(({ epoch: e, acked }) => ({ e, up_to: acked, hash: journal.hashAt(e, acked) })),
  );
  journal.close();

  const incremental = derived(product);
  cloud.start('--rebuild');
  await waitFor('the cloud, rebuilt', () => product.answers(), 60_000);
  await cloud.stop();
  expect(derived(product)).toBe(incremental);
  console.log(
    `${taps} taps in ${seconds(tapped - began)}; killed at marks ${killedAt.join(', ')}; ` +
      `drained in ${seconds(drained - tapped)}, kills and starts included; ${seen.punches.length} punches, ` +
      `${seen.ends.length} ends of passages, each once; rebuilt to the same bytes`,
  );
}, 600_000);

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const ackedByDevice = (): number =>
  readRows<{ acked: number }>(`${product.deviceFolder}/journal.db`, 'SELECT acked FROM epoch').at(
    -1,
  )?.acked ?? 0;

/** The device's only mark, once it covers what the device holds. */
function allSent(): MarkRow | null {
  const [own] = readRows<{ epoch: string; last: number }>(
    `${product.deviceFolder}/journal.db`,
    'SELECT epoch, last FROM epoch ORDER BY no DESC LIMIT 1',
  );
  return marksOf(product).find((m) => m.epoch === own?.epoch && m.up_to === own.last) ?? null;
}
