import type { EpochMs } from './clock.ts';
import { type LocalClock, localClock } from './local-clock.ts';
import { isPseudonym } from './pseudonym.ts';
import { type PassageRow, type RowHolder, type RowSetting, wholeSeconds } from './report.ts';
import { anomalyWords, correctedWord, type Language, statusWords } from './status-words.ts';

/** The ids of a row's readers, beside their names. */
export interface RowDoors {
  readonly entryAccessPoint: string | null;
  readonly exitAccessPoint: string | null;
}

/**
 * A report as CSV: the header once, then a line a row. Every line ends with CR LF (RFC 4180).
 *
 * A line is its parts one after the other, each cell with its separator: whoever writes millions keeps the parts that
 * rows have in common.
 */
export interface PassageCsv {
  readonly header: string;
  id(id: string): string;
  where(setting: RowSetting): string;
  who(holder: RowHolder): string;
  /** Its ends, and the milliseconds between them. */
  when(
    clock: LocalClock,
    entryAt: EpochMs | null,
    exitAt: EpochMs | null,
    durationMs: number | null,
  ): string;
  /** The end of the line. */
  what(setting: RowSetting & RowDoors): string;
}

/** The line of a row. */
export const csvLine = (csv: PassageCsv, row: PassageRow): string => {
  const { entry, exit, durationMs } = row;
  const doors = {
    entryAccessPoint: entry?.accessPoint ?? null,
    exitAccessPoint: exit?.accessPoint ?? null,
  };
  const clock = localClock(row.timeZone);
  const when = csv.when(clock, entry?.at ?? null, exit?.at ?? null, durationMs);
  return csv.id(row.id) + csv.where(row) + csv.who(row) + when + csv.what({ ...row, ...doors });
};

