import { expect, test } from '@jest/globals';
import type { Credentials } from '../../device/identity.ts';
import { pinnedKeys } from '../../device/pinned-keys.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';

const key = (kid: string) => ({ kid, publicKey: rawPublicKey(newKeyPair().publicKey) });
const [k1, k2, k3] = [key('k1'), key('k2'), key('k3')];
const mqtt = { urls: ['mqtt://127.0.0.1:1883'], username: 'demo-1', password: 'secret' };

function claimed(full = false) {
  const saved: Credentials[] = [];
  const keys = pinnedKeys({ device: 'demo-1', mqtt, ca: null, cloudKeys: [k1] }, (changed) => {
    if (full) throw new Error('disk full');
    saved.push(changed);
  });
  return { keys, saved };
}

test('the old key introduces the new one, and goes by the word of the new one', () => {
  const { keys, saved } = claimed();
  expect(keys.said()).toEqual({ version: 0, kids: ['k1'] });
  expect(keys.pin({ version: 10, keys: [k1, k2] }, 'k1')).toBeNull();
  expect(keys.said()).toEqual({ version: 10, kids: ['k1', 'k2'] });
  expect(keys.pin({ version: 11, keys: [k2] }, 'k2')).toBeNull();
  expect([keys.keyOf('k1'), keys.keyOf('k2') !== null]).toEqual([null, true]);
  expect(saved.at(-1)).toMatchObject({ cloudKeys: [k2], cloudKeysVersion: 11 });
});

test('a word that was followed, or is older, leads back to nothing', () => {
  const { keys } = claimed();
  keys.pin({ version: 10, keys: [k1] }, 'k1');
  keys.pin({ version: 11, keys: [k1, k2] }, 'k1');
  for (const version of [10, 11]) {
    expect(keys.pin({ version, keys: [k1] }, 'k1')).toMatchObject({ code: 'keysOlder' });
  }
  expect(keys.said().kids).toEqual(['k1', 'k2']);
});

test.each([
  ['leaves out who gave it', { version: 10, keys: [k2] }, 'k1'],
  ['names no usable key', { version: 10, keys: [k1, { kid: 'k2', publicKey: 'x' }] }, 'k1'],
  ['gives a name to another key', { version: 10, keys: [{ ...k3, kid: 'k1' }] }, 'k1'],
])('a word that %s changes nothing', (_, word, signer) => {
  const { keys, saved } = claimed();
  expect(keys.pin(word, signer)).toMatchObject({ code: 'keysUnusable' });
  expect([keys.said().version, saved]).toEqual([0, []]);
});

test('what cannot be kept is not believed: a restart would know less', () => {
  const { keys } = claimed(true);
  expect(() => keys.pin({ version: 10, keys: [k1, k2] }, 'k1')).toThrow('disk full');
  expect([keys.said().version, keys.keyOf('k2')]).toEqual([0, null]);
});
