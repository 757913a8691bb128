import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { entryHash, genesisHash } from '../../../shared/wire/entry-hash.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const first = {
  seq: 1,
  id: '0199d5a0-0000-7000-8000-000000000001',
  kind: 'punch',
  at: '2026-11-21T07:59:58.412Z',
  monoMs: 812345,
  boot: 'boot-1',
  clock: 'synced',
  salt: '000102030405060708090a0b0c0d0e0f',
  card: { uid: '04A1B2C3D4E5F6', level: 'uid' },
  accessPoint: 'entree',
  direction: 'in',
  memberRef: null,
  accessVersion: 73,
  item: 'badger',
};
/** The canonical form written by hand: keys in order, nothing between them. */
const firstCanonical =
  '{"accessPoint":"entree","accessVersion":73,"at":"2026-11-21T07:59:58.412Z","boot":"boot-1",' +
  '"card":{"level":"uid","uid":"04A1B2C3D4E5F6"},"clock":"synced","direction":"in",' +
  '"id":"0199d5a0-0000-7000-8000-000000000001","item":"badger","kind":"punch","memberRef":null,' +
  '"monoMs":812345,"salt":"000102030405060708090a0b0c0d0e0f","seq":1}';

test('the chain: previous hash, line feed, canonical JSON without the hash', () => {
  const one = entryHash(genesisHash, first);
  expect(one).toBe(sha256(`${'0'.repeat(64)}\n${firstCanonical}`));
  expect(one).toBe('4a1017315f411b418a23a1f8388f86f215a1d09aa16fad5e5e0665d6a2432071');

  const two = entryHash(one, { ...first, seq: 2 });
  expect(two).toBe(sha256(`${one}\n${firstCanonical.replace('"seq":1', '"seq":2')}`));
  expect(two).toBe('01a42cbef9b6cd66542768079e9b6c177f7ff1a834e620bd7f1962fecb7020cc');
});

test('the hash an entry carries is not under the hash, an unknown field is', () => {
  const hash = entryHash(genesisHash, first);
  expect(entryHash(genesisHash, { ...first, hash })).toBe(hash);
  expect(entryHash(genesisHash, { ...first, later: true })).not.toBe(hash);
});

test('the order of the keys does not matter', () => {
  const reversed = Object.fromEntries(Object.entries(first).reverse());
  const sorted = JSON.parse(firstCanonical) as object;
  expect(entryHash(genesisHash, reversed)).toBe(entryHash(genesisHash, first));
  expect(entryHash(genesisHash, sorted)).toBe(entryHash(genesisHash, first));
});
