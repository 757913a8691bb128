import type { KeyObject } from 'node:crypto';
import type { Problem } from '../shared/domain/result.ts';
import { publicKeyFromRaw } from '../shared/wire/keys.ts';
import type { HelloMessage } from '../shared/wire/messages.ts';
import type { SignedKeys } from '../shared/wire/signed.ts';
import type { Credentials } from './identity.ts';

/** The cloud's keys that this device believes. */
export interface PinnedKeys {
  /** Null: never pinned, or not any more. */
  keyOf(kid: string): KeyObject | null;
  /** As every hello says. */
  said(): NonNullable<HelloMessage['cloudKeys']>;
  /** Believes these from now on, and is on the disk before it does; what is wrong with that word, or null. */
  pin(word: SignedKeys, signer: string): Problem | null;
}

/**
 * The claim pins the first; from then on each word that one of them signed names them whole. One that signs stays
 * among them: the old key goes by the word of the new one, which so has shown that the cloud holds it. A word that
 * was already followed, or is older, changes nothing, whoever sends it again.
 */
export function pinnedKeys(first: Credentials, save: (changed: Credentials) => void): PinnedKeys {
  let held = first;
  let ring = ringOf(first.cloudKeys);
  const version = () => held.cloudKeysVersion ?? 0;
  return {
    keyOf: (kid) => ring.get(kid) ?? null,
    said: () => ({ version: version(), kids: held.cloudKeys.slice(0, 4).map(({ kid }) => kid) }),
    pin(word, signer) {
      if (word.version <= version()) return older;
      const next = ringOf(word.keys);
      if (next.size !== word.keys.length || !next.has(signer)) return unusable;
      // A name stands for one key for ever.
      if (word.keys.some(({ kid, publicKey }) => renamed(held.cloudKeys, kid, publicKey)))
        return unusable;
      const changed = { ...held, cloudKeys: [...word.keys], cloudKeysVersion: word.version };
      save(changed);
      held = changed;
      ring = next;
      return null;
    },
  };
}

const renamed = (held: Credentials['cloudKeys'], kid: string, publicKey: string): boolean =>
  held.some((key) => key.kid === kid && key.publicKey !== publicKey);

function ringOf(keys: Credentials['cloudKeys']): ReadonlyMap<string, KeyObject> {
  const known = new Map<string, KeyObject>();
  for (const { kid, publicKey } of keys) {
    const key = publicKeyFromRaw(publicKey);
    if (key.ok) known.set(kid, key.value);
  }
  return known;
}

const older: Problem = {
  code: 'keysOlder',
  message: 'This word on the keys of the cloud is not newer than the one followed.',
  hint: 'The keys held stay believed.',
};
const unusable: Problem = {
  code: 'keysUnusable',
  message:
    'This word on the keys of the cloud leaves out the key that gave it, or names no usable ones.',
  hint: 'The keys held stay believed.',
};
