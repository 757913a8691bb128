import { expect, test } from '@jest/globals';
import { nnbsp } from '../../../cloud/web/typography.ts';
import { areas, en, fr } from '../../../cloud/web/words/index.ts';

const textsOf = (words: Readonly<Record<string, unknown>>): readonly [string, string][] =>
  Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'function'
      ? [0, 1, 2].map((n): [string, string] => [key, String(word(n, String(n), 'x'))])
      : [[key, String(word)]],
  );

test('both languages have every word, and none is empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort());
  for (const words of [fr, en]) {
    for (const [key, text] of textsOf(words)) {
      expect([key, text]).toEqual([key, expect.stringMatching(/\S/)]);
      expect([key, text]).toEqual([key, expect.not.stringMatching(/undefined|\[object|NaN/)]);
    }
  }
});

test('a word belongs to one area: none hides another', () => {
  const keys = Object.values(areas).flatMap((area) => Object.keys(area.fr));
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('French is set as French: narrow before ? ! ;, no-break before a colon, curved apostrophes', () => {
  for (const [key, text] of textsOf(fr)) {
    const loose = [...text.matchAll(/(.)([?!;:])/g)].filter(
      ([, before, sign]) => before !== (sign === ':' ? '\u00a0' : nnbsp),
    );
    expect([key, loose.map(([found]) => found)]).toEqual([key, []]);
    expect([key, text]).toEqual([key, expect.not.stringContaining("'")]);
  }
});

test('nothing, one and many are said differently', () => {
  expect([0, 1, 2].map((n) => fr.dayCount(n, String(n)))).toEqual([
    '0 passage',
    '1 passage',
    '2 passages',
  ]);
  expect([0, 1, 2].map((n) => en.dayCount(n, String(n)))).toEqual([
    '0 passages',
    '1 passage',
    '2 passages',
  ]);
});
