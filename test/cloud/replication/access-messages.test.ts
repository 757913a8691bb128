import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ListDifference } from '../../../cloud/ports/access.ts';
import {
  accessMessages,
  fileMessage,
  listFileOf,
} from '../../../cloud/replication/access-messages.ts';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import { parseAccess } from '../../../shared/wire/codec.ts';
import { maxAccessParts, maxMessageBytes } from '../../../shared/wire/limits.ts';
import type { AccessMessage } from '../../../shared/wire/messages.ts';

const uidOf = (i: number) => i.toString(16).toUpperCase().padStart(14, '0');
const entry = (i: number, grants: number): AccessEntry => ({
  uid: uidOf(i),
  memberRef: 'm_é',
  name: 'Zoé',
  state: 'active',
  validFrom: null,
  validUntil: null,
  grants: Array.from({ length: grants }, (_, n) => ({
    accessPoints: [`porte-${n}`.padEnd(64, 'é')],
    schedule: null,
  })),
  primary: null,
});
/** As long as everything beside the cards can be. */
const head = {
  list: '\u0001'.repeat(64),
  version: Number.MAX_SAFE_INTEGER,
  digest: 'ab'.repeat(32),
  jws: 'x'.repeat(1200),
};
const difference = (upserts: readonly AccessEntry[], removes: readonly string[] = []) => ({
  upserts,
  removes,
});
const read = (texts: readonly string[] | null): readonly AccessMessage[] =>
  (texts ?? []).map((text) => {
    const parsed = parseAccess(Buffer.from(text));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value;
  });

test('nothing to say is still one message: the version rises', () => {
  expect(read(accessMessages(head, 7, difference([])))).toMatchObject([
    { base: 7, part: 1, parts: 1, upserts: [], removes: [] },
  ]);
});

test('every part fits, nothing is lost or said twice, and what closes a door goes first', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 150 });
  fc.assert(
    fc.property(sizes, fc.nat(4000), (grants, removed) => {
      const whole: ListDifference = difference(
        grants.map((count, i) => entry(i, count)),
        Array.from({ length: removed }, (_, i) => uidOf(1_000_000 + i)),
      );
      const texts = accessMessages(head, 7, whole);
      fc.pre(texts !== null);
      for (const text of texts)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxMessageBytes);
      const parts = read(texts);
      expect(parts.map((part) => part.part)).toEqual(parts.map((_, i) => i + 1));
      expect(new Set(parts.map((part) => part.parts))).toEqual(new Set([parts.length]));
      expect(parts.flatMap((part) => part.upserts)).toEqual(whole.upserts);
      expect(parts.flatMap((part) => part.removes)).toEqual(whole.removes);
      const lastRemoving = parts.findLastIndex((part) => part.removes.length > 0);
      const firstAdding = parts.findIndex((part) => part.upserts.length > 0);
      if (lastRemoving >= 0 && firstAdding >= 0) {
        expect(lastRemoving).toBeLessThanOrEqual(firstAdding);
      }
      expect(accessMessages(head, 7, whole)).toEqual(texts);
    }),
    { numRuns: 30 },
  );
});

test('above 16 parts, or with a card larger than a message, it is a file', async () => {
  const many = difference(Array.from({ length: 9000 }, (_, i) => entry(i, 0)));
  expect(accessMessages(head, 0, many)).toBeNull();
  expect(accessMessages(head, 0, difference([entry(1, 1000)]))).toBeNull();
  const most = difference(Array.from({ length: 100 }, (_, i) => entry(i, 50)));
  expect(accessMessages(head, 0, most)?.length).toBeLessThanOrEqual(maxAccessParts);

  const file = await listFileOf(many);
  expect(JSON.parse(gunzipSync(file).toString())).toEqual({ upserts: many.upserts });
  expect(await listFileOf(many)).toEqual(file);
  const [message] = read([fileMessage(head, file, 'https://cloud.example/list.json.gz')]);
  expect(message).toMatchObject({
    base: 0,
    upserts: [],
    file: { url: 'https://cloud.example/list.json.gz', bytes: file.byteLength },
  });
});
