import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HeardLevel, settleMs, takeLevel } from '../../../shared/domain/settled-level.ts';

/** Reads a line at every edge, and again when asked to; what was told, and when. */
function listen(edges: readonly (readonly [number, boolean])[], untilMs = 10_000) {
  const told: (readonly [number, boolean])[] = [];
  let heard: HeardLevel | null = null;
  let again: number | null = null;
  const read = (at: number) => {
    const level = edges.findLast(([edge]) => edge <= at)?.[1] ?? false;
    const step = takeLevel(heard, level, at);
    heard = step.heard;
    again = step.readAgainAt;
    if (step.changed) told.push([at, level]);
  };
  read(0);
  for (const [at] of [...edges, [untilMs, false] as const]) {
    while (again !== null && again < at) read(again);
    if (at < untilMs) read(at);
  }
  return told;
}

test('what a line says first is told once it was quiet', () => {
  expect(listen([])).toEqual([[settleMs, false]]);
});

test('a contact that bounces when it moves is one change', () => {
  const bounce = [100, 101, 103, 104, 108, 115, 116].map((at, i) => [at, i % 2 === 0] as const);
  expect(listen(bounce)).toEqual([
    [settleMs, false],
    [116 + settleMs, true],
  ]);
});

test('a spike that ends where it began is no change', () => {
  expect(
    listen([
      [200, true],
      [210, false],
    ]),
  ).toEqual([[settleMs, false]]);
});

test('a short press of a hand is heard', () => {
  expect(
    listen([
      [200, true],
      [280, false],
    ]).slice(1),
  ).toEqual([
    [200 + settleMs, true],
    [280 + settleMs, false],
  ]);
});

test('a loose contact that never rests changes nothing', () => {
  const chatter = Array.from({ length: 90 }, (_, i) => [100 + i * 20, i % 2 === 0] as const);
  expect(listen(chatter)).toEqual([[settleMs, false]]);
});

test('whatever bounces, what is told alternates, and ends at what the line says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.boolean()), { maxLength: 60 }),
      (gaps) => {
        let at = 0;
        const edges = gaps.map(([gap, level]) => {
          at += gap;
          return [at, level] as const;
        });
        const told = listen(edges, 60_000);
        expect(told.every(([, level], i) => i === 0 || level !== told[i - 1]?.[1])).toBe(true);
        expect(told.at(-1)?.[1]).toBe(edges.at(-1)?.[1] ?? false);
      },
    ),
  );
});
