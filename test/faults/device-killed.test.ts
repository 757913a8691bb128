import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allArrived, differences, readRows, seenOutside } from '../parts/each-once.ts';
import { type Mosquitto, startMosquitto } from '../parts/mosquitto.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

const rounds = 6;

let broker: Mosquitto;
let product: Product;
beforeAll(async () => {
  broker = await startMosquitto();
  product = await startProduct({ members: 24, mqttUrl: broker.url, reconnectsSoon: true });
}, 120_000);
afterAll(async () => {
  await product.end();
  await broker.stop();
}, 30_000);

test('a device killed while it is tapped, its broker killed and emptied: what was green is there, once', async () => {
  const { device, observer, uids } = product;
  const perRound: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const before = observer.green.length;
    const tapping = observer.tapUntilSilent(uids);
    await waitFor('some lights', () => observer.green.length >= before + 40, 60_000);
    // Nothing of what the broker held survives, and it may hold a batch or an ack just now.
    if (round % 2 === 0) await broker.kill();
    await waitFor('more', () => observer.green.length >= before + 60 + 20 * round, 60_000);
    await device.kill();
    await tapping;
    perRound.push(observer.green.length - before);
    if (round % 2 === 0) await broker.restart();
    await product.startDevice();
  }
  await waitFor('everything to arrive', () => allArrived(product), 120_000);

  const seen = await seenOutside(product);
  for (const found of [seen.punches, seen.ends]) {
    const { lost, doubled, invented } = differences(observer.green, found);
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    // A tap cut off before its light may have been recorded: nobody was told, and it counts once at most.
    expect(invented.length).toBeLessThanOrEqual(observer.unanswered.length);
  }
  expect(new Set(seen.ends)).toEqual(new Set(seen.punches));
  expect(observer.unanswered.length).toBeGreaterThanOrEqual(rounds);
  const [chain] = readRows<{ n: number; last: number; epochs: number }>(
    product.cloudStore,
    'SELECT count(*) AS n, max(seq) AS last, count(DISTINCT epoch) AS epochs FROM journal',
  );
  expect(chain).toEqual({ n: chain?.last, last: chain?.last, epochs: 1 });
  expect(await product.all('/api/v1/incidents')).toEqual([]);
  console.log(
    `${rounds} kills after ${perRound.join(', ')} lights; ${seen.punches.length} punches for ` +
      `${observer.green.length} lights and ${observer.unanswered.length} taps without an answer`,
  );
}, 240_000);
