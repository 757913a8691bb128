import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardKey } from '../../../device/store/card-key.ts';

const uid = fc
  .constantFrom(4, 7, 10)
  .chain((bytes) => fc.uint8Array({ minLength: bytes, maxLength: bytes }))
  .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());

test('two cards never share a number, whatever their lengths', () => {
  fc.assert(
    fc.property(uid, uid, (one, other) => (cardKey(one) === cardKey(other)) === (one === other)),
  );
  expect(cardKey('00000000')).not.toBe(cardKey('00000000000000'));
});

test('every number fits what SQLite keeps', () => {
  fc.assert(fc.property(uid, (one) => cardKey(one) > 0n && cardKey(one) < 1n << 63n));
  expect(cardKey('04A1B2C3')).toBe(0x104a1b2c3n);
});
