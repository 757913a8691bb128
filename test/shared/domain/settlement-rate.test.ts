import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noUse } from '../../../shared/domain/settlement.ts';
import {
  owedFor,
  pairOf,
  type SettlementRate,
  type SettlementTerms,
  settledCells,
  settledPairs,
  settlementRateAt,
  settlementRateProblem,
} from '../../../shared/domain/settlement-rate.ts';

const euros = (per: SettlementTerms['per'], amount: number) => ({ per, unit: 'EUR', amount });
const hour = 3_600_000;
const rate = (id: string, over: Partial<SettlementRate> = {}): SettlementRate => ({
  ...{ id, home: 'a', visited: 'b', since: '2026-03', terms: euros('hour', 100) },
  ...over,
});

describe('what is refused', () => {
  test.each([
    [{}, null],
    [{ terms: null }, null],
    [{ terms: { per: 'day', unit: 'TIM', amount: 10_000 } }, null],
    [{ terms: euros('day', 100_000) }, null],
    [{ visited: 'a' }, 'samePlace'],
    [{ since: '2026-13' }, 'badMonth'],
    [{ since: '1999-12' }, 'badMonth'],
    [{ since: '2028-04' }, 'farAhead'],
    [{ terms: euros('day', -1) }, 'negative'],
    [{ terms: euros('day', 0.5) }, 'notWhole'],
    [{ terms: euros('day', 100_001) }, 'tooMuch'],
    [{ terms: { per: 'day', unit: 'TIM', amount: 10_001 } }, 'tooMuch'],
    [{ terms: { per: 'day', unit: 'XYZ', amount: 1 } }, 'badUnit'],
    // A yen has no cents.
    [{ terms: { per: 'day', unit: 'JPY', amount: 1 } }, 'badUnit'],
  ] as const)('%j: %s', (over, problem) => {
    expect(settlementRateProblem(rate('1', over), '2026-03')).toBe(problem);
  });
});

describe('what holds', () => {
  const month = (text: string, rates: readonly SettlementRate[]) =>
    settlementRateAt(rates, { home: 'a', visited: 'b', month: text })?.id ?? null;
  test('the last since that month; of two the later said; none before, after its end, or the other way', () => {
    const rates = [
      rate('1', { since: '2026-01' }),
      rate('2'),
      rate('3'),
      rate('4', { since: '2026-06', terms: null }),
      rate('5', { home: 'b', visited: 'a', since: '2026-02' }),
    ];
    const asked = ['2025-12', '2026-01', '2026-02', '2026-03', '2026-05', '2026-06', '2027-01'];
    const held = [null, '1', '1', '3', '3', null, null];
    expect(asked.map((text) => month(text, rates))).toEqual(held);
    expect(asked.map((text) => month(text, rates.toReversed()))).toEqual(held);
  });
});

describe('what is owed', () => {
  const use = { ...noUse, passages: 3, ms: 5 * hour + hour / 2, halfDays: 1, days: 2 };
  test('by the hour, half-day, day and passage; a day is two half-days', () => {
    expect(owedFor(use, euros('hour', 250))).toBe(1_375);
    expect(owedFor(use, euros('halfDay', 600))).toBe(3_000);
    expect(owedFor(use, euros('day', 1_000))).toBe(2_500);
    expect(owedFor(use, euros('passage', 5))).toBe(15);
  });

  test('it is rounded once, half up', () => {
    expect(owedFor(use, euros('day', 1))).toBe(3);
    expect(owedFor({ ...noUse, ms: hour / 2 }, euros('hour', 1))).toBe(1);
    expect(owedFor({ ...noUse, ms: hour / 2 - 1 }, euros('hour', 1))).toBe(0);
  });

  test('a year of a city is exact', () => {
    const ms = 1_000_000 * 365 * 24 * hour + 1;
    expect(owedFor({ ...noUse, ms }, euros('hour', 100_000))).toBe(876_000_000_000_000);
  });
});

describe('pairs', () => {
  const cell = (home: string | null, visited: string, passages: number) => ({
    ...noUse,
    ...{ month: '2026-03', home, visited, passages },
  });
  const per = (id: string, home: string, visited: string, amount: number, unit = 'EUR') =>
    rate(id, { home, visited, terms: { per: 'passage', unit, amount } });

  test('each pair once, both ways and the net; own people and those of no home are in none', () => {
    const rates = [per('1', 'a', 'b', 100), per('2', 'b', 'a', 100), per('3', 'c', 'a', 5, 'TIM')];
    const cells = settledCells(
      [
        cell('a', 'a', 9),
        cell('a', 'b', 2),
        cell('b', 'a', 5),
        cell('c', 'a', 3),
        cell(null, 'a', 4),
      ],
      rates,
    );
    expect(cells.map(({ owed }) => owed)).toEqual([null, 200, 500, 15, null]);
    expect(settledPairs(cells).map(({ one, other, nets }) => [one, other, nets])).toEqual([
      ['a', 'b', [{ unit: 'EUR', from: 'b', to: 'a', amount: 300 }]],
      ['a', 'c', [{ unit: 'TIM', from: 'c', to: 'a', amount: 15 }]],
    ]);
    expect(pairOf(cells, 'b', 'c')).toMatchObject({ ofOne: [], ofOther: [], nets: [] });
  });

  test('tokens and money are never set against each other', () => {
    const rates = [per('1', 'a', 'b', 100), per('2', 'b', 'a', 100, 'TIM')];
    const [pair] = settledPairs(settledCells([cell('a', 'b', 1), cell('b', 'a', 1)], rates));
    expect(pair?.nets).toEqual([
      { unit: 'EUR', from: 'a', to: 'b', amount: 100 },
      { unit: 'TIM', from: 'b', to: 'a', amount: 100 },
    ]);
  });

  test('whoever is asked first, the net is the same', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(1_000), fc.nat(1_000), (x, y, p, q) => {
        const cells = settledCells(
          [cell('a', 'b', x), cell('b', 'a', y)],
          [per('1', 'a', 'b', p), per('2', 'b', 'a', q)],
        );
        const amount = Math.abs(x * p - y * q);
        for (const pair of [pairOf(cells, 'a', 'b'), pairOf(cells, 'b', 'a')])
          expect(pair.nets).toMatchObject([{ unit: 'EUR', amount }]);
      }),
    );
  });
});
