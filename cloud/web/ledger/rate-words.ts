import { priceOf } from '../../../shared/domain/charge.ts';
import { tokensText } from '../../../shared/domain/item.ts';
import type { RateProblem, RateTerms } from '../../../shared/domain/rate.ts';
import type { Language, Words } from '../language.ts';

/** A rate in one sentence. */
export function termsText(terms: RateTerms, language: Language, words: Words): string {
  const tokens = (units: number) => tokensText(units, language);
  const parts = [
    words.ratePerHour(tokens(terms.unitsPerHour)),
    words[`rateStep_${terms.rounding}`](terms.roundingStepMinutes),
    terms.freeMinutes > 0 ? words.rateFree(terms.freeMinutes) : '',
    terms.minimumUnits > 0 ? words.rateMinimum(tokens(terms.minimumUnits)) : '',
    terms.prepaidUnits > 0 ? words.ratePrepaid(tokens(terms.prepaidUnits)) : '',
    terms.missingExitUnits === null
      ? words.rateMissingWaits
      : words.rateMissing(tokens(terms.missingExitUnits)),
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}

/** What some passages would cost: a rate is understood by its amounts. */
export const examplesOf = (terms: RateTerms, language: Language, words: Words): readonly string[] =>
  [20, 60, 80, 240].map((minutes) => {
    const time = words.minutesCounted(Math.floor(minutes / 60), minutes % 60);
    const taken = Math.max(priceOf(minutes * 60_000, terms).units, terms.prepaidUnits);
    return words.rateExample(time, tokensText(taken, language));
  });

/** What is wrong with a field of it, and what would do. */
export const problemText = (why: RateProblem, words: Words): string => words[`rateProblem_${why}`];
