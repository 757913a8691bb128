import { expect, test } from '@jest/globals';
import { createHeadCheck } from '../../../cloud/ingest/head-check.ts';
import type { JournalBatch } from '../../../shared/wire/messages.ts';
import { testDevice } from '../test-device.ts';

const at = Date.UTC(2026, 10, 20, 8);

function reader(id: string) {
  const device = testDevice(id);
  device.punch({ at, uid: '04A1B2C3' });
  device.punch({ at: at + 3_600_000, uid: '04A1B2C3' });
  const batch = (from: number, to: number) =>
    JSON.parse(device.batch(from, to).toString()) as JournalBatch;
  return { id, publicKey: device.publicKey, batch };
}

test('a batch is its device’s by the key it has, whichever key it had before', async () => {
  const check = createHeadCheck();
  const [device, other] = [reader('reader-1'), reader('reader-2')];
  for (const round of ['never heard', 'heard before']) {
    const isSigned = await check(device.batch(1, 2), device.id);
    expect([round, isSigned(device.publicKey)]).toEqual([round, true]);
  }
  // Its key is another one now: what was tried with the last one says nothing.
  const isSigned = await check(device.batch(1, 2), device.id);
  expect(isSigned(other.publicKey)).toBe(false);
  const again = await check(device.batch(1, 2), device.id);
  expect(again(device.publicKey)).toBe(true);
});

test('what was changed on its way, or vouches for another entry, is refused, tried before or not', async () => {
  const check = createHeadCheck();
  const device = reader('reader-1');
  const good = device.batch(1, 2);
  const forged: readonly JournalBatch[] = [
    { ...good, head: { ...good.head, sig: device.batch(1, 1).head.sig } },
    { ...good, lost: [{ from: 1, to: 1, reason: 'damaged' }] },
    { ...good, entries: good.entries.slice(0, 1) },
    { ...good, head: { ...good.head, sig: 'not base64url' } },
  ];
  for (let round = 0; round < 2; round++) {
    for (const batch of forged)
      expect((await check(batch, device.id))(device.publicKey)).toBe(false);
    expect((await check(good, 'reader-2'))(device.publicKey)).toBe(false);
    expect((await check(good, device.id))(device.publicKey)).toBe(true);
  }
});

test('a key that is none vouches for nothing', async () => {
  const device = reader('reader-1');
  const isSigned = await createHeadCheck()(device.batch(1, 2), device.id);
  expect(isSigned('not a key')).toBe(false);
});
