import type { LocalDate } from './schedule.ts';

/** A public holiday of metropolitan France (Code du travail, L3133-1); the two of Alsace-Moselle are left out. */
export interface Holiday {
  readonly date: LocalDate;
  readonly fr: string;
  readonly en: string;
}

const fixed = [
  ['01-01', 'Jour de l’an', 'New Year’s Day'],
  ['05-01', 'Fête du travail', 'Labour Day'],
  ['05-08', 'Victoire 1945', 'Victory in Europe Day'],
  ['07-14', 'Fête nationale', 'Bastille Day'],
  ['08-15', 'Assomption', 'Assumption'],
  ['11-01', 'Toussaint', 'All Saints’ Day'],
  ['11-11', 'Armistice 1918', 'Armistice Day'],
  ['12-25', 'Noël', 'Christmas Day'],
] as const;

const afterEaster = [
  [1, 'Lundi de Pâques', 'Easter Monday'],
  [39, 'Ascension', 'Ascension Day'],
  [50, 'Lundi de Pentecôte', 'Whit Monday'],
] as const;

/** Of one year, in their order. */
export function frenchHolidays(year: number): readonly Holiday[] {
  const easter = easterOf(year);
  const days = [
    ...fixed.map(([day, fr, en]) => ({ date: `${year}-${day}`, fr, en })),
    ...afterEaster.map(([days, fr, en]) => ({ date: easter.add({ days }).toString(), fr, en })),
  ];
  return days.sort((a, b) => a.date.localeCompare(b.date));
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterOf(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const moon =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const sunday = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - moon - (c % 4)) % 7;
  const late = Math.floor((a + 11 * moon + 22 * sunday) / 451);
  const sum = moon + sunday - 7 * late + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(sum / 31), day: (sum % 31) + 1 });
}
