import { expect, test } from '@jest/globals';
import { type KeyWord, keyWordFor } from '../../../cloud/replication/key-words.ts';

const now = Date.UTC(2026, 10, 21);
const ours = ['k1', 'k2', 'k3'];
const word = (signer: string, ...kids: string[]): KeyWord => ({ signer, kids, version: now });

test.each<[string, string[], string, string | null, KeyWord | 'stranger' | null]>([
  ['believes what it should', ['k1'], 'k1', null, null],
  ['does not know the new one', ['k1'], 'k1', 'k2', word('k1', 'k1', 'k2')],
  ['knows both while the old one signs', ['k1', 'k2'], 'k1', 'k2', null],
  ['knows both once the new one signs', ['k1', 'k2'], 'k2', null, word('k2', 'k2')],
  ['was away the whole time', ['k1'], 'k3', null, word('k1', 'k1', 'k3')],
  ['was away while one was begun', ['k1', 'k2'], 'k3', null, word('k2', 'k2', 'k3')],
  ['was away, and the next goes on', ['k1'], 'k2', 'k3', word('k1', 'k1', 'k2', 'k3')],
  ['followed what a restored store forgot', ['k3'], 'k1', null, word('k3', 'k3', 'k1')],
  ['belongs to another cloud', ['z9'], 'k1', null, 'stranger'],
])('a device that %s', (_, kids, current, next, expected) => {
  expect(keyWordFor({ version: 5, kids }, { current, next, ours }, now)).toEqual(expected);
});

test('a word is above the one followed, whatever the clock says; one that no clock can have given is not', () => {
  const keys = { current: 'k1', next: 'k2', ours };
  const held = (version: number) => ({ version, kids: ['k1'] });
  expect(keyWordFor(held(now + 5_000), keys, now)).toMatchObject({ version: now + 5_001 });
  expect(keyWordFor(held(now * 2), keys, now)).toBeNull();
  expect(keyWordFor(undefined, keys, now)).toBeNull();
});
