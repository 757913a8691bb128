import { hash, type KeyObject } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import { flushToDisk } from '../../shared/runtime/flush-to-disk.ts';
import { writePrivateFile } from '../../shared/runtime/private-file.ts';
import type { CloudKey } from '../../shared/wire/claim.ts';
import {
  newKeyPair,
  privateKeyFromPem,
  privateKeyToPem,
  rawPublicKey,
} from '../../shared/wire/keys.ts';

export interface KeptKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** What devices pin. */
  readonly public: CloudKey;
}

/**
 * The keys of this cloud, the oldest first: a file of its own, readable by this account only. Made with one key on
 * the first start; throws `signingKeyUnusable` for a file that holds none, rather than make devices deaf. Former ones
 * stay, so that a device that was away while a key was renewed can be told of the new one by the one it believes.
 */
export function readKeyFile(file: string): readonly [KeptKey, ...KeptKey[]] {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const text = readIfThere(file) ?? writeOnce(file, privateKeyToPem(newKeyPair().privateKey));
  chmodSync(file, 0o600);
  const [first, ...others] = keysIn(text);
  if (!first) throw failure('signingKeyUnusable', { file });
  return [first, ...others];
}

const pemBlock = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/g;

/** Empty: one of the blocks is no key of ours, or there is none. */
export function keysIn(text: string): readonly KeptKey[] {
  const keys = (text.match(pemBlock) ?? []).map(privateKeyFromPem);
  return keys.every((key) => key.ok) ? keys.map(({ value }) => named(value)) : [];
}

function named(privateKey: KeyObject): KeptKey {
  const publicKey = rawPublicKey(privateKey);
  const kid = hash('sha256', publicKey, 'base64url').slice(0, 16);
  return { kid, privateKey, public: { kid, publicKey } };
}

/** Adds a new key as the newest, on the disk before anybody hears of it. */
export function addKey(file: string): KeptKey {
  const { privateKey } = newKeyPair();
  const keys = [...readKeyFile(file).map((key) => key.privateKey), privateKey];
  writePrivateFile(file, keys.map(privateKeyToPem).join(''));
  return named(privateKey);
}

/** Under a name of its own: a key that comes back after all is not lost, for a week (`old-stores.ts`). */
export function setAside(file: string, now: number): void {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  if (existsSync(file)) renameSync(file, `${file}.before-${stamp}`);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (err) {
    if (errorCodeOf(err) === 'ENOENT') return null;
    throw err;
  }
}

/** On the disk before anybody can pin it; a neighbour that was faster keeps its own. */
function writeOnce(file: string, pem: string): string {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (err) {
    if (errorCodeOf(err) === 'EEXIST') return readFileSync(file, 'utf8');
    throw err;
  }
  try {
    writeSync(fd, pem);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  flushToDisk(dirname(file));
  return pem;
}
