import { createHash, hash } from 'node:crypto';
import type { AccessEntry } from '../domain/access-list.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * The digest of an access list (wire protocol, access): entries fall into 256 buckets, so that one change
 * costs one bucket and not the whole list.
 */
export const bucketCount = 256;
const digestBytes = 32;

/** 0 to 255: the first byte of SHA-256(uid). */
export const bucketOf = (uid: string): number =>
  Number.parseInt(hash('sha256', uid, 'hex').slice(0, 2), 16);

/** SHA-256 over the entries' canonical JSON, sorted by uid, each followed by a line feed. */
function bucketDigest(entries: Iterable<AccessEntry>): Buffer {
  const sorted = [...entries].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  return digestOfBodies(sorted.map((entry) => canonicalJson(entry)));
}

function digestOfBodies(bodies: Iterable<string>): Buffer {
  const digest = createHash('sha256');
  for (const body of bodies) digest.update(`${body}\n`);
  return digest.digest();
}

/** The 256 bucket digests of one list; only a touched bucket is computed again. */
export interface BucketDigests {
  /** `entries` are all that fall into `bucket` now. */
  refresh(bucket: number, entries: Iterable<AccessEntry>): void;
  /** The same from what a store keeps: their canonical JSON, sorted by uid already. */
  refreshBodies(bucket: number, bodies: Iterable<string>): void;
  /** 64 hex: SHA-256 over the bucket digests in order. */
  root(): string;
  /** 256 x 32 bytes, to keep and hand to `bucketDigests` at the next start. */
  bytes(): Buffer;
}

const emptyBucket = bucketDigest([]);

/** Of an empty list, or of the list whose `bytes()` are given. */
export function bucketDigests(kept?: Buffer): BucketDigests {
  const all = kept
    ? Buffer.from(kept)
    : Buffer.concat(Array.from({ length: bucketCount }, () => emptyBucket));
  return {
    refresh: (bucket, entries) => {
      bucketDigest(entries).copy(all, bucket * digestBytes);
    },
    refreshBodies: (bucket, bodies) => {
      digestOfBodies(bodies).copy(all, bucket * digestBytes);
    },
    root: () => hash('sha256', all, 'hex'),
    bytes: () => Buffer.from(all),
  };
}

/** Of a whole list at once. */
export function digestsOf(entries: Iterable<AccessEntry>): BucketDigests {
  const buckets = new Map<number, AccessEntry[]>();
  for (const entry of entries) {
    const bucket = bucketOf(entry.uid);
    const present = buckets.get(bucket);
    if (present) present.push(entry);
    else buckets.set(bucket, [entry]);
  }
  const digests = bucketDigests();
  for (const [bucket, present] of buckets) digests.refresh(bucket, present);
  return digests;
}

/** 64 hex; what `digest` of `down/access` says of a whole list. */
export const listDigest = (entries: Iterable<AccessEntry>): string => digestsOf(entries).root();
