import { createPublicKey, diffieHellman, hash, type KeyObject } from 'node:crypto';

/**
 * Cards that two sides know, found without either telling the other its numbers: each number becomes a point of
 * Curve25519, each side multiplies by a secret of its own, and what both multiplied is the same in either order.
 * A hash would not do, with whatever key both have: there are few card numbers, and trying all takes an hour.
 */
const p = 2n ** 255n - 19n;
const a = 486_662n;

/** The point that stands for a card, always on the curve itself: which of its sides would tell a bit. */
function pointOf(uid: string): string {
  for (let n = 0; ; n++) {
    const bytes = hash('sha256', `badgeuse card 1\n${n}\n${uid}`, 'buffer');
    bytes[31] = (bytes[31] ?? 0) & 0x7f;
    const x = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) % p;
    if (x > 1n && isSquare((x * x * x + a * x * x + x) % p)) return bytes.toString('base64url');
  }
}

function isSquare(value: bigint): boolean {
  let result = 1n;
  let base = value;
  for (let exponent = (p - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result === 1n;
}

/** The card, multiplied by our secret: what the other side may see of it. */
export const blinded = (uid: string, secret: KeyObject): string =>
  raised(pointOf(uid), secret) ?? blinded(`${uid} `, secret);

/** A point of the other side, multiplied by our secret; null: it is none that a card could have made. */
export function raised(point: string, secret: KeyObject): string | null {
  try {
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: point },
      format: 'jwk',
    });
    return diffieHellman({ privateKey: secret, publicKey }).toString('base64url');
  } catch {
    return null;
  }
}
