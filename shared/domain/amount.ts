/** Hundredths of a token of what somebody typed, with a comma or a point; null: it is none, or has more decimals. */
export function unitsOf(typed: string): number | null {
  const [, whole, part = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.trim()) ?? [];
  return whole === undefined ? null : Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** A number as people read it: with the minus sign, where one for a program has a hyphen. */
export const withMinus = (number: string): string => number.replace('-', '\u2212');

/** A thousand tokens: more at once was typed by mistake. */
export const mostGiven = 100_000;
