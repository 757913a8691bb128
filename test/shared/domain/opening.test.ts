import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isWithin } from '../../../shared/domain/opening.ts';
import { placeTime } from '../../../shared/domain/place-time.ts';
import type { Schedule, Weekday } from '../../../shared/domain/schedule.ts';

const paris = 'Europe/Paris';
const schedule = (weekly: Schedule['weekly'], closures: Schedule['closures'] = []): Schedule => ({
  id: 's',
  name: 'S',
  weekly,
  closures,
});
const at = (local: string) => Temporal.ZonedDateTime.from(`${local}[${paris}]`).epochMilliseconds;
const everyDay: Weekday[] = [1, 2, 3, 4, 5, 6, 7];

const week = schedule(
  [
    { weekdays: [1, 2, 3, 4, 5], from: '08:00', until: '19:00' },
    { weekdays: [5], from: '22:00', until: '02:00' },
  ],
  [{ from: '2026-12-24', until: '2026-12-26' }],
);

describe('isWithin', () => {
  test.each([
    ['Monday morning', '2026-11-23T08:00', true],
    ['a moment before', '2026-11-23T07:59:59.999', false],
    ['the last moment', '2026-11-23T18:59:59.999', true],
    ['the end, excluded', '2026-11-23T19:00', false],
    ['Saturday noon', '2026-11-21T12:00', false],
    ['Friday night', '2026-11-20T23:00', true],
    ['past midnight, on Saturday', '2026-11-21T01:59', true],
    ['and no longer', '2026-11-21T02:00', false],
    ['Friday before dawn: not the hours of a Thursday', '2026-11-20T01:00', false],
    ['a day of closure', '2026-12-24T10:00', false],
    ['the last day of closure', '2026-12-26T12:00', false],
    ['the Thursday before it', '2026-12-23T10:00', true],
    ['the night that would have begun on a day of closure', '2026-12-26T01:00', false],
  ])('%s', (_name, local, within) => expect(isWithin(week, at(local), paris)).toBe(within));

  test('hours that began before a closure hold until their end', () => {
    const night = schedule(
      [{ weekdays: [5], from: '22:00', until: '02:00' }],
      [{ from: '2026-11-21', until: '2026-11-21' }],
    );
    expect(isWithin(night, at('2026-11-21T01:00'), paris)).toBe(true);
  });

  test.each([
    ['00:00', '24:00'],
    ['00:00', '00:00'],
    ['08:00', '08:00'],
  ])('from %s until %s, every day, is always', (from, until) => {
    const always = schedule([{ weekdays: everyDay, from, until }]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (instant) =>
        expect(isWithin(always, instant, paris)).toBe(true),
      ),
      { numRuns: 50 },
    );
  });

  test('24:00 ends the day, and an empty week is never', () => {
    const evening = schedule([{ weekdays: [6], from: '20:00', until: '24:00' }]);
    expect(isWithin(evening, at('2026-11-21T23:59'), paris)).toBe(true);
    expect(isWithin(evening, at('2026-11-22T00:00'), paris)).toBe(false);
    expect(isWithin(schedule([]), at('2026-11-21T12:00'), paris)).toBe(false);
  });

  test('the night that skips an hour: 03:00 follows 01:59', () => {
    const skipped = schedule([{ weekdays: [7], from: '02:00', until: '03:00' }]);
    const night = schedule([{ weekdays: [6], from: '22:00', until: '06:00' }]);
    const change = at('2027-03-28T03:00');
    for (const instant of [change - 1, change]) {
      expect(isWithin(skipped, instant, paris)).toBe(false);
      expect(isWithin(night, instant, paris)).toBe(true);
    }
    expect(isWithin(night, at('2027-03-28T06:00'), paris)).toBe(false);
  });

  test('the night that doubles an hour: 02:15 comes twice, and holds twice', () => {
    const quarter = schedule([{ weekdays: [7], from: '02:00', until: '02:30' }]);
    const first = at('2026-10-25T02:15:00+02:00');
    const second = at('2026-10-25T02:15:00+01:00');
    expect(second - first).toBe(3_600_000);
    expect(isWithin(quarter, first, paris)).toBe(true);
    expect(isWithin(quarter, first + 30 * 60_000, paris)).toBe(false);
    expect(isWithin(quarter, second, paris)).toBe(true);
  });

  test('the wall shows what Temporal says, in any zone, at any instant, in any order', () => {
    const zones = ['Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];
    // Around the changes of 2026 and 2027, and anywhere.
    const near = fc
      .tuple(
        fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2027-03-28T01:00Z'),
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
      )
      .map(([change, ms]) => Temporal.Instant.from(change).epochMilliseconds + ms);
    const anywhere = fc.integer({ min: -1e12, max: 4e12 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.oneof(near, anywhere), (zone, instant) => {
        const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        const yesterday = local.toPlainDate().subtract({ days: 1 });
        expect(placeTime(instant, zone)).toEqual({
          date: local.toPlainDate().toString(),
          weekday: local.dayOfWeek,
          dayBefore: { date: yesterday.toString(), weekday: yesterday.dayOfWeek },
          minuteOfDay: local.hour * 60 + local.minute,
        });
      }),
      { numRuns: 500 },
    );
  });

  test('the very moment of a change belongs to what follows, asked first or last', () => {
    const change = at('2027-03-28T03:00');
    for (const instants of [
      [change, change - 1],
      [change - 1, change],
    ]) {
      for (const instant of instants) {
        const expected = instant === change ? 180 : 119;
        expect(placeTime(instant, paris).minuteOfDay).toBe(expected);
      }
    }
  });
});
