import { hash, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { LostRange } from './messages.ts';

/** What a device vouches for with each batch: its last entry, hence everything before it, and the holes. */
export interface Head {
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  readonly lost: readonly LostRange[];
}

/** The signed text (wire protocol, journal). `lost` must be as it travels: unknown fields count. */
export const headText = (head: Head): string => {
  const lost = hash('sha256', canonicalJson(head.lost), 'hex');
  return `badgeuse:v1:${head.device}:${head.epoch}:${head.seq}:${head.hash}:${lost}`;
};

/** Ed25519, base64url. */
export const signHead = (head: Head, privateKey: KeyObject): string =>
  sign(null, Buffer.from(headText(head)), privateKey).toString('base64url');

/** Never throws for a malformed `sig`: it is then simply not the device's. */
export const verifyHead = (head: Head, sig: string, publicKey: KeyObject): boolean =>
  verify(null, Buffer.from(headText(head)), publicKey, Buffer.from(sig, 'base64url'));

/** The same, worked out beside the thread that asks. */
export const verifyHeadAside = (head: Head, sig: string, publicKey: KeyObject): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const answer = (err: Error | null, isValid: boolean) => (err ? reject(err) : resolve(isValid));
    const text = Buffer.from(headText(head));
    verify(null, text, publicKey, Buffer.from(sig, 'base64url'), answer);
  });
