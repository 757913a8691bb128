import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localClock } from '../../../shared/domain/local-clock.ts';
import { instant } from './taps.ts';

const zones = [
  'Europe/Paris',
  'UTC',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'America/Nuuk',
];

const dayNumber = (date: Temporal.PlainDate): number =>
  Temporal.PlainDate.from('1970-01-01').until(date, { largestUnit: 'days' }).days;

describe('the clock of a place', () => {
  test('prints what Temporal prints, in every zone and season', () => {
    const at = fc.integer({ min: instant('1975-01-01T00:00Z'), max: instant('2040-01-01T00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), at, (timeZone, ms) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
        const clock = localClock(timeZone);
        expect(clock.isoSeconds(ms)).toBe(
          zoned.toString({ timeZoneName: 'never', smallestUnit: 'second', roundingMode: 'floor' }),
        );
        expect(clock.wallSeconds(ms)).toBe(
          zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
        );
        expect(clock.startOfDay(dayNumber(zoned.toPlainDate()))).toBe(
          zoned.startOfDay().epochMilliseconds,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['2026-10-25T02:59:59+02:00', '2026-10-25T02:59:59+02:00'],
    ['2026-10-25T02:00:00+01:00', '2026-10-25T02:00:00+01:00'],
    ['2027-03-28T00:59:59Z', '2027-03-28T01:59:59+01:00'],
    ['2027-03-28T01:00:00Z', '2027-03-28T03:00:00+02:00'],
    ['1969-12-31T22:59:59.999Z', '1969-12-31T23:59:59+01:00'],
  ])('at the clock change and before 1970: %s is %s', (text, printed) => {
    expect(localClock('Europe/Paris').isoSeconds(instant(text))).toBe(printed);
  });

  test('an offset that had seconds is printed to the minute', () => {
    expect(localClock('Africa/Monrovia').isoSeconds(0)).toBe('1969-12-31T23:15:30-00:45');
  });

  test.each([
    ['2026-10-25', 25],
    ['2027-03-28', 23],
    ['2026-07-01', 24],
  ])('%s has %i hours', (date, hours) => {
    const clock = localClock('Europe/Paris');
    const day = dayNumber(Temporal.PlainDate.from(date));
    expect(clock.startOfDay(day + 1) - clock.startOfDay(day)).toBe(hours * 3_600_000);
    expect(clock.dayOf(clock.startOfDay(day))).toBe(day);
    expect(clock.dayOf(clock.startOfDay(day) - 1)).toBe(day - 1);
  });

  test('where the evening is read twice across midnight, the day that began goes on', () => {
    const clock = localClock('America/St_Johns');
    const midnight = instant('2010-11-07T00:00-02:30');
    const day = dayNumber(Temporal.PlainDate.from('2010-11-07'));
    expect(clock.dayOf(midnight)).toBe(day);
    expect(clock.wallSeconds(midnight + 120_000)).toBe('2010-11-06 23:02:00');
    expect(clock.dayOf(midnight + 120_000)).toBe(day);
  });

  test('remembers a bounded number of days and is right after it forgot', () => {
    const clock = localClock('Europe/Brussels');
    const noons = Array.from({ length: 9_000 }, (_, day) => day * 86_400_000 + 43_200_000);
    for (const at of noons) clock.dayOf(at);
    for (const at of noons.slice(0, 10)) {
      const zoned =
        Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Brussels');
      expect(clock.dayOf(at)).toBe(dayNumber(zoned.toPlainDate()));
      expect(clock.wallSeconds(at)).toContain(zoned.toPlainDate().toString());
    }
    for (const at of noons) clock.wallSeconds(at);
    expect(clock.wallSeconds(0)).toBe('1970-01-01 01:00:00');
  });
});
