import { expect, test } from '@jest/globals';
import { frenchHolidays } from '../../../shared/domain/french-holidays.ts';

/** As the government's calendar gives them (calendrier.api.gouv.fr, metropole). */
test.each([
  [2025, ['2025-04-21', '2025-05-29', '2025-06-09']],
  [2026, ['2026-04-06', '2026-05-14', '2026-05-25']],
  [2027, ['2027-03-29', '2027-05-06', '2027-05-17']],
  [2038, ['2038-04-26', '2038-06-03', '2038-06-14']],
])('%i: Easter Monday, Ascension and Whit Monday', (year, moving) => {
  const days = frenchHolidays(year).map(({ date }) => date);
  expect(days.length).toBe(11);
  expect(days).toEqual([...days].sort());
  expect(days).toEqual(expect.arrayContaining(moving));
  expect(days).toEqual(expect.arrayContaining([`${year}-01-01`, `${year}-07-14`, `${year}-12-25`]));
});
