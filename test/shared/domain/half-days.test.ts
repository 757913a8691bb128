import { describe, expect, test } from '@jest/globals';
import { halfDaysOf, type SessionHours, usualSplit } from '../../../shared/domain/half-days.ts';

const hours = (more: Partial<SessionHours> = {}): SessionHours => ({
  date: '2026-03-12',
  opensAt: null,
  splitAt: usualSplit,
  closesAt: null,
  ...more,
});
const paris = 'Europe/Paris';
const told = (more: Partial<SessionHours>, zone = paris) =>
  halfDaysOf(hours(more), zone).map(({ name, from, until }) => [
    name,
    ...[from, until].map((at) =>
      Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(zone)
        .toString({ timeZoneName: 'never', smallestUnit: 'minute' })
        .slice(5),
    ),
  ]);

describe('half-days', () => {
  const rows: readonly [string, Partial<SessionHours>, readonly (readonly string[])[]][] = [
    [
      'a whole day, split at one',
      {},
      [
        ['morning', '03-12T00:00+01:00', '03-12T13:00+01:00'],
        ['afternoon', '03-12T13:00+01:00', '03-13T00:00+01:00'],
      ],
    ],
    [
      'another split, and hours',
      { opensAt: '08:30', splitAt: '12:15', closesAt: '17:00' },
      [
        ['morning', '03-12T08:30+01:00', '03-12T12:15+01:00'],
        ['afternoon', '03-12T12:15+01:00', '03-12T17:00+01:00'],
      ],
    ],
    [
      'over before the split',
      { closesAt: '12:30' },
      [['morning', '03-12T00:00+01:00', '03-12T12:30+01:00']],
    ],
    [
      'over at the split',
      { closesAt: '13:00' },
      [['morning', '03-12T00:00+01:00', '03-12T13:00+01:00']],
    ],
    [
      'in the evening',
      { opensAt: '18:00' },
      [['afternoon', '03-12T18:00+01:00', '03-13T00:00+01:00']],
    ],
    ['over before it begins', { opensAt: '18:00', closesAt: '09:00' }, []],
    [
      'the night that skips an hour: 23 hours',
      { date: '2026-03-29', opensAt: '02:30' },
      [
        ['morning', '03-29T03:30+02:00', '03-29T13:00+02:00'],
        ['afternoon', '03-29T13:00+02:00', '03-30T00:00+02:00'],
      ],
    ],
    [
      'the night that has an hour twice: 25 hours',
      { date: '2026-10-25', opensAt: '02:30' },
      [
        ['morning', '10-25T02:30+02:00', '10-25T13:00+01:00'],
        ['afternoon', '10-25T13:00+01:00', '10-26T00:00+01:00'],
      ],
    ],
  ];
  test.each(rows)('%s', (_name, given, expected) => {
    expect(told(given)).toEqual(expected);
  });

  test('are the place’s own, also where midnight is skipped', () => {
    // Beirut put its clocks forward at midnight: the day began at one.
    expect(told({ date: '2022-03-27' }, 'Asia/Beirut')).toEqual([
      ['morning', '03-27T01:00+03:00', '03-27T13:00+03:00'],
      ['afternoon', '03-27T13:00+03:00', '03-28T00:00+03:00'],
    ]);
    const length = (date: string) => {
      const [first, second] = halfDaysOf(hours({ date }), paris);
      return ((second?.until ?? 0) - (first?.from ?? 0)) / 3_600_000;
    };
    expect(['2026-03-12', '2026-03-29', '2026-10-25'].map(length)).toEqual([24, 23, 25]);
  });
});
