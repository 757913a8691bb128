import type { AttendanceLine } from '../../../shared/domain/attendance.ts';
import { peopleFile } from '../../../shared/domain/csv.ts';
import type { AttendancePaper, Logo } from '../../ports/papers.ts';
import type { SessionSheet } from '../attendance.ts';
import { longDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';

interface Given {
  readonly found: SessionSheet;
  readonly language: Language;
  readonly words: Words;
}

/** The half-days as they are called. */
export const halfDayWords = ({ sheet }: SessionSheet, words: Words): readonly string[] =>
  sheet.halfDays.map(({ name }) =>
    name === 'morning' ? words.sheetMorning : words.sheetAfternoon,
  );

/** Where taps may be gone nobody is called absent, nor is who was not expected. */
export const timesText = (
  { place, isKept, sheet }: SessionSheet,
  line: AttendanceLine,
  words: Words,
): readonly string[] => {
  const absent = isKept ? words.sheetAbsent : words.sheetGone;
  const missing = sheet.unexpected.includes(line) ? '–' : absent;
  return line.times.map((at) => (at === null ? missing : timeOf(at, place.timeZone)));
};

/** `On Thursday 12 March 2026. Session led by Awa Diop.` */
export const sheetLead = ({ found: { session }, language, words }: Given): string =>
  [
    words.sheetOn(longDay(session.date, language, '')),
    session.trainer === '' ? '' : words.sheetBy(session.trainer),
  ]
    .join(' ')
    .trim();

export const nameOr = (name: string, words: Words): string =>
  name === '' ? words.sheetCardOnly : name;

/** Taps that fall into no half-day, in one sentence; empty: none. */
export const outsideText = ({ sheet, place }: SessionSheet, words: Words): string =>
  sheet.outside
    .map(({ name, at }) => `${nameOr(name, words)} ${timeOf(at, place.timeZone)}`)
    .join(', ');

/** A sheet as it is printed and signed. */
export function attendancePaper(given: Given, logo: Logo | null): AttendancePaper {
  const { found, language, words } = given;
  const { session, place, sheet } = found;
  const line = (one: AttendanceLine) => ({
    name: nameOr(one.name, words),
    times: timesText(found, one, words),
  });
  const outside = outsideText(found, words);
  const nobody = sheet.expected.length === 0 ? words.sheetNoOne : '';
  const notes = [
    nobody,
    outside === '' ? '' : `${words.sheetOutside}${language === 'fr' ? '\u00a0' : ''}: ${outside}.`,
    found.isKept ? '' : words.sheetNotKept,
  ];
  return {
    ...{ language, logo, place: place.name, title: session.title, aside: [words.sheetTitle] },
    pageOf: words.paperPage,
    lead: sheetLead(given),
    warning: words.sheetTapIsNoSignature,
    columns: {
      name: words.sheetName,
      halfDays: halfDayWords(found, words).map((time) => ({ time, sign: words.sheetSign })),
    },
    groups: [
      { title: null, lines: sheet.expected.map(line) },
      ...(sheet.unexpected.length > 0
        ? [{ title: words.sheetUnexpected, lines: sheet.unexpected.map(line) }]
        : []),
    ],
    trainer: { label: words.sheetTrainer, name: session.trainer },
    notes: notes.filter((text) => text !== ''),
  };
}

/** The same for a spreadsheet: byte order mark, `;`, no formula; an empty column after each time, to sign in. */
export function attendanceCsv({ found, words }: Given): string {
  const { sheet, session } = found;
  const halfDays = halfDayWords(found, words);
  const head = [words.sheetName, ...halfDays.flatMap((name) => [name, words.sheetSign])];
  const line = (one: AttendanceLine, remark = '') => [
    nameOr(one.name, words),
    ...timesText(found, one, words).flatMap((time) => [time, '']),
    remark,
  ];
  const lines: string[][] = [
    [...head, ''],
    ...sheet.expected.map((one) => line(one)),
    ...sheet.unexpected.map((one) => line(one, words.sheetUnexpected)),
    [session.trainer, ...halfDays.flatMap(() => ['', '']), words.sheetTrainer],
    [words.sheetTapIsNoSignature],
    ...(found.isKept ? [] : [[words.sheetNotKept]]),
  ];
  return peopleFile(lines);
}
