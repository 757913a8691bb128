import type { KeyObject } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { failure } from '../shared/runtime/errors.ts';
import { readFileIfThere, writePrivateFile } from '../shared/runtime/private-file.ts';
import { CloudKey } from '../shared/wire/claim.ts';
import { compiledOnce } from '../shared/wire/compiled-once.ts';
import { newKeyPair, privateKeyFromPem, privateKeyToPem } from '../shared/wire/keys.ts';
import { deviceIdPattern } from '../shared/wire/topic.ts';

/** What the cloud gave this device when it was claimed, and the keys it pinned then. */
const Credentials = Type.Object({
  device: Type.String({ pattern: deviceIdPattern.source }),
  mqtt: Type.Object({
    urls: Type.Array(Type.String(), { minItems: 1 }),
    username: Type.String(),
    password: Type.String(),
  }),
  ca: Type.Union([Type.String(), Type.Null()]),
  cloudKeys: Type.Array(CloudKey, { minItems: 1 }),
  /** Of the word that named these keys; absent: the claim did. */
  cloudKeysVersion: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type Credentials = Static<typeof Credentials>;
const credentials = compiledOnce(Credentials);

/**
 * This device's own Ed25519 key: made at the first start, kept beside the stores and not in them, so that a
 * rebuilt journal is still signed by the device the cloud knows. Throws `identityUnusable`.
 */
export function loadOrMakeKey(path: string): KeyObject {
  const pem = readFileIfThere(path);
  if (pem === null) {
    const { privateKey } = newKeyPair();
    writePrivateFile(path, privateKeyToPem(privateKey));
    return privateKey;
  }
  const key = privateKeyFromPem(pem);
  if (!key.ok) throw failure('identityUnusable', { path, detail: key.problem.message });
  return key.value;
}

/** Null before the first claim. Throws `identityUnusable`. */
export function loadCredentials(path: string): Credentials | null {
  const text = readFileIfThere(path);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (credentials().Check(value)) return value;
  } catch {
    // Falls through: text that is no JSON and JSON of another shape need the same remedy.
  }
  throw failure('identityUnusable', { path, detail: 'it holds no credentials' });
}

export const saveCredentials = (path: string, value: Credentials): void =>
  writePrivateFile(path, `${JSON.stringify(value, null, 2)}\n`);
