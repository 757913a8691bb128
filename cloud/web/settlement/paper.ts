import { noUse } from '../../../shared/domain/settlement.ts';
import type { SettledCell, SettledPair } from '../../../shared/domain/settlement-rate.ts';
import type { SettlementPaper } from '../../ports/papers.ts';
import { dayOf, duration, longDay, monthLong, number } from '../format.ts';
import { type Language, wordsOf } from '../language.ts';
import { amountText, rateText } from './amount.ts';
import type { MonthSettled } from './read.ts';

interface Given {
  readonly found: MonthSettled;
  readonly pair: SettledPair;
  readonly language: Language;
  readonly now: number;
}

/** What two venues settle for a month, on paper. */
export function settlementPaper({ found, pair, language, now }: Given): SettlementPaper {
  const words = wordsOf(language);
  const nameOf = (id: string) => found.names.get(id) ?? id;
  const month = monthLong(found.month, language);
  const block = (home: string, visited: string, cell: SettledCell | undefined) => {
    const use = cell ?? noUse;
    const lines = [
      [words.columnPassages, number(use.passages, language)],
      [words.columnHours, duration(use.ms, language, words)],
      [words.settleHalfDays, number(use.halfDays, language)],
      [words.settleDays, number(use.days, language)],
      [words.settleAgreed, cell?.rate ? rateText(cell.rate, language, words) : words.settleNoRate],
    ] as const;
    return {
      title: words.settlePeopleAt(nameOf(home), nameOf(visited)),
      lines: lines.map(([label, value]) => ({ label, value })),
      total:
        cell?.rate && cell.owed !== null
          ? {
              label: words.settleOwes(nameOf(home), nameOf(visited)),
              value: amountText(cell.owed, cell.rate.unit, language),
            }
          : null,
      note:
        use.unconfirmed > 0
          ? words.settleNUnconfirmed(
              use.unconfirmed,
              number(use.unconfirmed, language),
              duration(use.unconfirmedMs, language, words),
            )
          : null,
    };
  };
  const { one, other } = pair;
  const gone = found.sealed.filter(({ visited }) => visited === one || visited === other);
  return {
    language,
    title: words.settleShort,
    place: `${nameOf(one)} – ${nameOf(other)}`,
    logo: null,
    aside: [month, words.printedAt(longDay(dayOf(now, 'Europe/Paris'), language, ''))],
    pageOf: words.paperPage,
    lead: words.settlePaperLead(month),
    blocks: [block(one, other, pair.ofOne[0]), block(other, one, pair.ofOther[0])],
    result: pair.nets.map(({ unit, from, to, amount }) => ({
      label: amount === 0 ? words.settleEven : words.settleNet(nameOf(from), nameOf(to)),
      value: amountText(amount, unit, language),
    })),
    notes: [
      words.settleHowDays,
      words.settleNoTill,
      found.hidesWorktime ? words.settleHidesWorktime : '',
      ...gone.map(({ visited, passages }) =>
        words.settleGone(passages, number(passages, language), nameOf(visited)),
      ),
    ].filter((text) => text !== ''),
  };
}
