import { describe, expect, test } from '@jest/globals';
import { expiring, monthsDue, postAmount, termsIn } from '../../../shared/domain/allowance.ts';
import { type LedgerEntry, whatStands } from '../../../shared/domain/ledger.ts';

describe('months that are due', () => {
  test.each([
    [null, '2026-03', '2026-02', []],
    [null, '2026-03', '2026-03', ['2026-03']],
    // Who joins an old group's new allowance gets no past month.
    [null, '2026-01', '2026-03', ['2026-03']],
    ['2026-03', '2026-01', '2026-03', ['2026-03']],
    ['2026-11', '2026-01', '2027-02', ['2026-12', '2027-01', '2027-02']],
    // A clock that was ahead, one that was behind, and one that is far ahead.
    ['2031-01', '2026-01', '2026-03', ['2026-03']],
    ['2026-03', '2026-01', '1970-01', []],
    ['2026-03', '2026-01', '2099-01', ['2099-01']],
  ])('paid %s, since %s, now %s: %j', (paid, first, now, months) => {
    expect(monthsDue(paid, first, now)).toEqual(months);
  });

  test('what holds is what was said last for that month', () => {
    const versions = [
      { since: '2026-01', units: 1_000, keeps: true },
      { since: '2026-03', units: 500, keeps: false },
    ];
    expect(termsIn(versions, '2025-12')).toBeNull();
    expect(termsIn(versions, '2026-02')?.units).toBe(1_000);
    expect(termsIn(versions.toReversed(), '2027-01')?.units).toBe(500);
  });
});

describe('what expires with a month', () => {
  test.each([
    ['what was not used', [1_000], 300, 700, [700]],
    ['nothing of what was used up', [1_000], 1_200, 300, [0]],
    ['never what they do not hold', [1_000], 0, 400, [400]],
    ['nothing of somebody below zero', [1_000], 0, -50, [0]],
    ['the first one is used first', [1_000, 500], 800, 5_000, [200, 500]],
    ['given back more than taken', [1_000], -100, 5_000, [1_000]],
  ])('%s', (_, given, used, held, expires) => {
    expect(expiring(given, used, held)).toEqual(expires);
  });
});

test('an amount stands once, changes by what undoes it, and goes', () => {
  const wanted = (units: number): LedgerEntry => ({
    ...{ key: 'allowance g ana 2026-03', kind: 'allowance', at: 1, usedAt: 1, units },
    ...{
      from: 'issued:demo',
      to: 'member:ana',
      of: null,
      rate: 'a',
      minutes: null,
      reverses: null,
    },
  });
  const all: LedgerEntry[] = [];
  for (const units of [1_000, 1_000, 500, 500, 0, 0, 500]) {
    all.push(...postAmount(all, wanted(units)));
    expect(whatStands(all).map((one) => one.units)).toEqual(units === 0 ? [] : [units]);
  }
  expect(all.map(({ kind, units }) => `${kind} ${units}`)).toEqual([
    'allowance 1000',
    'reversal 1000',
    'allowance 500',
    'reversal 500',
    'allowance 500',
  ]);
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
});
