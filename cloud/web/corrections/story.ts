import type { Correction } from '../../../shared/domain/correction.ts';
import type { PassageRow } from '../../ports/report.ts';
import { dayOf, longDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';

/** `mercredi 11 mars à 09:12`, as it stands in a sentence. */
export const whenOf = (
  at: number,
  { timeZone, today, language, words }: Told & { today: string },
): string =>
  `${longDay(dayOf(at, timeZone), language, today)} ${words.atTime(timeOf(at, timeZone))}`;

interface Told {
  readonly timeZone: string;
  readonly language: Language;
  readonly words: Words;
}

/** What is known of a passage, in a sentence or two. */
export function storyOf(row: PassageRow, words: Words, language: Language, today: string): string {
  const when = (at: number) => whenOf(at, { timeZone: row.timeZone, today, language, words });
  const { entry, exit } = row;
  const parts: string[] = [];
  if (entry === null) parts.push(words.noEntrySeen);
  else if (entry.by === 'staff') parts.push(words.entryByStaff(when(entry.at)));
  else parts.push(words.whatEntry(when(entry.at), row.entryAccessPointName ?? ''));
  if (exit === null) {
    if (row.status === 'open') parts.push(words.stillOpen);
    else if (row.status !== 'presence') parts.push(words.noExitSeen);
  } else if (exit.by === 'rule') parts.push(words.exitByRule(when(exit.at)));
  else if (exit.by === 'staff') parts.push(words.exitByStaff(when(exit.at)));
  else parts.push(words.whatExit(when(exit.at), row.exitAccessPointName ?? ''));
  const [first = '', ...rest] = parts;
  return [first, ...rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join(' ');
}

/** What a correction did, without its subject: `sortie ajoutée à 11:45`. */
export function madeOf(
  made: Correction,
  about: Told & { readonly tapAt: number | null; readonly holder: string },
): string {
  const { words, timeZone, tapAt } = about;
  const tap = tapAt === null ? words.unknownTime : timeOf(tapAt, timeZone);
  switch (made.kind) {
    case 'addExit':
      if (made.instead) return words.made_changeExit(timeOf(made.at, timeZone));
      return words.made_addExit(words.atTime(timeOf(made.at, timeZone)));
    case 'addEntry':
      if (made.instead) return words.made_changeEntry(timeOf(made.at, timeZone));
      return words.made_addEntry(words.atTime(timeOf(made.at, timeZone)));
    case 'voidPunch':
      return words.made_voidPunch(tap);
    case 'setDirection':
      return words.made_setDirection(tap, words[`direction_${made.direction}`]);
    case 'assignCard':
      return words.made_assignCard(about.holder);
  }
}
