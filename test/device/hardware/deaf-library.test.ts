import { expect, test } from '@jest/globals';
import { createDeafCheck } from '../../../device/hardware/deaf-library.ts';

const both = [
  { name: 'A', events: 0 },
  { name: 'B', events: 7 },
];
const heard = (readers: readonly { readonly name: string; readonly events: number }[] = both) =>
  new Map(readers.map((one) => [one.name, one]));

test('a library that has what pcscd has is not deaf, nor one that is a moment behind', () => {
  const isDeaf = createDeafCheck();
  for (let n = 0; n < 5; n += 1) expect(isDeaf(both, heard())).toBe(false);
  expect(isDeaf([], heard())).toBe(false);
  expect(isDeaf(both, heard())).toBe(false);
  expect(isDeaf([], heard())).toBe(false);
});

test('cards that come and go all the time: it is behind each time it is looked at, and hears', () => {
  const isDeaf = createDeafCheck();
  isDeaf(both, heard());
  for (let events = 8; events < 20; events += 1) {
    const behind = [both[0], { name: 'B', events: events - 1 }].flatMap((one) => one ?? []);
    expect(
      isDeaf(
        [
          { name: 'A', events: 0 },
          { name: 'B', events },
        ],
        heard(behind),
      ),
    ).toBe(false);
  }
});

test.each([
  ['it keeps a reader that is gone', [{ name: 'A', events: 0 }]],
  ['it lacks a reader', [...both, { name: 'C', events: 0 }]],
  ['it has another one', [both[0], { name: 'C', events: 7 }]],
  ['it did not hear a card', [{ name: 'A', events: 1 }, both[1]]],
  ['it did not hear that a reader was away', [both[0], { name: 'B', events: 0 }]],
] as const)('deaf the second time: %s', (_, pcscd) => {
  const isDeaf = createDeafCheck();
  const readers = pcscd.flatMap((one) => one ?? []);
  isDeaf(both, heard());
  expect([1, 2, 3].map(() => isDeaf(readers, heard()))).toEqual([false, true, true]);
});

test('a reader that pcscd lost touch with counts nothing', () => {
  const isDeaf = createDeafCheck();
  const lost = both.map(({ name }) => ({ name, events: null }));
  for (let n = 0; n < 5; n += 1) expect(isDeaf(lost, heard())).toBe(false);
});

test('where the two never agreed it is not the library that does not understand', () => {
  const isDeaf = createDeafCheck();
  for (let n = 0; n < 5; n += 1) expect(isDeaf([{ name: '?', events: 0 }], heard())).toBe(false);
});
