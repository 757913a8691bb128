import { hash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { CloudKey } from '../../shared/wire/claim.ts';
import {
  newKeyPair,
  privateKeyFromPem,
  privateKeyToPem,
  rawPublicKey,
} from '../../shared/wire/keys.ts';
import type { SigningKey } from '../ports/access.ts';

export interface CloudSigningKey extends SigningKey {
  /** What devices pin. */
  readonly public: CloudKey;
}

/**
 * The key every device pinned when it was claimed: a file of its own, readable by this account only. Made on
 * the first start; throws `signingKeyUnusable` for a file that holds none, rather than make devices deaf.
 */
export function loadSigningKey(file: string): CloudSigningKey {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pem = readIfThere(file) ?? writeOnce(file, privateKeyToPem(newKeyPair().privateKey));
  chmodSync(file, 0o600);
  const key = privateKeyFromPem(pem);
  if (!key.ok) throw failure('signingKeyUnusable', { file });
  const publicKey = rawPublicKey(key.value);
  const kid = hash('sha256', publicKey, 'base64url').slice(0, 16);
  return { kid, privateKey: key.value, public: { kid, publicKey } };
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
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return pem;
}
