import { localClock } from './local-clock.ts';
import { type PassageRow, wholeSeconds } from './report.ts';
import { anomalyWords, correctedWord, type Language, statusWords } from './status-words.ts';

/** A report as CSV: the header once, then a line a row. Every line ends with CR LF (RFC 4180). */
export interface PassageCsv {
  readonly header: string;
  line(row: PassageRow): string;
}

const needsQuotes = /[",\r\n]/;
const needsQuotesBetweenSemicolons = /[";\r\n]/;

/** One cell of comma-separated values: quoted where it has to be, quotes doubled (RFC 4180). */
export const machineCell = (text: string): string =>
  needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The same for what is nearly always what it was a row before: places, areas, readers. */
const machineCellAgain = (): ((text: string) => string) => {
  let last = '';
  let cell = '';
  return (text) => {
    if (text !== last) {
      cell = machineCell(text);
      last = text;
    }
    return cell;
  };
};

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

/**
 * The CSV that programs read; its columns and their order are fixed.
 *
 * `place`, `area` and access points are ids; times ISO 8601 to the second with the place's offset; empty where there
 * is none; anomalies joined by `|`.
 *
 * @param cardOf what stands for the card: its uid for who may see uids, else `withoutUids()`.
 */
export const machineCsv = (cardOf: (row: PassageRow) => string): PassageCsv => {
  const place = machineCellAgain();
  const area = machineCellAgain();
  const entryPoint = machineCellAgain();
  const exitPoint = machineCellAgain();
  return {
    header:
      'passage_id,place,area,member_id,member,card,entry_at,exit_at,duration_seconds,status,entry_access_point,exit_access_point,anomalies\r\n',
    line(row) {
      const { entry, exit, durationMs } = row;
      const clock = localClock(row.timeZone);
      return `${machineCell(row.id)},${place(row.place)},${area(row.area)},${machineCell(row.memberId ?? '')},${machineCell(row.memberName ?? '')},${machineCell(cardOf(row))},${
        entry === null ? '' : clock.isoSeconds(entry.at)
      },${exit === null ? '' : clock.isoSeconds(exit.at)},${
        durationMs === null ? '' : wholeSeconds(durationMs)
      },${row.status},${entryPoint(entry?.accessPoint ?? '')},${exitPoint(exit?.accessPoint ?? '')},${row.anomalies.join('|')}\r\n`;
    },
  };
};

/** A card's uid, for who may see uids. */
export const withUids = (row: PassageRow): string => row.cardUid;

/** A card's printed number, else an id of this export only: `card-1` for the first card met, and so on. */
export const withoutUids = (): ((row: PassageRow) => string) => {
  const ids = new Map<string, string>();
  return ({ cardNumber, cardUid }) => {
    if (cardNumber !== null) return cardNumber;
    let id = ids.get(cardUid);
    if (id === undefined) {
      id = `card-${ids.size + 1}`;
      ids.set(cardUid, id);
    }
    return id;
  };
};

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

const byteOrderMark = '\uFEFF';

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
  cardOf: (row: PassageRow) => string,
  nameOf: (id: string) => string,
): PassageCsv => ({
  header: `${byteOrderMark}${headers[language].map(peopleCell).join(';')}\r\n`,
  line(row) {
    const clock = localClock(row.timeZone);
    const cells = [
      nameOf(row.place),
      row.area === row.place ? '' : nameOf(row.area),
      row.memberName ?? '',
      cardOf(row),
      row.entry === null ? '' : clock.wallSeconds(row.entry.at),
      row.exit === null ? '' : clock.wallSeconds(row.exit.at),
      row.durationMs === null ? '' : hoursText(row.durationMs),
      statusWords[language][row.status],
      row.entryAccessPointName ?? '',
      row.exitAccessPointName ?? '',
      row.anomalies.map((anomaly) => anomalyWords[language][anomaly]).join(', '),
      row.corrected ? correctedWord[language] : '',
    ];
    return `${cells.map(peopleCell).join(';')}\r\n`;
  },
});
