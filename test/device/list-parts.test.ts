import { expect, test } from '@jest/globals';
import { createListParts } from '../../device/list-parts.ts';
import type { AccessMessage } from '../../shared/wire/messages.ts';

const part = (nth: number, parts: number, more: Partial<AccessMessage> = {}): AccessMessage => ({
  ...{ v: 1, list: 'demo', base: 0, version: 70, part: nth, parts, upserts: [], removes: [] },
  ...{ digest: 'a'.repeat(64), jws: '' },
  ...more,
});
const numbers = (whole: readonly AccessMessage[] | null) => whole?.map((one) => one.part) ?? null;

test('parts are whole once none is missing, in whatever order and however often they come', () => {
  const parts = createListParts();
  expect(parts.missing()).toBeNull();
  for (const nth of [3, 1, 3, 1]) expect(parts.add(part(nth, 3))).toBeNull();
  expect(parts.missing()).toEqual({ version: 70, parts: [2] });
  expect(numbers(parts.add(part(2, 3)))).toEqual([1, 2, 3]);
  expect(parts.missing()).toBeNull();
});

test('an older change does not disturb the newer one; a newer one takes its place', () => {
  const parts = createListParts();
  parts.add(part(1, 2));
  expect(parts.add(part(1, 1, { version: 69 }))).toBeNull();
  expect(parts.missing()).toEqual({ version: 70, parts: [2] });
  parts.add(part(2, 2, { version: 71 }));
  expect(parts.missing()).toEqual({ version: 71, parts: [1] });
  expect(parts.add(part(2, 2))).toBeNull();
  expect(numbers(parts.add(part(1, 2, { version: 71 })))).toEqual([1, 2]);
});

test.each([
  ['another digest', { digest: 'b'.repeat(64) }],
  ['another base', { base: 60 }],
  ['another list', { list: 'other' }],
])('what has %s is no part of the same change', (_what, other) => {
  const parts = createListParts();
  parts.add(part(1, 2));
  expect(parts.add(part(2, 2, other))).toBeNull();
  expect(parts.missing()).toEqual({ version: 70, parts: [1] });
});

test('a part beyond the last is none', () => {
  const parts = createListParts();
  expect(parts.add(part(2, 1))).toBeNull();
  expect(parts.missing()).toBeNull();
});

test('what was collected can be forgotten', () => {
  const parts = createListParts();
  parts.add(part(1, 2));
  parts.forget();
  expect(parts.missing()).toBeNull();
});
