import {
  constants,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  sign,
} from 'node:crypto';
import type { EpochMs } from '../../../shared/domain/clock.ts';
import { asPythonSpells } from './python-json.ts';

/** Their field for a public key holds one of 2048 bits and no longer one. */
const keyBits = 2048;

export const newRsaKey = (): Promise<KeyObject> =>
  new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: keyBits }, (err, _publicKey, privateKey) =>
      err ? reject(err) : resolve(privateKey),
    );
  });

/** As they store it: `-----BEGIN PUBLIC KEY-----…`. */
export const publicPemOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();

/** RSA-PSS with the longest salt: their older servers take no other. Base64 for URLs, with its padding. */
export const signedText = (text: string, key: KeyObject): string =>
  base64Url(
    sign('sha256', Buffer.from(text, 'utf8'), {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN,
    }),
  );

/** Of a POST: not its bytes are signed, but what Python makes of them. */
export const signedBody = (body: string, key: KeyObject): string =>
  signedText(base64Url(Buffer.from(asPythonSpells(body), 'ascii')), key);

/** Opens what they sealed for this key (RSA-OAEP, SHA-256); null where it was sealed for another. */
export function unsealed(sealed: string, key: KeyObject): string | null {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt(
      { key, padding, oaepHash: 'sha256' },
      Buffer.from(sealed, 'base64url'),
    ).toString('utf8');
  } catch {
    return null;
  }
}

export const base64Url = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/**
 * `2026-07-01T08:00:00.123000+00:00`: a signed date must be what Python prints when it has read it, six digits and all,
 * and no fraction on the full second.
 */
export function pythonDate(at: EpochMs): string {
  const [second = '', fraction = ''] = new Date(at).toISOString().slice(0, -1).split('.');
  return fraction === '000' ? `${second}+00:00` : `${second}.${fraction}000+00:00`;
}
