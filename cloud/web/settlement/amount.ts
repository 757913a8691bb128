import { withMinus } from '../../../shared/domain/amount.ts';
import { tokensText } from '../../../shared/domain/item.ts';
import type { VenueUse } from '../../../shared/domain/settlement.ts';
import type { SettlementTerms } from '../../../shared/domain/settlement-rate.ts';
import { duration, number } from '../format.ts';
import type { Language, Words } from '../language.ts';

/** `2,50 jetons`, `12,00 €`. */
export function amountText(hundredths: number, unit: string, language: Language): string {
  if (unit === 'TIM') return tokensText(hundredths, language);
  const format = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'currency',
    currency: unit,
  });
  return withMinus(format.format(hundredths / 100));
}

/** `6,00 € la demi-journée` */
export const rateText = (terms: SettlementTerms, language: Language, words: Words): string =>
  words[`settleRate_${terms.per}`](amountText(terms.amount, terms.unit, language));

/** `3 jours, 2 demi-journées`; empty: none. */
export const daysText = (
  { days, halfDays }: Pick<VenueUse, 'days' | 'halfDays'>,
  language: Language,
  words: Words,
): string =>
  [
    days > 0 ? words.settleNDays(days, number(days, language)) : '',
    halfDays > 0 ? words.settleNHalfDays(halfDays, number(halfDays, language)) : '',
  ]
    .filter((text) => text !== '')
    .join(', ') || words.settleNoDays;

/** `12 passages, 34 h 10, 3 jours, 2 demi-journées` */
export const useText = (use: VenueUse, language: Language, words: Words): string =>
  [
    words.settleNPassages(use.passages, number(use.passages, language)),
    duration(use.ms, language, words),
    daysText(use, language, words),
  ].join(', ');
