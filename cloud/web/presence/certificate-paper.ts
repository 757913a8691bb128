import type { CertificateFigures, CertificateLine } from '../../../shared/domain/certificate.ts';
import { localClock } from '../../../shared/domain/local-clock.ts';
import { placeTime } from '../../../shared/domain/place-time.ts';
import type { CertificateClaims } from '../../ports/certificates.ts';
import type { CertificatePaper, CertificateRow, Logo } from '../../ports/papers.ts';
import type { Place } from '../../ports/registry.ts';
import { dayOf, duration, longDay, shortDay, timeOf } from '../format.ts';
import { type Language, type Words, wordsOf } from '../language.ts';

interface Given {
  readonly claims: CertificateClaims;
  readonly figures: CertificateFigures;
  readonly place: Place;
  readonly logo: Logo | null;
  readonly language: Language;
  readonly url: string;
  /** Who signs; empty: a program issued it. */
  readonly signedBy: string;
}

/** A certificate in words, as it is printed. */
export function certificatePaper(given: Given): CertificatePaper {
  const { claims, figures, place, language, url } = given;
  const words = wordsOf(language);
  const { from, to } = periodOf(claims, language);
  const hours = duration(figures.seconds * 1000, language, words);
  const during =
    figures.seconds > 0
      ? [{ text: words.certificateSaysDuring }, { text: hours, isBold: true }]
      : [{ text: countedText(figures, words), isBold: true }];
  return {
    ...{ language, logo: given.logo, place: place.name, title: words.certificateTitle },
    aside: [
      words.certificateIssued(longDay(dayOf(claims.issuedAt, place.timeZone), language, '')),
      words.certificateCode(codeShown(claims.code)),
    ],
    pageOf: words.paperPage,
    sentence: [
      { text: words.certificateSays(place.name) },
      { text: claims.memberName, isBold: true },
      { text: words.certificateSaysDays(from, to) },
      ...during,
      { text: words.certificateSaysOn },
      { text: words.certificateDays(figures.days), isBold: true },
      { text: '.' },
    ],
    columns: {
      day: words.certificateDay,
      entry: words.certificateEntry,
      exit: words.certificateExit,
      duration: words.certificateDuration,
    },
    rows: figures.lines.map((line, i) =>
      rowOf(line, figures.lines[i - 1], { place, language, words, year: claims.to }),
    ),
    total: {
      label: words.certificateTotal,
      value: hours,
      more: addedText(figures.addedSeconds, language, words),
    },
    notes: [
      countedText(figures, words),
      ...(figures.leftOut > 0 ? [words.certificateLeftOut(figures.leftOut)] : []),
      words.certificateLegend(place.timeZone),
    ],
    verify: {
      title: words.certificateCheck,
      text: words.certificateCheckHow(URL.parse(url)?.host ?? place.name),
      url,
    },
    sign: {
      above: words.certificateSignFor(place.name),
      name: given.signedBy,
      below: words.certificateSignHere,
    },
  };
}

/** `7KQ2-M9TD` */
export const codeShown = (code: string): string => code.replace(/^(.{4})/, '$1-');

/** `6 passages, 1 presence`. */
export const countedText = (
  { passages, presences }: Pick<CertificateClaims, 'passages' | 'presences'>,
  words: Words,
): string =>
  [
    passages > 0 || presences === 0 ? words.certificatePassages(passages) : '',
    presences > 0 ? words.certificatePresences(presences) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');

/** Empty: staff added nothing. */
export const addedText = (seconds: number, language: Language, words: Words): string =>
  seconds > 0 ? words.certificateAdded(duration(seconds * 1000, language, words)) : '';

/** The year is said once where both days are of one. */
export const periodOf = (
  { from, to }: Pick<CertificateClaims, 'from' | 'to'>,
  language: Language,
): { readonly from: string; readonly to: string } => ({
  from: shortDay(from, language, to),
  to: shortDay(to, language, ''),
});

function rowOf(
  line: CertificateLine,
  before: CertificateLine | undefined,
  {
    place: { timeZone },
    language,
    words,
    year,
  }: {
    readonly place: Place;
    readonly language: Language;
    readonly words: Words;
    readonly year: string;
  },
): CertificateRow {
  const { entry, exit, durationMs, untrusted } = line;
  const day = dayOf(entry.at, timeZone);
  const uncertain = untrusted ? '~' : '';
  const clock = localClock(timeZone);
  const later = exit === null ? 0 : clock.dayOf(exit.at) - clock.dayOf(entry.at);
  const minuteOf = (at: number) => placeTime(at, timeZone).minuteOfDay;
  const dayAfter = language === 'fr' ? 'j' : 'd';
  return {
    day: before && dayOf(before.entry.at, timeZone) === day ? '' : longDay(day, language, year),
    entry: uncertain + timeOf(entry.at, timeZone),
    exit:
      exit === null
        ? ''
        : `${uncertain}${timeOf(exit.at, timeZone)}${later > 0 ? ` +${later} ${dayAfter}` : ''}`,
    duration: exit === null ? words.certificatePresence : duration(durationMs, language, words),
    strip: {
      from: minuteOf(entry.at),
      to: exit === null ? null : minuteOf(exit.at) + later * 1440,
      fromStaff: entry.by === 'staff',
      toStaff: exit?.by === 'staff',
    },
  };
}
