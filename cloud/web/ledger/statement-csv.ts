import { type Figure, figure, machineCell, peopleFile } from '../../../shared/domain/csv.ts';
import { localClock } from '../../../shared/domain/local-clock.ts';
import type { Language, Words } from '../language.ts';
import { giverText, kindText } from './line-words.ts';
import type { MemberStatement } from './statement.ts';

/** `-1,50`: a number as spreadsheets of that language add it up. */
const cellOf = (units: number, language: Language): Figure => {
  const text = (units / 100).toFixed(2);
  return figure(language === 'fr' ? text.replace('.', ',') : text);
};

/** For a spreadsheet: byte order mark, `;`, wall times of the place, words, no formula; amounts in tokens. */
export function statementCsv(statement: MemberStatement, language: Language, words: Words): string {
  const { wallSeconds } = localClock(statement.timeZone);
  const head = [
    words.statementCsvHead,
    words.statementCsvKind,
    words.statementCsvPlace,
    words.statementCsvArea,
    words.statementCsvEnd,
    words.statementCsvMinutes,
    words.statementCsvRate,
    words.statementCsvWords,
    words.statementCsvBy,
  ];
  const blank = ['', '', '', '', '', '', ''];
  const lines = statement.lines.map((line) => [
    wallSeconds(line.at),
    kindText(line, words),
    line.place?.name ?? '',
    line.area?.name ?? '',
    line.usedAt === null || line.passageId === null
      ? ''
      : localClock(line.place?.timeZone ?? statement.timeZone).wallSeconds(line.usedAt),
    line.minutes === null ? '' : String(line.minutes),
    line.minutes === null || !line.terms ? '' : cellOf(line.terms.unitsPerHour, language),
    line.words ?? '',
    giverText(line, words),
    cellOf(line.change, language),
    cellOf(line.balance, language),
  ]);
  const rows = [
    [...head, words.statementChange, words.statementBalance],
    [statement.from, words.statementCsvOpening, ...blank, '', cellOf(statement.opening, language)],
    ...lines,
    [
      statement.to,
      closingWord(statement, words),
      ...blank,
      '',
      cellOf(statement.closing, language),
    ],
  ];
  return peopleFile(rows);
}

/** Of a month that goes on it is what somebody holds now. */
export const closingWord = ({ month, thisMonth }: MemberStatement, words: Words): string =>
  month === thisMonth ? words.statementNow : words.statementCsvClosing;

/**
 * The same for programs; its columns and their order are fixed. Units are hundredths of a token; times ISO 8601 to the
 * second with the place's offset. The first line is `opening`, the last `closing`: neither moves anything.
 */
export function statementMachineCsv(statement: MemberStatement): string {
  const { isoSeconds } = localClock(statement.timeZone);
  const rows = statement.lines.map((line) => [
    line.id,
    isoSeconds(line.at),
    line.kind,
    line.place?.id ?? '',
    line.area?.id ?? '',
    line.passageId ?? '',
    line.usedAt === null || line.passageId === null
      ? ''
      : localClock(line.place?.timeZone ?? statement.timeZone).isoSeconds(line.usedAt),
    line.minutes === null ? '' : String(line.minutes),
    line.rate ?? '',
    line.reverses ?? '',
    line.words ?? '',
    line.madeBy ?? '',
    String(line.change),
    String(line.balance),
  ]);
  const only = (day: string, kind: string, balance: number) => [
    ...['', day, kind, '', '', '', '', '', '', '', '', '', ''],
    String(balance),
  ];
  return [
    machineHeader,
    only(statement.from, 'opening', statement.opening),
    ...rows,
    only(statement.to, 'closing', statement.closing),
  ]
    .map((cells) => `${cells.map(machineCell).join(',')}\r\n`)
    .join('');
}

const machineHeader = [
  ...['entry_id', 'booked_at', 'kind', 'place', 'area', 'passage_id', 'used_at', 'minutes'],
  ...['rate', 'reverses', 'reason', 'made_by', 'change_units', 'balance_units'],
];

/** `badgeuse-tokens-2026-03.csv` */
export const statementFile = ({ month }: MemberStatement, kind: 'csv' | 'pdf'): string =>
  `badgeuse-tokens-${month}.${kind}`;
