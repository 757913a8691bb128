import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { bad, ok, type Result } from '../domain/result.ts';

/** Ed25519 keys: public ones travel raw in base64url (43 characters), private ones rest as PKCS #8 PEM. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const newKeyPair = (): KeyPair => generateKeyPairSync('ed25519');

/** What stands before 32 bytes of a private key in PKCS #8 (RFC 8410). */
const beforeSeed = {
  ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  x25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
};

/** The private key of a seed of 32 bytes: the same one each time. */
export const privateKeyFromSeed = (curve: keyof typeof beforeSeed, seed: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([beforeSeed[curve], seed]),
    format: 'der',
    type: 'pkcs8',
  });

/** `key` may be either half: the public one is derived from the private one. */
export function rawPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { x } = publicKey.export({ format: 'jwk' });
  return String(x);
}

export function publicKeyFromRaw(raw: string): Result<KeyObject> {
  const key = /^[A-Za-z0-9_-]{43}$/.test(raw)
    ? attempt(() => createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' }))
    : null;
  return key && rawPublicKey(key) === raw
    ? ok(key)
    : bad(
        'keyInvalid',
        'This is not an Ed25519 public key.',
        'Send its 32 raw bytes in base64url, 43 characters.',
      );
}

export const privateKeyToPem = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

export function privateKeyFromPem(pem: string): Result<KeyObject> {
  const key = attempt(() => createPrivateKey(pem));
  return key?.asymmetricKeyType === 'ed25519'
    ? ok(key)
    : bad(
        'keyInvalid',
        'This is not an Ed25519 private key.',
        'Restore the key file from a backup; without one, claim the device again.',
      );
}

function attempt(make: () => KeyObject): KeyObject | null {
  try {
    return make();
  } catch {
    return null;
  }
}
