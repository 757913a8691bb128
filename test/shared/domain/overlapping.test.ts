import { expect, test } from '@jest/globals';
import { overlapIn } from '../../../shared/domain/overlapping.ts';
import type { Weekday } from '../../../shared/domain/schedule.ts';

const on = (weekdays: readonly Weekday[], from: string, until: string) => ({
  weekdays,
  from,
  until,
});

test.each([
  ['one within the other', [on([1], '09:00', '18:00'), on([1], '10:00', '11:00')], 1],
  ['the same twice', [on([4, 5], '09:00', '12:00'), on([5], '09:00', '12:00')], 5],
  ['a night into the next morning', [on([2], '20:00', '03:00'), on([3], '02:00', '08:00')], 3],
  ['Sunday night into Monday', [on([1], '00:00', '06:00'), on([7], '22:00', '01:00')], 7],
  ['a whole day, from nine to nine', [on([1], '09:00', '09:00'), on([2], '08:00', '10:00')], 2],
  ['to the end of the day', [on([6], '12:00', '24:00'), on([6], '23:00', '23:30')], 6],
])('%s overlaps', (_what, weekly, weekday) => {
  expect(overlapIn(weekly, [])).toMatchObject({ weekday, first: weekly[0], second: weekly[1] });
});

test.each([
  ['one begins as the other ends', [on([1], '09:00', '12:00'), on([1], '12:00', '18:00')]],
  ['other days', [on([1, 2], '09:00', '18:00'), on([3], '09:00', '18:00')]],
  [
    'a night that ends as the morning begins',
    [on([2], '20:00', '02:00'), on([3], '02:00', '08:00')],
  ],
  ['every night of the week', [on([1, 2, 3, 4, 5, 6, 7], '20:00', '04:00')]],
])('%s: nothing overlaps', (_what, weekly) => {
  expect(overlapIn(weekly, [])).toBeNull();
});

test('days with hours of their own are looked at day by day', () => {
  const morning = { date: '2026-12-24', from: '09:00', until: '12:00' };
  const noon = { ...morning, from: '11:30', until: '13:00' };
  expect(overlapIn([], [morning, { ...noon, date: '2026-12-31' }])).toBeNull();
  expect(overlapIn([], [morning, noon])).toEqual({
    date: '2026-12-24',
    first: morning,
    second: noon,
  });
});
