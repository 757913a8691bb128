import type { EpochMs } from './clock.ts';
import { placeTime } from './place-time.ts';
import type { LocalDate } from './schedule.ts';

/** Where no names are kept, this stands for a card: the same all through one day of counting, another on the next. */
export type Pseudonym = `v-${string}`;

/** No card's number has a dash: the two are never taken for each other. */
export const isPseudonym = (text: string): text is Pseudonym => text.startsWith('v-');

/** What tells two of a day apart on a page: `3F9A`. */
export const pseudonymShown = (pseudonym: Pseudonym): string => pseudonym.slice(2, 6).toUpperCase();

/** Nearly nobody is anywhere at four in the morning: who stays past midnight is one visitor still. */
const dayBeginsHour = 4;

/** The day of counting that an instant is in, local. */
export const countingDay = (at: EpochMs, timeZone: string): LocalDate => {
  const { date, dayBefore, minuteOfDay } = placeTime(at, timeZone);
  return minuteOfDay < dayBeginsHour * 60 ? dayBefore.date : date;
};

/** For so many days after it a day's key is kept: what comes late still pairs, and what comes later starts anew. */
export const countingKeyDays = 7;
