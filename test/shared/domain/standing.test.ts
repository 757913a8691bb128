import { expect, test } from '@jest/globals';
import type { Direction } from '../../../shared/domain/access-point.ts';
import {
  nobodyKnows,
  type Standing,
  standingAfter,
  todayMs,
  wayOf,
} from '../../../shared/domain/standing.ts';

const paris = 'Europe/Paris';
const at = (local: string) =>
  Temporal.PlainDateTime.from(`2026-03-02T${local}`).toZonedDateTime(paris).epochMilliseconds;
const hours = (n: number) => n * 3_600_000;
const out: Standing = { inside: false, enteredAt: null, today: { day: '2026-03-02', ms: 0 } };
const after = (before: Standing, ...taps: readonly (readonly [Direction, string])[]) =>
  taps.reduce(
    (standing, [direction, time]) => standingAfter(standing, { direction, at: at(time) }, paris),
    before,
  );

test.each([
  ['an entry', [['in', '09:00']], { inside: true, enteredAt: at('09:00'), ms: 0 }],
  [
    'a visit',
    [
      ['in', '09:00'],
      ['out', '12:00'],
    ],
    { inside: false, ms: hours(3) },
  ],
  [
    'toggles',
    [
      ['toggle', '09:00'],
      ['toggle', '12:00'],
      ['toggle', '13:00'],
      ['toggle', '18:00'],
    ],
    { inside: false, enteredAt: at('13:00'), ms: hours(8) },
  ],
  [
    'a forgotten exit counts for nothing',
    [
      ['in', '09:00'],
      ['in', '14:00'],
      ['out', '18:00'],
    ],
    { inside: false, ms: hours(4) },
  ],
  ['an exit alone', [['out', '08:00']], { inside: false, ms: 0 }],
  ['presence', [['presence', '08:00']], { inside: false, enteredAt: at('08:00'), ms: 0 }],
  [
    'presence within a visit leaves it open',
    [
      ['in', '09:00'],
      ['presence', '10:00'],
      ['out', '12:00'],
    ],
    { inside: false, ms: hours(3) },
  ],
] as const)('%s', (_name, taps, { ms, ...expected }) => {
  const standing = after(out, ...taps);
  expect(standing).toMatchObject(expected);
  expect(todayMs(standing, at('20:00'), paris)).toBe(ms);
});

test('a toggle of somebody of whom nothing is known leaves it so', () => {
  expect(after(nobodyKnows, ['toggle', '09:00'])).toEqual(nobodyKnows);
  expect(wayOf('toggle', nobodyKnows)).toBeNull();
  expect(wayOf('presence', out)).toBeNull();
});

test('of a day nothing is known of, nothing is added up', () => {
  const standing = after(nobodyKnows, ['in', '09:00'], ['out', '12:00']);
  expect(standing.inside).toBe(false);
  expect(todayMs(standing, at('12:00'), paris)).toBeNull();
});

test('a visit across midnight counts today from midnight, and yesterday is over', () => {
  const standing = after(
    { inside: true, enteredAt: at('00:00') - hours(2), today: { day: '2026-03-01', ms: hours(5) } },
    ['out', '03:00'],
  );
  expect(todayMs(standing, at('04:00'), paris)).toBe(hours(3));
  expect(todayMs(standing, at('00:00') + hours(25), paris)).toBe(0);
});
