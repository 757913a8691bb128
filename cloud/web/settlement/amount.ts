import { tokensText } from '../../../shared/domain/item.ts';
import type { SettlementTerms } from '../../../shared/domain/settlement-rate.ts';
import type { Language, Words } from '../language.ts';

/** `2,50 jetons`, `12,00 €`. */
export function amountText(hundredths: number, unit: string, language: Language): string {
  if (unit === 'TIM') return tokensText(hundredths, language);
  return new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    style: 'currency',
    currency: unit,
  }).format(hundredths / 100);
}

/** `6,00 € la demi-journée` */
export const rateText = (terms: SettlementTerms, language: Language, words: Words): string =>
  words[`settleRate_${terms.per}`](amountText(terms.amount, terms.unit, language));
