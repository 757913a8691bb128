import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isWithin } from '../../../shared/domain/opening.ts';
import type { Weekday } from '../../../shared/domain/schedule.ts';
import { type OpeningHours, weeksOf } from '../../../shared/domain/special-hours.ts';

const paris = 'Europe/Paris';
const everyDay: Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const at = (local: string) => Temporal.ZonedDateTime.from(`${local}[${paris}]`).epochMilliseconds;
const opening = (changed: Partial<OpeningHours>): OpeningHours => ({
  id: 's',
  name: 'S',
  weekly: [],
  closures: [],
  specialHours: [],
  ...changed,
});
const isOpen = (hours: OpeningHours, instant: number, zone = paris): boolean =>
  weeksOf(hours).some((week) => isWithin(week, instant, zone));

const year = opening({
  weekly: [
    { weekdays: [1, 2, 3, 4, 5], from: '08:00', until: '19:00' },
    { weekdays: [5], from: '22:00', until: '02:00' },
  ],
  closures: [{ from: '2026-12-28', until: '2027-01-03' }],
  specialHours: [
    { date: '2026-12-24', from: '09:00', until: '12:00' },
    { date: '2026-12-26', from: '10:00', until: '11:00' },
    { date: '2026-12-26', from: '20:00', until: '03:00' },
    { date: '2026-12-30', from: '14:00', until: '18:00' },
  ],
});

describe('a day with hours of its own', () => {
  test.each([
    ['the morning of the 24th', '2026-12-24T09:00', true],
    ['its last moment', '2026-12-24T11:59:59.999', true],
    ['its end, excluded', '2026-12-24T12:00', false],
    ['before it: not the hours of the week', '2026-12-24T08:30', false],
    ['after it: not the hours of the week', '2026-12-24T15:00', false],
    ['the day before, as ever', '2026-12-23T18:59', true],
    ['the day after, as ever', '2026-12-25T18:59', true],
    ['the night of that Friday runs into it', '2026-12-26T01:59', true],
    ['two openings: the first', '2026-12-26T10:30', true],
    ['between them', '2026-12-26T12:00', false],
    ['the second, past midnight', '2026-12-27T02:59', true],
    ['and no longer', '2026-12-27T03:00', false],
    ['on a day of closure it is open all the same', '2026-12-30T14:00', true],
    ['beside it the closure holds', '2026-12-31T14:00', false],
  ])('%s', (_name, local, open) => expect(isOpen(year, at(local))).toBe(open));

  test('hours that a day before it began, hold until their end', () => {
    const night = opening({
      weekly: [{ weekdays: everyDay, from: '22:00', until: '04:00' }],
      specialHours: [{ date: '2026-11-21', from: '09:00', until: '10:00' }],
    });
    expect(isOpen(night, at('2026-11-21T03:00'))).toBe(true);
    expect(isOpen(night, at('2026-11-21T22:30'))).toBe(false);
    expect(isOpen(night, at('2026-11-22T03:00'))).toBe(false);
  });

  test('the night that skips an hour, and the night that has one twice', () => {
    const nights = opening({
      specialHours: [
        { date: '2026-03-28', from: '23:00', until: '02:30' },
        { date: '2026-10-24', from: '23:00', until: '02:30' },
      ],
    });
    const spring = at('2026-03-29T01:59');
    expect([isOpen(nights, spring), isOpen(nights, spring + 60_000)]).toEqual([true, false]);
    const twice = Temporal.Instant.from('2026-10-25T02:15:00+02:00').epochMilliseconds;
    expect([isOpen(nights, twice), isOpen(nights, twice + 3_600_000)]).toEqual([true, true]);
    expect(isOpen(nights, twice + 1_800_000)).toBe(false);
    expect(isOpen(nights, twice + 5_400_000)).toBe(false);
  });

  test('days with the same hours share a schedule, and all have the same id', () => {
    const eves = opening({
      specialHours: ['2026-12-24', '2027-01-02', '2026-12-31', '2026-12-25'].map((date) => ({
        ...{ date, from: '09:00', until: '12:00' },
      })),
    });
    const [, days, ...more] = weeksOf(eves);
    expect(more).toEqual([]);
    expect(days?.closures).toEqual([
      { from: '0000-01-01', until: '2026-12-23' },
      { from: '2026-12-26', until: '2026-12-30' },
      { from: '2027-01-01', until: '2027-01-01' },
      { from: '2027-01-03', until: '9999-12-31' },
    ]);
    expect(weeksOf(eves).map(({ id }) => id)).toEqual(['s', 's']);
    const ends = opening({ specialHours: [{ date: '9999-12-31', from: '09:00', until: '12:00' }] });
    expect(weeksOf(ends)[1]?.closures).toEqual([{ from: '0000-01-01', until: '9999-12-30' }]);
    expect(weeksOf(opening({})).length).toBe(1);
    expect(weeksOf(eves).every((week) => !('specialHours' in week))).toBe(true);
  });
});

/** What it means, said the long way: the hours of each day, those of the day before included. */
function isOpenPlainly(hours: OpeningHours, instant: number, zone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const minute = local.hour * 60 + local.minute;
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return [0, 1].some((back) => {
    const day = local.toPlainDate().subtract({ days: back });
    const date = day.toString();
    const own = hours.specialHours.filter((one) => one.date === date);
    const isClosed = hours.closures.some(({ from, until }) => from <= date && date <= until);
    const weekly = isClosed
      ? []
      : hours.weekly.filter(({ weekdays }) => weekdays.includes(day.dayOfWeek as Weekday));
    return (own.length > 0 ? own : weekly).some(({ from, until }) => {
      const [start, end] = [minutes(from), minutes(until)];
      const ends = end > start ? end : end + 1440;
      const now = minute + back * 1440;
      return start <= now && now < ends;
    });
  });
}

test('whatever the hours, the closures, the zone and the moment, daylight saving included', () => {
  const zones = ['Europe/Paris', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe'];
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  // Around the nights in which those zones change their clocks.
  const day = fc
    .tuple(fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-04-05'), fc.nat(4))
    .map(([date, days]) => Temporal.PlainDate.from(date).add({ days: days - 2 }));
  const date = day.map(String);
  const hours = fc.record({
    weekly: fc.array(
      fc.record({ weekdays: fc.subarray(everyDay, { minLength: 1 }), from: time, until: time }),
      { maxLength: 3 },
    ),
    closures: fc.array(fc.record({ from: date, until: date }), { maxLength: 2 }),
    specialHours: fc.array(fc.record({ date, from: time, until: time }), { maxLength: 5 }),
  });
  const moment = fc.tuple(day, fc.integer({ min: -1440, max: 2880 }), fc.constantFrom(...zones));
  fc.assert(
    fc.property(hours, moment, (said, [around, minutes, zone]) => {
      const instant = around.toZonedDateTime(zone).epochMilliseconds + minutes * 60_000;
      const one = opening(said);
      expect(isOpen(one, instant, zone)).toBe(isOpenPlainly(one, instant, zone));
    }),
    { numRuns: 2_000 },
  );
});
