import { expect, test } from '@jest/globals';
import { pauseAfter, waitAfterTry, waitInDoubt } from '../../../cloud/delivery/back-off.ts';

const even = () => 0.5;
const minutes = (ms: number | null) => ms && ms / 60_000;
const upTo = (most: number) => Array.from({ length: most }, (_, n) => n + 1);

test('one that fails is tried for a week, ever more seldom, and is then for staff', () => {
  const waits = upTo(14).map((tries) => minutes(waitAfterTry(tries, false, even)));
  const days = [1_440, 1_440, 1_440, 1_440, 1_440, 1_440];
  expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720, ...days, null]);
  expect(upTo(14).map((tries) => minutes(waitAfterTry(tries, true, even)))).toEqual([
    ...upTo(13).map(() => 1),
    null,
  ]);
});

test('what may be there is asked about for as long as it takes, four times a day', () => {
  const waits = [1, 4, 5, 6, 7, 13, 14, 500].map((tries) => minutes(waitInDoubt(tries, even)));
  expect(waits).toEqual([1, 60, 180, 360, 360, 360, 360, 360]);
});

test('a system that takes nothing is asked again soon at first, each hour in the end', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 500].map((n) => pauseAfter(n, false, even) / 1_000);
  expect(pauses).toEqual([15, 30, 60, 120, 300, 900, 1_800, 3_600, 3_600, 3_600]);
  expect([1, 3, 8, 500].map((n) => pauseAfter(n, true, even) / 1_000)).toEqual([15, 60, 60, 60]);
});

test('a quarter more or less by chance', () => {
  const least = () => 0;
  const most = () => 0.999_999;
  expect([waitAfterTry(4, false, least), waitInDoubt(4, least)]).toEqual([2_700_000, 2_700_000]);
  expect([waitAfterTry(4, false, most), pauseAfter(8, false, most)]).toEqual([
    4_499_998, 4_499_998,
  ]);
});
