import type { EpochMs } from './clock.ts';

/** What time is rounded to before it is priced. */
export const roundingSteps = [1, 15, 30, 60] as const;
export type RoundingStep = (typeof roundingSteps)[number];
export const roundings = ['up', 'nearest'] as const;
export type Rounding = (typeof roundings)[number];

/** What a passage costs. Units are hundredths of a token, always integers. */
export interface RateTerms {
  readonly unitsPerHour: number;
  readonly roundingStepMinutes: RoundingStep;
  readonly rounding: Rounding;
  /** The first minutes of each passage, which cost nothing. */
  readonly freeMinutes: number;
  /** Of a passage that costs anything; and of a presence, which has no duration. */
  readonly minimumUnits: number;
  /** What a passage without a real exit costs; null: nothing until staff say when it ended. */
  readonly missingExitUnits: number | null;
  /** Of an item alone: what choosing it takes in advance, used up before anything else is taken. */
  readonly prepaidUnits: number;
}

export const freeOfCharge: RateTerms = {
  unitsPerHour: 0,
  roundingStepMinutes: 1,
  rounding: 'up',
  freeMinutes: 0,
  minimumUnits: 0,
  missingExitUnits: null,
  prepaidUnits: 0,
};

export const rateScopes = ['item', 'accessPoint', 'area'] as const;
export type RateScope = (typeof rateScopes)[number];

/** What somebody set, and since when: a passage is priced by what held at its beginning, so no past one changes. */
export interface RateVersion {
  readonly id: string;
  readonly place: string;
  readonly scope: RateScope;
  /** The item, access point or area; the place's own area has the place's id. */
  readonly of: string;
  readonly since: EpochMs;
  /** Null: from then on there is none. */
  readonly terms: RateTerms | null;
}

/** A hundred tokens: more than that an hour, or at once, was typed by mistake. */
export const mostUnits = 10_000;
export const mostFreeMinutes = 24 * 60;

/** Why such terms would make a negative or absurd debit; null: they would not. */
export type RateProblem = 'notWhole' | 'negative' | 'tooMuch' | 'badStep' | 'prepaidElsewhere';

export function rateProblem(
  terms: RateTerms,
  scope: RateScope,
): { readonly field: keyof RateTerms; readonly why: RateProblem } | null {
  const amounts = ['unitsPerHour', 'minimumUnits', 'missingExitUnits', 'prepaidUnits'] as const;
  for (const field of [...amounts, 'freeMinutes'] as const) {
    const value = terms[field] ?? 0;
    if (!Number.isInteger(value)) return { field, why: 'notWhole' };
    if (value < 0) return { field, why: 'negative' };
    if (value > (field === 'freeMinutes' ? mostFreeMinutes : mostUnits))
      return { field, why: 'tooMuch' };
  }
  if (!roundingSteps.includes(terms.roundingStepMinutes))
    return { field: 'roundingStepMinutes', why: 'badStep' };
  if (!roundings.includes(terms.rounding)) return { field: 'rounding', why: 'badStep' };
  if (terms.prepaidUnits > 0 && scope !== 'item')
    return { field: 'prepaidUnits', why: 'prepaidElsewhere' };
  return null;
}

/** True where time, or a presence, costs something by it: two of these for one passage are a conflict. */
export const isMetered = (terms: RateTerms): boolean =>
  terms.unitsPerHour > 0 || terms.minimumUnits > 0 || (terms.missingExitUnits ?? 0) > 0;

/** What a passage is priced by. */
export interface Priced {
  readonly place: string;
  readonly area: string;
  readonly accessPoint: string | null;
  readonly item: string | null;
}

/** Those that hold for it at that moment, at most one of each scope, item first. */
export function ratesAt(
  versions: readonly RateVersion[],
  at: EpochMs,
  { place, area, accessPoint, item }: Priced,
): readonly (RateVersion & { readonly terms: RateTerms })[] {
  const of = { item, accessPoint, area };
  return rateScopes.flatMap((scope) => {
    const held = versions
      .filter((one) => one.place === place && one.scope === scope && one.of === of[scope])
      .filter(({ since }) => since <= at)
      .reduce<RateVersion | null>((last, one) => (last && isBefore(one, last) ? last : one), null);
    return held?.terms ? [{ ...held, terms: held.terms }] : [];
  });
}

/** Of two of the same instant the later id holds: ids rise. */
const isBefore = (a: RateVersion, b: RateVersion): boolean =>
  a.since < b.since || (a.since === b.since && a.id < b.id);
