import type { Schedule, Weekday, WeeklyHours } from '../../../shared/domain/schedule.ts';
import type { SpecialHours } from '../../../shared/domain/special-hours.ts';
import { hoursOn, weekdays } from '../schedule-words.ts';
import type { FormValues } from './form-values.ts';

/** Openings a day that the form has room for. */
export const openingsOf = (schedule: Pick<Schedule, 'weekly'>): number =>
  Math.max(2, ...weekdays.map((day) => hoursOn(schedule, day).length));

export const fieldOf = (day: Weekday, nth: number, end: 'from' | 'until'): string =>
  `day-${day}-${nth}-${end}`;

/** The week as it was typed; the same hours on several days are written once. */
export function weeklyOf(form: FormValues): readonly WeeklyHours[] {
  const byHours = new Map<string, Weekday[]>();
  for (const day of weekdays) {
    for (let nth = 0; nth < 12; nth++) {
      const from = form.text(fieldOf(day, nth, 'from'));
      const typed = form.text(fieldOf(day, nth, 'until'));
      if (from === '' && typed === '') continue;
      const key = `${from} ${endOf(typed)}`;
      const days = byHours.get(key) ?? [];
      if (!days.includes(day)) days.push(day);
      byHours.set(key, days);
    }
  }
  return [...byHours].map(([key, days]) => {
    const [from = '', until = ''] = key.split(' ');
    return { weekdays: days, from, until };
  });
}

/** The closures as typed, in their order; one day alone may leave out the last. */
export function closuresOf(form: FormValues): Schedule['closures'] {
  const froms = form.many('closure-from');
  const untils = form.many('closure-until');
  return froms
    .map((from, i) => ({ from, until: untils[i] || from }))
    .filter(({ from, until }) => from !== '' || until !== '')
    .toSorted((a, b) => a.from.localeCompare(b.from));
}

/** The days with hours of their own, in their order; a day may have several lines. */
export function specialOf(form: FormValues): readonly SpecialHours[] {
  const froms = form.many('special-from');
  const untils = form.many('special-until');
  return form
    .many('special-date')
    .map((date, i) => ({ date, from: froms[i] ?? '', until: endOf(untils[i] ?? '') }))
    .filter(({ date, from, until }) => date !== '' || from !== '' || until !== '')
    .toSorted((a, b) => a.date.localeCompare(b.date) || a.from.localeCompare(b.from));
}

/** A time field has no 24:00: midnight at the end is the end of the day. */
const endOf = (typed: string): string => (typed === '00:00' ? '24:00' : typed);

/** Whether each one runs forwards. */
export const areInOrder = (closures: Schedule['closures']): boolean =>
  closures.every(({ from, until }) => from <= until);
