import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

let product: Product;
beforeAll(async () => {
  product = await startProduct({ members: 1 });
});
afterAll(() => product?.end());

interface Punch {
  readonly id: string;
  readonly item: string | null;
}

/** Taps once, and answers what the cloud keeps of it. */
async function tapped(): Promise<Punch> {
  const outcome = await product.observer.tap(product.uids[0] ?? '');
  const id = outcome?.id;
  return waitFor(
    'the punch in the cloud',
    async () => (await product.all<Punch>('/api/v1/punches')).find((one) => one.id === id) ?? null,
    30_000,
  );
}

/** The config is on its way while one taps: sooner or later each tap is for that item. */
const tapsAreFor = (item: string | null) =>
  waitFor(`taps for ${item}`, async () => (await tapped()).item === item, 60_000);

test('with the switch on what a device records is for the item of its place, and not once it is off', async () => {
  expect((await tapped()).item).toBeNull();

  const on = await product.api<{ timeClock: boolean; timeClockItemId: string | null }>(
    'PATCH',
    '/api/v1/places/demo',
    { timeClock: true },
  );
  expect(on).toMatchObject({ timeClock: true, timeClockItemId: expect.any(String) });
  await tapsAreFor(on.timeClockItemId);
  expect((await tapped()).item).toBe(on.timeClockItemId);

  await product.api('PATCH', '/api/v1/places/demo', { timeClock: false });
  await tapsAreFor(null);
  expect((await tapped()).item).toBeNull();
  // What was recorded stays what it was, and each tap is there once.
  const punches = await product.all<Punch>('/api/v1/punches');
  expect(punches.map(({ id }) => id).toSorted()).toEqual(product.observer.green.toSorted());
  expect(punches.some(({ item }) => item === on.timeClockItemId)).toBe(true);
});
