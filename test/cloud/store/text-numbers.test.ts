import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textNumbers } from '../../../cloud/store/text-numbers.ts';

test('each text has the number of its first meeting, however alike the texts are', () => {
  const nearlyAlike = fc.tuple(fc.constantFrom('', 'a', 'b', 'é'), fc.nat(40));
  const text = fc.oneof(
    fc.string(),
    // The same end, which is all that is looked at first.
    nearlyAlike.map(([start, n]) => `${start}${'x'.repeat(n)} 04A1B2C3D4E5F601`),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3_000, size: 'max' }), (texts) => {
      const numbers = textNumbers();
      const expected = new Map<string, number>();
      for (const one of texts) {
        expect(numbers.numberOf(one)).toBe(expected.get(one) ?? null);
        if (expected.has(one)) continue;
        expect(numbers.add(one)).toBe(expected.size);
        expected.set(one, expected.size);
      }
      expect(numbers.size).toBe(expected.size);
      for (const [one, number] of expected) expect(numbers.numberOf(one)).toBe(number);
    }),
    { numRuns: 20 },
  );
});