const byteOrderMark = '\uFEFF';
const needsQuotes = /[",\r\n]/;
const needsQuotesBetweenSemicolons = /[";\r\n]/;

/** One cell of comma-separated values: quoted where it has to be, quotes doubled (RFC 4180). */
export const machineCell = (text: string): string =>
  needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** What a spreadsheet may take for a formula: its signs, also in full width, after whatever it skips before them. */
const looksLikeFormula = /^[\s\uFEFF\u200B]*[=+\-@＝＋－＠]|^[\t\r\n]/;

/**
 * One cell of a file for people: what a spreadsheet would take for a formula gets an apostrophe in front, then it is
 * quoted where a `;` file needs it.
 */
export const peopleCell = (text: string): string => {
  const safe = looksLikeFormula.test(text) ? `'${text}` : text;
  return needsQuotesBetweenSemicolons.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A number of our own making, as a spreadsheet adds it up: its sign is no formula. */
export interface Figure {
  readonly figure: string;
}
export const figure = (text: string): Figure => ({ figure: text });

/** A line of a file for people: text is made safe, numbers stay as they are. */
export const peopleLine = (cells: readonly (string | number | Figure)[]): string => {
  const written = cells.map((cell) => {
    if (typeof cell === 'string') return peopleCell(cell);
    return typeof cell === 'number' ? cell : cell.figure;
  });
  return `${written.join(';')}\r\n`;
};

/** A file for people, or its first lines: spreadsheets know UTF-8 by the byte order mark. */
export const peopleFile = (lines: readonly Parameters<typeof peopleLine>[0][]): string =>
  `${byteOrderMark}${lines.map(peopleLine).join('')}`;

/**
 * The CSV that programs read; its columns and their order are fixed.
 *
 * `place`, `area` and access points are ids; times ISO 8601 to the second with the place's offset; empty where there
 * is none; anomalies joined by `|`.
 *
 * @param cardOf what stands for the card: its uid for who may see uids, else `withoutUids()`.
 */
export const machineCsv = (cardOf: (holder: RowHolder) => string): PassageCsv => ({
  header:
    'passage_id,place,area,member_id,member,card,entry_at,exit_at,duration_seconds,status,entry_access_point,exit_access_point,anomalies\r\n',
  id: (id) => `${machineCell(id)},`,
  where: ({ place, area }) => machineCells([place, area]),
  who: (holder) => machineCells([holder.memberId, holder.memberName, cardOf(holder)]),
  when: (clock, entryAt, exitAt, durationMs) =>
    `${entryAt === null ? '' : clock.isoSeconds(entryAt)},${exitAt === null ? '' : clock.isoSeconds(exitAt)},${
      durationMs === null ? '' : wholeSeconds(durationMs)
    },`,
  what: ({ status, entryAccessPoint, exitAccessPoint, anomalies }) =>
    `${machineCells([status, entryAccessPoint, exitAccessPoint])}${anomalies.join('|')}\r\n`,
});

const machineCells = (cells: readonly (string | null)[]): string =>
  cells.map((cell) => `${machineCell(cell ?? '')},`).join('');

/** A card's uid, for who may see uids; of a visitor without a name, an id of this export. */
export const withUids = (): ((holder: RowHolder) => string) => {
  const idOf = exportIds('visitor');
  return ({ cardUid }) => (isPseudonym(cardUid) ? idOf(cardUid) : cardUid);
};

/** A card's printed number, else an id of this export only: `card-1` for the first card met, and so on. */
export const withoutUids = (): ((holder: RowHolder) => string) => {
  const idOf = exportIds('card');
  const visitorOf = exportIds('visitor');
  return ({ cardNumber, cardUid }) =>
    cardNumber ?? (isPseudonym(cardUid) ? visitorOf(cardUid) : idOf(cardUid));
};

/** Two exports have nothing in common by which to join them. */
function exportIds(of: 'card' | 'visitor'): (text: string) => string {
  const ids = new Map<string, string>();
  return (text) => {
    const known = ids.get(text) ?? `${of}-${ids.size + 1}`;
    ids.set(text, known);
    return known;
  };
}

const headers: Readonly<Record<Language, readonly string[]>> = {
  fr: [
    'Lieu',
    'Espace',
    'Membre',
    'Carte',
    'Entrée',
    'Sortie',
    'Durée',
    'Statut',
    'Lecteur d’entrée',
    'Lecteur de sortie',
    'Anomalies',
    'Correction',
  ],
  en: [
    'Place',
    'Area',
    'Member',
    'Card',
    'Entry',
    'Exit',
    'Duration',
    'Status',
    'Entry reader',
    'Exit reader',
    'Anomalies',
    'Correction',
  ],
};

/** `27:05:09`: hours, minutes and seconds, which spreadsheets add up. */
export const hoursText = (ms: number): string => {
  const seconds = wholeSeconds(ms);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
};

/**
 * The CSV that people open in a spreadsheet: byte order mark, `;`, local wall times, words, no formula.
 *
 * @param nameOf the name of a place or an area by its id.
 */
export const peopleCsv = (
  language: Language,
  cardOf: (holder: RowHolder) => string,
  nameOf: (id: string) => string,
): PassageCsv => ({
  header: peopleFile([headers[language]]),
  id: () => '',
  where: ({ place, area }) => peopleCells([nameOf(place), area === place ? '' : nameOf(area)]),
  who: (holder) => peopleCells([holder.memberName, cardOf(holder)]),
  when: (clock, entryAt, exitAt, durationMs) =>
    `${entryAt === null ? '' : clock.wallSeconds(entryAt)};${exitAt === null ? '' : clock.wallSeconds(exitAt)};${
      durationMs === null ? '' : hoursText(durationMs)
    };`,
  what: ({ status, entryAccessPointName, exitAccessPointName, anomalies, corrected }) =>
    `${peopleCells([
      statusWords[language][status],
      entryAccessPointName,
      exitAccessPointName,
      anomalies.map((anomaly) => anomalyWords[language][anomaly]).join(', '),
    ])}${corrected ? correctedWord[language] : ''}\r\n`,
});

/** Which CSV, as plain data: it is the same in another thread. */
export type CsvAsked =
  | { readonly for: 'machine'; readonly uids: boolean }
  | {
      readonly for: 'people';
      readonly uids: boolean;
      readonly language: Language;
      /** Of places and areas, by their ids. */
      readonly names: ReadonlyMap<string, string>;
    };

export const csvOf = (asked: CsvAsked): PassageCsv => {
  const cardOf = asked.uids ? withUids() : withoutUids();
  if (asked.for === 'machine') return machineCsv(cardOf);
  return peopleCsv(asked.language, cardOf, (id) => asked.names.get(id) ?? id);
};

const peopleCells = (cells: readonly (string | null)[]): string =>
  cells.map((cell) => `${peopleCell(cell ?? '')};`).join('');
