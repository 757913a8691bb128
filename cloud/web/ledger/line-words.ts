import { amountText } from '../../../shared/domain/item.ts';
import { dayOf, shortDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import type { ShownLine } from './statement.ts';

interface Reader {
  readonly language: Language;
  readonly words: Words;
  /** A day of the year that goes without saying. */
  readonly year: string;
}

/** What moved, in a word or two. */
export function kindText(line: ShownLine, words: Words): string {
  if (!line.isSeen) return words.entryElsewhere;
  if (line.kind === 'reversal' && line.passageId === null) return words.entry_undone;
  return words[`entry_${line.kind}`];
}

/** Where a passage was counted. */
export const whereText = ({ place, area }: ShownLine): string =>
  [place?.name, area?.name].filter((name) => name !== undefined).join(', ');

/** What it was for: the passage with what it was counted by, or what staff wrote and who. */
export function moreText(line: ShownLine, { language, words, year }: Reader): string {
  if (!line.isSeen) return '';
  if (line.passageId === null)
    return [line.words, giverText(line, words)].filter((text) => text).join(', ');
  const zone = line.place?.timeZone ?? 'UTC';
  const used = line.usedAt ?? line.at;
  const when = [shortDay(dayOf(used, zone), language, year), timeOf(used, zone)] as const;
  const isUntil = line.minutes !== null;
  return [
    whereText(line),
    isUntil ? words.tokensUsedUntil(...when) : words.tokensUsedAt(...when),
    countedText(line, { language, words }),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** How the amount follows from the time. */
function countedText(line: ShownLine, { language, words }: Omit<Reader, 'year'>): string {
  const { minutes, terms, change, kind } = line;
  if (minutes === null || terms === null) return kind === 'prepaid' ? '' : words.entryFixed;
  const counted = words.minutesCounted(Math.floor(minutes / 60), minutes % 60);
  const said = words.entryRate(counted, amountText(terms.unitsPerHour, language));
  const byTime = Math.round((minutes * terms.unitsPerHour) / 60);
  const taken = Math.abs(change);
  if (taken === byTime) return said;
  if (taken > byTime)
    return `${said}, ${words.entryAtLeast(amountText(terms.minimumUnits, language))}`;
  return `${said}, ${words.entryLess}`;
}

/** Who gave them; empty: nobody did, or it is not told. */
export function giverText({ giver, madeBy }: ShownLine, words: Words): string {
  if (giver !== null) return words.tokensBy(giver);
  if (madeBy === null) return '';
  return madeBy.startsWith('token:') ? words.tokensByProgram : words.tokensByStaff;
}
