import { describe, expect, test } from '@jest/globals';
import { lastTimeOfDay, quietUntil } from '../../../shared/domain/quiet-hours.ts';

const zone = 'Europe/Paris';
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const until = (now: string, from: string, to: string): string | null => {
  const end = quietUntil(at(now), { from, until: to }, zone);
  return end === null ? null : new Date(end).toISOString().replace('.000', '');
};

describe('quiet hours', () => {
  test('across midnight: begun yesterday or today, and over in the morning', () => {
    expect(until('2026-03-10T20:59:59Z', '22:00', '07:00')).toBeNull();
    expect(until('2026-03-10T21:00:00Z', '22:00', '07:00')).toBe('2026-03-11T06:00:00Z');
    expect(until('2026-03-11T05:59:59Z', '22:00', '07:00')).toBe('2026-03-11T06:00:00Z');
    expect(until('2026-03-11T06:00:00Z', '22:00', '07:00')).toBeNull();
  });
  test('within one day', () => {
    expect(until('2026-03-10T11:30:00Z', '12:00', '14:00')).toBe('2026-03-10T13:00:00Z');
    expect(until('2026-03-10T10:59:00Z', '12:00', '14:00')).toBeNull();
  });
  test('the night that has no 02:00 to 03:00', () => {
    expect(until('2026-03-29T00:30:00Z', '22:00', '07:00')).toBe('2026-03-29T05:00:00Z');
    // 02:30 never comes: rather longer than shorter.
    expect(until('2026-03-29T00:59:00Z', '01:00', '02:30')).toBe('2026-03-29T01:30:00Z');
  });
  test('the night in which 02:00 to 03:00 comes twice', () => {
    expect(until('2026-10-24T23:30:00Z', '22:00', '07:00')).toBe('2026-10-25T06:00:00Z');
    // The first 02:10 begins it, the second 02:40 ends it.
    expect(until('2026-10-25T00:10:00Z', '02:10', '02:40')).toBe('2026-10-25T01:40:00Z');
    expect(until('2026-10-25T00:50:00Z', '02:10', '02:40')).toBe('2026-10-25T01:40:00Z');
  });
  test('all day: until that time of the next', () => {
    expect(until('2026-03-10T12:00:00Z', '08:00', '08:00')).toBe('2026-03-11T07:00:00Z');
  });
});

test('the last time that clocks showed an hour, on days of 23 and 25 hours too', () => {
  const last = (now: string, time: string) =>
    new Date(lastTimeOfDay(at(now), time, zone)).toISOString().replace('.000', '');
  expect(last('2026-03-10T07:00:00Z', '08:00')).toBe('2026-03-10T07:00:00Z');
  expect(last('2026-03-10T06:59:59Z', '08:00')).toBe('2026-03-09T07:00:00Z');
  expect(last('2026-03-29T06:30:00Z', '08:00')).toBe('2026-03-29T06:00:00Z');
  expect(last('2026-10-25T06:30:00Z', '08:00')).toBe('2026-10-24T06:00:00Z');
  expect(last('2026-10-25T07:30:00Z', '08:00')).toBe('2026-10-25T07:00:00Z');
});
