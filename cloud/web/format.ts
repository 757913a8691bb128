import { localClock } from '../../shared/domain/local-clock.ts';
import type { Language, Words } from './language.ts';
import { nbsp } from './typography.ts';

const locale = (language: Language) => (language === 'fr' ? 'fr-FR' : 'en-GB');

export const zoned = (atMs: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);

/** `08:52`, the same in both languages. */
export const timeOf = (atMs: number, timeZone: string): string => {
  const wall = localClock(timeZone).wallSeconds(atMs);
  return wall.slice(wall.indexOf(' ') + 1, -':00'.length);
};

export const dayOf = (atMs: number, timeZone: string): string => {
  const wall = localClock(timeZone).wallSeconds(atMs);
  return wall.slice(0, wall.indexOf(' '));
};

/** `jeudi 12 mars`, `Thursday 12 March`; with its year when it is not this one. */
export function longDay(day: string, language: Language, today: string): string {
  return dayText(day, language, today, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** `12 mars`, `12 March`. */
export function shortDay(day: string, language: Language, today: string): string {
  return dayText(day, language, today, { day: 'numeric', month: 'long' });
}

function dayText(
  day: string,
  language: Language,
  today: string,
  wanted: Intl.DateTimeFormatOptions,
): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const text = dates(language, sameYear ? wanted : { ...wanted, year: 'numeric' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace(',', '');
  return language === 'fr' ? text.replace(/(^|\s)1(?=\s)/, '$11er') : text;
}

const datesMade = new Map<string, Intl.DateTimeFormat>();

/** To make one costs a hundred times as much as to use it, and a month's page uses hundreds. */
function dates(language: Language, wanted: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(wanted);
  const made =
    datesMade.get(key) ?? new Intl.DateTimeFormat(locale(language), { ...wanted, timeZone: 'UTC' });
  datesMade.set(key, made);
  return made;
}

export const weekdayShort = (day: string, language: Language): string =>
  dates(language, { weekday: 'short' }).format(new Date(`${day}T00:00:00Z`));

export const weekdayLong = (day: string, language: Language): string =>
  dates(language, { weekday: 'long' }).format(new Date(`${day}T00:00:00Z`));

export const monthShort = (month: string, language: Language): string =>
  dates(language, { month: 'short' }).format(new Date(`${month}-01T00:00:00Z`));

export const monthLong = (month: string, language: Language): string =>
  dates(language, { month: 'long', year: 'numeric' }).format(new Date(`${month}-01T00:00:00Z`));

/** Of an ISO week, `2026-W10`: its Monday, as a person names it. */
export function weekLabel(week: string, language: Language, today: string): string {
  const [year = '', number = ''] = week.split('-W');
  // 4 January is in the first week of every year.
  const fourth = Temporal.PlainDate.from(`${year}-01-04`);
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: Number(number) - 1 });
  return `${number}, ${shortDay(monday.toString(), language, today)}`;
}

const numbers = {
  fr: new Intl.NumberFormat(locale('fr')),
  en: new Intl.NumberFormat(locale('en')),
} as const;

export const number = (n: number, language: Language): string => numbers[language].format(n);

/** `3 h 39`, in English `3 h 39 min`; under a minute says so. */
export function duration(ms: number, language: Language, words: Words): string {
  if (ms > 0 && ms < 60_000) return words.lessThanAMinute;
  const { hours, minutes } = hoursAndMinutes(ms);
  const text = `${number(hours, language)}${nbsp}h${nbsp}${String(minutes).padStart(2, '0')}`;
  return language === 'fr' ? text : `${text}${nbsp}min`;
}

export function hoursAndMinutes(ms: number): { hours: number; minutes: number } {
  const minutes = Math.floor(ms / 60_000);
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
