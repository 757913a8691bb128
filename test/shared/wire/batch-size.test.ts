import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesPerBatch, entriesThatFit, lostRangeBytes } from '../../../shared/wire/batch-size.ts';
import { encode } from '../../../shared/wire/codec.ts';
import { maxMessageBytes } from '../../../shared/wire/limits.ts';

test.each([
  ['all of a few', [10, 10, 10], 200, 1000, 3],
  ['as many as were asked for', [10, 10, 10], 2, 1000, 2],
  ['never more than 200', Array<number>(300).fill(1), 1000, 10_000, 200],
  ['as many as the bytes allow, a comma each', [10, 10, 10], 200, 22, 2],
  ['at least one', [5000], 1, 100, 1],
  ['none of none', [], 200, 1000, 0],
])('%s', (_name, sizes, maxEntries, maxBytes, count) =>
  expect(entriesThatFit(sizes, { maxEntries, maxBytes })).toBe(count),
);

test('a batch of what fits is a message that fits, at the longest of everything', () => {
  const sixteen = Number.MAX_SAFE_INTEGER;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 2, max: 2000 }),
      (holes, size) => {
        const entries = Array<string>(400).fill('x'.repeat(size - 2));
        const count = entriesThatFit(
          entries.map((e, i) => e.length + 2 + (i < holes ? lostRangeBytes : 0)),
          { maxEntries: 200, maxBytes: bytesPerBatch },
        );
        const message = encode({
          v: 1,
          epoch: 'f'.repeat(32),
          boot: 'b'.repeat(64),
          monoMs: sixteen,
          from: sixteen,
          to: sixteen,
          prev: 'f'.repeat(64),
          lost: Array(Math.min(holes, count)).fill({
            from: sixteen,
            to: sixteen,
            reason: 'damaged',
          }),
          entries: entries.slice(0, count),
          head: { seq: sixteen, hash: 'f'.repeat(64), sig: 's'.repeat(200) },
        });
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(maxMessageBytes);
      },
    ),
    { numRuns: 30 },
  );
});
