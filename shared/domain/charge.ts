import { passageAt } from './pair.ts';
import { type Cover, noCover } from './pass.ts';
import type { Passage } from './passage.ts';
import { durationMs } from './passage-as-of.ts';
import { isMetered, type Priced, type RateTerms, type RateVersion, ratesAt } from './rate.ts';

/**
 * What waits for staff: an end nobody tapped, or two rules for one passage. Until then nothing is taken for its time.
 */
export type Unsettled = 'missingExit' | 'missingEntry' | 'conflict';

/** One amount for one reason; `rate` is the version of the rule. */
export interface Amount {
  readonly rate: string;
  readonly units: number;
}

/** What a passage costs as it stands. Amounts of nothing are null. */
export interface Charge {
  /** Taken when the item was chosen. */
  readonly prepaid: Amount | null;
  /** For its time, beyond what was prepaid; `minutes` as rounded, null where the amount is a fixed one. */
  readonly time: (Amount & { readonly minutes: number | null }) | null;
  readonly unsettled: Unsettled | null;
  /** The rules that contradict each other. */
  readonly conflict: readonly string[];
}

export const noCharge: Charge = { prepaid: null, time: null, unsettled: null, conflict: [] };

/**
 * What a passage costs: one debit, rounded once, by the rule that held at its beginning.
 *
 * Only an end that a card or staff gave counts: one that is missing, or that a rule set, costs nothing until staff
 * confirm it with a time of their own, unless the rate says what a missing exit costs.
 *
 * @param cover what a day pass or half-day pass pays: the hours there. What was chosen, an item, costs as ever.
 */
export function chargeOf(
  passage: Passage,
  where: Priced,
  versions: readonly RateVersion[],
  cover: Cover = noCover,
): Charge {
  const held = ratesAt(versions, passageAt(passage), where);
  // Who only left began nothing: what was chosen for that stay was taken when it began.
  const advance = passage.entry && held.find(({ terms }) => terms.prepaidUnits > 0);
  const prepaid = advance ? { rate: advance.id, units: advance.terms.prepaidUnits } : null;
  const metered = held.filter(
    ({ scope, terms }) => isMetered(terms) && !(cover.all && scope !== 'item'),
  );
  const [rule, second] = metered;
  if (!rule) return { ...noCharge, prepaid };
  if (second)
    return {
      ...noCharge,
      prepaid,
      unsettled: 'conflict',
      conflict: metered.map(({ id }) => id),
    };
  const coveredMs = rule.scope === 'item' ? 0 : cover.ms;
  const { units, minutes, unsettled } = meter(passage, rule.terms, coveredMs);
  const beyond = Math.max(0, units - (prepaid?.units ?? 0));
  return {
    prepaid,
    time: beyond > 0 ? { rate: rule.id, units: beyond, minutes } : null,
    unsettled,
    conflict: [],
  };
}

interface Metered {
  readonly units: number;
  readonly minutes: number | null;
  readonly unsettled: Unsettled | null;
}

function meter(passage: Passage, terms: RateTerms, coveredMs: number): Metered {
  const nothing = { units: 0, minutes: null, unsettled: null };
  switch (passage.status) {
    case 'open':
      return nothing;
    case 'presence':
      return { ...nothing, units: terms.minimumUnits };
    case 'missing_entry':
      return { ...nothing, unsettled: 'missingEntry' };
    case 'missing_exit':
    case 'auto_closed':
      return terms.missingExitUnits === null
        ? { ...nothing, unsettled: 'missingExit' }
        : { ...nothing, units: terms.missingExitUnits };
    case 'closed':
      return { ...priceOf((durationMs(passage) ?? 0) - coveredMs, terms), unsettled: null };
  }
}

/** Of a duration as it is shown: rounded down to the second, then to the rate's step, then to a whole unit. */
export function priceOf(
  ms: number,
  terms: RateTerms,
): { readonly units: number; readonly minutes: number } {
  const seconds = Math.max(0, Math.floor(ms / 1000) - terms.freeMinutes * 60);
  const steps = seconds / (terms.roundingStepMinutes * 60);
  const minutes =
    (terms.rounding === 'up' ? Math.ceil(steps) : Math.round(steps)) * terms.roundingStepMinutes;
  const units = Math.round((minutes * terms.unitsPerHour) / 60);
  return { units: minutes === 0 ? 0 : Math.max(units, terms.minimumUnits), minutes };
}
