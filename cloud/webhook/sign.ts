import { createHmac, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { privateKeyFromSeed } from '../../shared/wire/keys.ts';

/**
 * The headers of a message as Standard Webhooks sign it: over its id, the second of this try and the bytes of its body.
 * The id is the same at each try, and what the receiver knows a repeat by.
 *
 * @param secrets `whsec_` then base64 (HMAC-SHA256, `v1`), or `whsk_` then base64 (ed25519, `v1a`). While one replaces
 *   another both sign, the new one first.
 */
export function signedHeaders(
  secrets: readonly string[],
  message: { readonly id: string; readonly atMs: number; readonly body: string },
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(message.atMs / 1_000));
  const signed = Buffer.from(`${message.id}.${seconds}.${message.body}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets.map((secret) => signatureBy(secret, signed)).join(' '),
  };
}

function signatureBy(secret: string, signed: Buffer): string {
  if (secret.startsWith('whsk_'))
    return `v1a,${sign(null, signed, privateKeyOf(secret)).toString('base64')}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** The half that a receiver verifies by, `whpk_` then base64; null: both sides hold the secret, and it has none. */
export function publicKeyOf(secret: string): string | null {
  if (!secret.startsWith('whsk_')) return null;
  const spki = createPublicKey(privateKeyOf(secret)).export({ type: 'spki', format: 'der' });
  return `whpk_${spki.subarray(-32).toString('base64')}`;
}

/** Of the seed alone, or of seed and public key together, as some write it. */
function privateKeyOf(secret: string): KeyObject {
  const seed = Buffer.from(secret.slice('whsk_'.length), 'base64').subarray(0, 32);
  return privateKeyFromSeed('ed25519', seed);
}
