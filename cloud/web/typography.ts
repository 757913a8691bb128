/** French sets a narrow no-break space before `? ! ;` and a no-break space before `:` and units. */
export const nbsp = '\u00a0';
export const nnbsp = '\u202f';

/** French counts 0 as one; English as many. */
export const plural = (n: number, language: 'fr' | 'en', one: string, many: string): string =>
  (language === 'fr' ? n < 2 : n === 1) ? one : many;
