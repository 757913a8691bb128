import { expect, test } from '@jest/globals';
import { countingDay, isPseudonym, pseudonymShown } from '../../../shared/domain/pseudonym.ts';

test('a day of counting goes from four in the morning to four, by the wall of the place', () => {
  const at = (utc: string, zone = 'Europe/Paris') => countingDay(Date.parse(utc), zone);
  expect(at('2026-11-22T22:30:00Z')).toBe('2026-11-22');
  expect(at('2026-11-23T02:59:59.999Z')).toBe('2026-11-22');
  expect(at('2026-11-23T03:00:00Z')).toBe('2026-11-23');
  expect(at('2026-11-23T03:00:00Z', 'America/Guadeloupe')).toBe('2026-11-22');
  // Both nights on which the clock is changed, it is before four.
  expect(at('2026-10-25T02:59:00Z')).toBe('2026-10-24');
  expect(at('2027-03-28T02:00:00Z')).toBe('2027-03-28');
});

test('no number of a card is taken for a pseudonym', () => {
  expect(isPseudonym('v-3f9a0000000000000000')).toBe(true);
  for (const uid of ['04A1B2C3', '04A1B2C3D4E5F6', 'V', '']) expect(isPseudonym(uid)).toBe(false);
  expect(pseudonymShown('v-3f9a0000')).toBe('3F9A');
});
