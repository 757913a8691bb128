import type { KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { keysOf, newKeys } from '../../../cloud/federation/own-keys.ts';
import { secondStepSeal } from '../../../cloud/store/second-step-seal.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { testSeal } from '../test-seal.ts';

const seedOf = (key: KeyObject) => key.export({ format: 'jwk' }).d;
const seedsOf = ({ sign, cards }: ReturnType<typeof newKeys>) => [seedOf(sign), seedOf(cards)];

test('keys to answer with are those of one invitation, one aggregator and one use', () => {
  const keys = keysOf(testSeal, 'fed-1', 'secret');
  expect([keys.sign.asymmetricKeyType, keys.cards.asymmetricKeyType]).toEqual([
    'ed25519',
    'x25519',
  ]);
  expect(seedsOf(keysOf(testSeal, 'fed-1', 'secret'))).toEqual(seedsOf(keys));
  // Whoever knows an id alone and makes an invitation of it is not answered by the key that the real one pinned.
  const all = [
    keys,
    keysOf(testSeal, 'fed-1', 'another'),
    keysOf(testSeal, 'fed-2', 'secret'),
    keysOf(secondStepSeal(newKeyPair().privateKey), 'fed-1', 'secret'),
    newKeys(),
    newKeys(),
  ].flatMap(seedsOf);
  expect(new Set(all).size).toBe(12);
});
