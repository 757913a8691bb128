import { expect, test } from '@jest/globals';
import { attendanceSheet, presentIn } from '../../../shared/domain/attendance.ts';
import { halfDaysOf, usualSplit } from '../../../shared/domain/half-days.ts';

const halfDays = halfDaysOf(
  { date: '2026-03-12', opensAt: '08:00', splitAt: usualSplit, closesAt: '17:00' },
  'Europe/Paris',
);
const at = (time: string) => Date.parse(`2026-03-12T${time}+01:00`);
const ana = { person: 'member:ana', name: 'Ana' };
const noe = { person: 'member:noe', name: 'Noé' };
const zoe = { person: 'member:zoe', name: 'Zoé' };
const card = { person: 'card:04A1', name: '0042' };
const tap = (who: typeof ana, time: string) => ({ ...who, at: at(time) });

test('everybody expected has a line, with the time or nothing, and the order is kept', () => {
  const sheet = attendanceSheet(
    halfDays,
    [zoe, ana, noe],
    [tap(ana, '09:02:00'), tap(zoe, '13:31:00')],
  );
  expect(sheet.expected).toEqual([
    { ...zoe, times: [null, at('13:31:00')] },
    { ...ana, times: [at('09:02:00'), null] },
    { ...noe, times: [null, null] },
  ]);
  expect([presentIn(sheet, 0), presentIn(sheet, 1)]).toEqual([1, 1]);
});

test('two taps in one half-day are one, the first, in whatever order they came', () => {
  const taps = [tap(ana, '11:58:00'), tap(ana, '09:02:00'), tap(ana, '12:59:59.999')];
  expect(attendanceSheet(halfDays, [ana], taps).expected).toEqual([
    { ...ana, times: [at('09:02:00'), null] },
  ]);
});

test('the split belongs to the afternoon, the end to nothing', () => {
  const taps = [tap(ana, '13:00:00'), tap(noe, '17:00:00'), tap(noe, '07:59:59')];
  const sheet = attendanceSheet(halfDays, [ana, noe], taps);
  expect(sheet.expected.map(({ times }) => times)).toEqual([
    [null, at('13:00:00')],
    [null, null],
  ]);
  // Late, and early: told, never dropped in silence.
  expect(sheet.outside).toEqual([tap(noe, '07:59:59'), tap(noe, '17:00:00')]);
});

test('who came unexpected is listed apart, by their first tap; a card without a member too', () => {
  const taps = [tap(card, '13:05:00'), tap(zoe, '09:10:00'), tap(card, '09:15:00')];
  const sheet = attendanceSheet(halfDays, [ana], taps);
  expect(sheet.expected).toEqual([{ ...ana, times: [null, null] }]);
  expect(sheet.unexpected).toEqual([
    { ...zoe, times: [at('09:10:00'), null] },
    { ...card, times: [at('09:15:00'), at('13:05:00')] },
  ]);
});

test('a session with no half-day counts nothing', () => {
  const sheet = attendanceSheet([], [ana], [tap(ana, '09:00:00')]);
  expect([sheet.expected, sheet.unexpected]).toEqual([[{ ...ana, times: [] }], []]);
  expect(sheet.outside).toHaveLength(1);
});
