import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { maxUnpackedBytes, readListFile } from '../../device/list-file.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { card } from '../contract/demo-place.ts';

const named = (packed: Buffer) => ({
  url: '/list',
  bytes: packed.length,
  sha256: createHash('sha256').update(packed).digest('hex'),
});
const read = async (text: string) => {
  const packed = gzipSync(text);
  return [...(await readListFile(named(packed), async () => packed))];
};

test.each([0, 1, 2, 500])('reads a list of %i cards one by one', async (count) => {
  const cards = Array.from({ length: count }, (_, n) => card(n));
  expect(await read(canonicalJson({ upserts: cards }))).toEqual(cards);
});

test('names may hold whatever JSON is made of', async () => {
  const cards = ['"', '\\', '}],[{', 'Zoé 🚪', '\\"'].map((name, n) => card(n, { name }));
  expect(await read(canonicalJson({ upserts: cards }))).toEqual(cards);
});

test.each([
  ['nothing', ''],
  ['no list', '{"cards":[]}'],
  ['a list cut short', canonicalJson({ upserts: [card(1), card(2)] }).slice(0, -20)],
  ['a list without its end', canonicalJson({ upserts: [card(1)] }).slice(0, -2)],
  ['something after the list', canonicalJson({ upserts: [card(1)] }).replace(']}', '],"x":1}')],
  ['a hole', '{"upserts":[,]}'],
  ['a comma too many', canonicalJson({ upserts: [card(1)] }).replace(/\]}$/, ',]}')],
  ['what is no card', '{"upserts":[{"uid":"04A1"}]}'],
  ['what is no JSON', '{"upserts":[{uid}]}'],
])('refuses %s', async (_what, text) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'listFileUnusable' });
});

test('refuses a file that is not the one that was signed', async () => {
  const packed = gzipSync(canonicalJson({ upserts: [card(1)] }));
  const other = gzipSync(canonicalJson({ upserts: [card(2)] }));
  await expect(readListFile(named(packed), async () => other)).rejects.toMatchObject({
    code: 'listFileUnusable',
  });
});

test('a small file that unpacks into more than a Raspberry Pi has is given up early', async () => {
  expect(maxUnpackedBytes).toBe(512 * 1024 * 1024);
  // Packed piece by piece: gzip members one after the other are one file. Here a Raspberry Pi has 16 MiB.
  const piece = gzipSync(Buffer.alloc(6 * 1024 * 1024, ' '));
  const packed = Buffer.concat([piece, piece, piece]);
  expect(packed.length).toBeLessThan(64 * 1024);
  const unpacked = (maxBytes: number) => readListFile(named(packed), async () => packed, maxBytes);
  await expect(unpacked(16 * 1024 * 1024)).rejects.toMatchObject({
    code: 'listFileUnusable',
    cause: { code: 'ERR_BUFFER_TOO_LARGE' },
  });
});
