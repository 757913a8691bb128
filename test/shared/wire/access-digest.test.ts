import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import {
  bucketDigests,
  bucketOf,
  digestsOf,
  listDigest,
} from '../../../shared/wire/access-digest.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

const entry = (uid: string, name: string): AccessEntry => ({
  uid,
  memberRef: null,
  name,
  state: 'active',
  validFrom: null,
  validUntil: '2027-01-31',
  grants: [{ accessPoints: ['entree'], schedule: 'week' }],
  primary: null,
});
const line = (uid: string, name: string) =>
  '{"grants":[{"accessPoints":["entree"],"schedule":"week"}],"memberRef":null,' +
  `"name":"${name}","primary":null,"state":"active","uid":"${uid}","validFrom":null,` +
  '"validUntil":"2027-01-31"}\n';

describe('the digest of a list', () => {
  test('an empty list: 256 times the digest of nothing', () => {
    const nothing = sha256('');
    expect(listDigest([])).toBe(sha256(Buffer.concat(Array(256).fill(nothing))).toString('hex'));
    expect(listDigest([])).toBe('0e89e7ed74c9a5944c886585d634e3c68f4dccd0a31968fe52d6df0873ccdec6');
  });

  test('one card: its line in the bucket of the first byte of SHA-256(uid)', () => {
    const uid = '04A1B2C3D4E5F6';
    const buckets = Array<Buffer>(256).fill(sha256(''));
    buckets[145] = sha256(line(uid, 'Ana'));
    expect(bucketOf(uid)).toBe(145);
    expect(sha256(uid)[0]).toBe(145);
    expect(listDigest([entry(uid, 'Ana')])).toBe(sha256(Buffer.concat(buckets)).toString('hex'));
    expect(listDigest([entry(uid, 'Ana')])).toBe(
      'c5fed5eb377f0ce2b8e65dc280cf8bf9a87c8f18949ff50ef9e87838526f245b',
    );
  });

  test('two cards of one bucket are sorted by uid', () => {
    const uids = Array.from({ length: 2000 }, (_, i) =>
      i.toString(16).toUpperCase().padStart(8, '0'),
    ).filter((uid) => bucketOf(uid) === 0);
    const [a = '', b = ''] = uids;
    const buckets = Array<Buffer>(256).fill(sha256(''));
    buckets[0] = sha256(line(a, 'A') + line(b, 'B'));
    const expected = sha256(Buffer.concat(buckets)).toString('hex');
    expect(listDigest([entry(b, 'B'), entry(a, 'A')])).toBe(expected);
    expect(listDigest([entry(a, 'A'), entry(b, 'B')])).toBe(expected);
  });
});

describe('bucketDigests', () => {
  const uid = fc
    .integer({ min: 0, max: 40 })
    .map((n) => n.toString(16).toUpperCase().padStart(8, '0'));
  const change = fc.record({ uid, name: fc.option(fc.string(), { nil: null }) });

  test('refreshing the touched bucket gives what the whole list gives, after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const list = new Map<string, AccessEntry>();
        let digests = bucketDigests();
        for (const { uid: changed, name } of changes) {
          if (name === null) list.delete(changed);
          else list.set(changed, entry(changed, name));
          const bucket = bucketOf(changed);
          const present = [...list.values()].filter((e) => bucketOf(e.uid) === bucket);
          digests.refresh(bucket, present);
          const kept = bucketDigests(digests.bytes());
          const bodies = present.sort((a, b) => (a.uid < b.uid ? -1 : 1)).map(canonicalJson);
          kept.refreshBodies(bucket, bodies);
          expect(kept.root()).toBe(digests.root());
          // As after a restart: what was kept goes on where it stopped.
          digests = bucketDigests(digests.bytes());
        }
        expect(digests.root()).toBe(listDigest(list.values()));
        expect(digests.bytes()).toEqual(digestsOf(list.values()).bytes());
      }),
      { numRuns: 50 },
    );
  });
});
