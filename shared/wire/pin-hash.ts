import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Four to eight digits. */
export const isPin = (text: string): boolean => /^\d{4,8}$/.test(text);

/** 16 MiB of memory and some 50 ms: a Pi has both to spare, where a PIN is asked for. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const saltBytes = 16;
const hashBytes = 32;
const hashPattern = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;
/** What a list may make a device spend on one PIN. */
const memoryMost = 64 * 1024 * 1024;

/**
 * `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, base64url. It slows down who has a stolen list and no more: there are few
 * PINs. A PIN is a second factor beside a card, never the only one.
 */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(pin, salt, cost);
  const { N, r, p } = cost;
  return `scrypt$${Math.log2(N)}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** False for a hash that is of another kind, or dearer than a device can afford. Works off the event loop. */
export async function pinFits(pin: string, hashed: string): Promise<boolean> {
  const [, log2N, r, p, salt, hash] = hashPattern.exec(hashed) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const asked = { N: 2 ** Number(log2N), r: Number(r), p: Number(p) };
  if (asked.N < 2 || asked.r * asked.p === 0 || 128 * asked.N * asked.r * asked.p > memoryMost / 2)
    return false;
  const derived = await derive(pin, Buffer.from(salt, 'base64url'), asked);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
}

function derive(pin: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, hashBytes, { N, r, p, maxmem: memoryMost }, (err, key) =>
      err ? reject(err) : resolve(key),
    );
  });
}
