import { expect, test } from '@jest/globals';
import { batchText } from '../../../shared/wire/batch-text.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';
import { encode, parseJournal } from '../../../shared/wire/codec.ts';

const entries = [
  { at: '2026-11-21T08:00:00.000Z', details: { name: 'Zoé "A" ☃\n' }, seq: 7 },
  { at: '2026-11-21T08:00:01.000Z', details: {}, seq: 9 },
];
const around = {
  epoch: '5b1c'.repeat(8),
  boot: 'a "boot"\\',
  monoMs: 812_400,
  from: 7,
  to: 9,
  prev: '0'.repeat(64),
  lost: [{ to: 8, reason: 'damaged' as const, from: 8 }],
  head: { sig: 's_-', seq: 9, hash: 'f'.repeat(64) },
};

test.each([[entries], [[]]])('a batch of texts is the message it would be as an object', (held) => {
  const text = batchText({ ...around, entries: held.map(canonicalJson) });
  expect(text).toBe(encode({ v: 1, ...around, entries: held }));
  expect(parseJournal(Buffer.from(text)).ok).toBe(true);
});
