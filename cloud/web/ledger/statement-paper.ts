import { amountText, changeText } from '../../../shared/domain/item.ts';
import type { Logo, StatementPaper } from '../../ports/papers.ts';
import { dayOf, longDay, monthLong, shortDay, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import { kindText, moreText } from './line-words.ts';
import type { MemberStatement } from './statement.ts';

/** A statement in words, as it is printed. */
export function statementPaper(
  statement: MemberStatement,
  {
    language,
    words,
    logo,
    now,
  }: {
    readonly language: Language;
    readonly words: Words;
    readonly logo: Logo | null;
    readonly now: number;
  },
): StatementPaper {
  const { member, place, timeZone, lines } = statement;
  const { lead, opening, closing } = ends(statement, language, words);
  return {
    ...{ language, logo, place: place?.name ?? '', title: words.statementTitle },
    aside: [words.statementMade(longDay(dayOf(now, timeZone), language, ''))],
    pageOf: words.paperPage,
    heading: words.statementOf(member.name, monthLong(statement.month, language)),
    lead,
    columns: {
      date: words.statementDate,
      what: words.statementWhat,
      change: words.statementChange,
      balance: words.statementBalance,
    },
    opening: { label: opening, value: amountText(statement.opening, language) },
    rows: lines.map((line) => ({
      date: `${shortDay(dayOf(line.at, timeZone), language, statement.to)} ${timeOf(line.at, timeZone)}`,
      what: kindText(line, words),
      more: moreText(line, { language, words, year: statement.to }),
      change: changeText(line.change, language),
      balance: amountText(line.balance, language),
    })),
    closing: { label: closing, value: amountText(statement.closing, language) },
    notes: [...(lines.length === 0 ? [words.statementNone] : []), words.statementZone(timeZone)],
  };
}

/** What stands above the first line and below the last. */
export function ends(statement: MemberStatement, language: Language, words: Words) {
  const { from, to, month, thisMonth } = statement;
  const day = (text: string) => shortDay(text, language, '');
  return {
    lead: words.statementLead(day(from), day(to)),
    opening: words.statementOpening(day(from)),
    closing: month === thisMonth ? words.statementNow : words.statementClosing(day(to)),
  };
}
