import { hash } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U to misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const letters = 20;

/**
 * What device and staff compare before a claim is approved: 100 bits of both public keys (raw base64url), as
 * five groups of four, `7K2M-0QX4-…`. Whoever stands between them would need to steer two sums at once.
 */
export function keyFingerprint(devicePublicKey: string, cloudPublicKey: string): string {
  const digest = hash('sha256', `badgeuse:v1:keys:${devicePublicKey}:${cloudPublicKey}`, 'hex');
  let bits = BigInt(`0x${digest}`) >> BigInt(256 - letters * 5);
  let text = '';
  for (let i = 0; i < letters; i++) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text.replace(/.{4}(?=.)/g, '$&-');
}
