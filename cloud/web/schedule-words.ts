import type { Overlap } from '../../shared/domain/overlapping.ts';
import type { Schedule, Weekday } from '../../shared/domain/schedule.ts';
import type { OpeningHours } from '../../shared/domain/special-hours.ts';
import { shortDay } from './format.ts';
import type { Language, Words } from './language.ts';
import { nbsp, plural } from './typography.ts';

const locale = (language: Language) => (language === 'fr' ? 'fr-FR' : 'en-GB');
export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** `lundi`, `Monday`: 1 is Monday. */
export const weekdayName = (day: Weekday, language: Language): string =>
  new Intl.DateTimeFormat(locale(language), { weekday: 'long', timeZone: 'UTC' }).format(
    // 5 January 1970 was a Monday.
    new Date(Date.UTC(1970, 0, 4 + day)),
  );

/** `9 h`, `9 h 30`; in English `9:00`, `9:30`. */
function clockText(time: string, language: Language): string {
  const [hours = '0', minutes = '00'] = time.split(':');
  if (language === 'en') return `${Number(hours)}:${minutes}`;
  return minutes === '00'
    ? `${Number(hours)}${nbsp}h`
    : `${Number(hours)}${nbsp}h${nbsp}${minutes}`;
}

/** The hours of one day, in their order. */
export const hoursOn = (schedule: Pick<Schedule, 'weekly'>, day: Weekday) =>
  schedule.weekly
    .filter((hours) => hours.weekdays.includes(day))
    .toSorted((a, b) => a.from.localeCompare(b.from));

/** `de 12 h à 22 h`, `de 9 h à 12 h et de 14 h à 18 h`; `jour et nuit` where it is the whole day. */
export function hoursText(
  hours: readonly { readonly from: string; readonly until: string }[],
  language: Language,
): string {
  const spans = hours.map(({ from, until }) => {
    if (from === '00:00' && (until === '24:00' || until === '00:00')) {
      return language === 'fr' ? 'jour et nuit' : 'day and night';
    }
    const end = until === '24:00' || until === '00:00' ? null : clockText(until, language);
    const to = end ?? (language === 'fr' ? 'minuit' : 'midnight');
    const next =
      end !== null && until <= from ? (language === 'fr' ? ' le lendemain' : ' the next day') : '';
    return language === 'fr'
      ? `de ${clockText(from, language)} à ${to}${next}`
      : `${clockText(from, language)} to ${to}${next}`;
  });
  return listOf(spans, language);
}

export const listOf = (parts: readonly string[], language: Language): string =>
  new Intl.ListFormat(locale(language), { type: 'conjunction' }).format(parts);

/** Told in one sentence; what comes later is on the schedule's own page. */
const specialTold = 3;

/**
 * `du lundi au vendredi de 9 h à 18 h, mais le 24 décembre de 9 h à 12 h`: the week, and the days to come with hours
 * of their own.
 */
export function scheduleText(
  schedule: Pick<OpeningHours, 'weekly' | 'specialHours'>,
  language: Language,
  today: string,
): string {
  const days = specialDays(schedule, language, today);
  const told = days.slice(0, specialTold);
  const more = days.length - told.length;
  if (more > 0) told.push(moreDays(more, language));
  const said = weekText(schedule, language);
  if (told.length === 0) return said;
  return `${said}, ${language === 'fr' ? 'mais' : 'but'} ${listOf(told, language)}`;
}

const moreDays = (n: number, language: Language): string =>
  language === 'fr'
    ? plural(n, 'fr', 'un autre jour à ses heures', `${n} autres jours à leurs heures`)
    : plural(
        n,
        'en',
        'another day with hours of its own',
        `${n} other days with hours of their own`,
      );

/** `le 24 décembre de 9 h à 12 h`, today and later. */
export function specialDays(
  { specialHours }: Pick<OpeningHours, 'specialHours'>,
  language: Language,
  today: string,
): string[] {
  const toCome = specialHours
    .filter(({ date }) => date >= today)
    .toSorted((a, b) => a.date.localeCompare(b.date) || a.from.localeCompare(b.from));
  return [...Map.groupBy(toCome, ({ date }) => date)].map(([date, hours]) => {
    const day = shortDay(date, language, today);
    return `${language === 'fr' ? 'le' : 'on'} ${day} ${hoursText(hours, language)}`;
  });
}

/** `du lundi au vendredi de 9 h à 18 h, le samedi de 10 h à 12 h`: days with the same hours together. */
function weekText(schedule: Pick<Schedule, 'weekly'>, language: Language): string {
  const runs: { days: Weekday[]; said: string }[] = [];
  for (const day of weekdays) {
    const said = hoursText(hoursOn(schedule, day), language);
    const last = runs.at(-1);
    if (last && last.said === said) last.days.push(day);
    else runs.push({ days: [day], said });
  }
  const open = runs.filter(({ said }) => said !== '');
  if (open.length === 0) return language === 'fr' ? 'jamais' : 'never';
  return open.map(({ days, said }) => `${daysText(days, language)} ${said}`).join(', ');
}

function daysText(days: readonly Weekday[], language: Language): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (days.length === 7) return language === 'fr' ? 'tous les jours' : 'every day';
  const [from, to] = [weekdayName(first, language), weekdayName(last, language)];
  if (first === last) return language === 'fr' ? `le ${from}` : from;
  if (last - first === 1) {
    return language === 'fr' ? `les ${from} et ${to}` : `${from} and ${to}`;
  }
  return language === 'fr' ? `du ${from} au ${to}` : `${from} to ${to}`;
}

/** Which two openings overlap, as the form that was sent has them. */
export function overlapText(overlap: Overlap, words: Words, language: Language): string {
  const day =
    'date' in overlap
      ? shortDay(overlap.date, language, overlap.date)
      : weekdayName(overlap.weekday, language);
  const said = ({ from, until }: Overlap['first']) =>
    words.hoursFromTo(clockText(from, language), clockText(until, language));
  return words.refusedOverlap(day, said(overlap.first), said(overlap.second));
}
