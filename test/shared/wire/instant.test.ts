import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInstant } from '../../../shared/wire/entry.ts';

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));
const shaped = fc
  .tuple(digits(4), digits(2), digits(2), digits(2), digits(2), digits(2), digits(3))
  .map(
    ([year, month, day, hour, minute, second, ms]) =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
  );
/** As a calendar has it. */
const isReal = (text: string): boolean => {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
};

test('an instant exists where a calendar says so, and nowhere else', () => {
  const real = fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString());
  const nearly = fc
    .tuple(
      real,
      fc.constantFrom(5, 8, 11, 14, 17),
      fc.constantFrom('00', '24', '28', '29', '30', '31', '32', '59', '60'),
    )
    .map(([text, at, number]) => text.slice(0, at) + number + text.slice(at + 2));
  fc.assert(
    fc.property(fc.oneof(real, nearly, shaped), (text) => {
      expect([text, isInstant(text)]).toEqual([text, isReal(text)]);
    }),
    { numRuns: 3_000 },
  );
});
