import { expect, test } from '@jest/globals';
import { packBatch, unpackBatch } from '../../../cloud/ingest/packed-batch.ts';
import { type ReadBatch, readJournal } from '../../../cloud/ingest/read-journal.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';
import { testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);

function readOf(change: (entries: Record<string, unknown>[]) => void = () => undefined): ReadBatch {
  const device = testDevice('reader');
  for (const at of [0, 1, 2, 3]) device.punch({ at: nine + at });
  const message = JSON.parse(device.batch(1, 4).toString()) as {
    entries: Record<string, unknown>[];
  };
  change(message.entries);
  const read = readJournal(Buffer.from(canonicalJson(message)));
  if (!read.ok || !('batch' in read.value)) throw new Error('it is a batch');
  return read.value;
}

test('what is packed says the same when it is unpacked', () => {
  const read = readOf();
  const packed = packBatch(read);
  expect(packed).not.toBeNull();
  expect(packed && unpackBatch(structuredClone(packed))).toEqual(read);
  expect(read.entries.every((one) => one.spelt && one.fits)).toBe(true);
});

test('commas, quotes and letters beyond one unit stay in their entry', () => {
  const device = testDevice('reader');
  device.device(nine, 'started', { note: '", é\u{1F600}},{', parts: [1, {}] });
  device.punch({ at: nine + 1 });
  const read = readJournal(device.batch(1, 2));
  if (!read.ok || !('batch' in read.value)) throw new Error('it is a batch');
  const packed = packBatch(read.value);
  expect(packed && unpackBatch(packed)).toEqual(read.value);
});

test.each([
  ['one that is not an entry', (entries: unknown[]) => entries.splice(1, 1, 'nonsense')],
  [
    'one whose hash does not fit',
    (entries: Record<string, unknown>[]) => entries.splice(1, 1, { ...entries[1], card: null }),
  ],
  [
    'one whose neighbour before it is another',
    (entries: Record<string, unknown>[]) => entries.splice(1, 1),
  ],
])('a batch with %s is not packed', (_what, change) => {
  expect(packBatch(readOf(change))).toBeNull();
});
