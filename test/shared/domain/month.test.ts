import { describe, expect, test } from '@jest/globals';
import { daysOf, isMonth, monthAfter, monthSpan } from '../../../shared/domain/month.ts';

describe('a month of a place', () => {
  test('is of this century, and whole', () => {
    for (const month of ['2000-01', '2026-12', '2099-09']) expect(isMonth(month)).toBe(true);
    for (const none of ['1999-12', '9999-12', '2026-13', '2026-00', '2026-3', '2026-03-01', '', 3])
      expect(isMonth(none)).toBe(false);
  });

  test('has the days that it has', () => {
    expect(daysOf('2026-02')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(daysOf('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(daysOf('2026-12')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  });

  test('comes before and after others, across years', () => {
    expect(monthAfter('2026-12', 1)).toBe('2027-01');
    expect(monthAfter('2026-01', -13)).toBe('2024-12');
  });

  test('begins when its place says so, however long its days are', () => {
    const { from, until } = monthSpan('2026-10', 'Europe/Paris');
    expect([from, until].map((at) => new Date(at).toISOString())).toEqual([
      '2026-09-30T22:00:00.000Z',
      '2026-10-31T23:00:00.000Z',
    ]);
  });
});
