import { decide } from './decide.ts';
import type { Decision, DecisionInput } from './decision.ts';
import { isWithin } from './opening.ts';
import type { RefusalReason } from './refusal.ts';

/** What `decide` looks at, in its order; what a person is shown as a list of ticks. */
export const checks = [
  'notLockedDown',
  'readable',
  'known',
  'active',
  'inDates',
  'permittedHere',
  'inHours',
  'enoughTokens',
] as const;
export type Check = (typeof checks)[number];

/** `unseen`: a check before it decided. */
export type CheckOutcome = 'passed' | 'failed' | 'unseen';

export interface Explained {
  readonly decision: Decision;
  readonly checks: readonly { readonly check: Check; readonly outcome: CheckOutcome }[];
}

const failedBy: Readonly<Partial<Record<RefusalReason, Check>>> = {
  lockedDown: 'notLockedDown',
  randomUid: 'readable',
  listTooOld: 'known',
  unknownCard: 'known',
  cardInactive: 'active',
  notYetValid: 'inDates',
  expired: 'inDates',
  notPermittedHere: 'permittedHere',
  notPermittedNow: 'inHours',
  clockUnknown: 'inHours',
  noTokens: 'enoughTokens',
};

/** The decision a reader would make of the same input, by the same `decide`, and which check made it. */
export function explain(input: DecisionInput): Explained {
  const decision = decide(input);
  const failed = decision.outcome === 'denied' ? (failedBy[decision.reason] ?? 'readable') : null;
  const at = failed === null ? checks.length : checks.indexOf(failed);
  return {
    decision,
    checks: checks.map((check, i) => ({
      check,
      outcome: i < at ? 'passed' : i === at ? 'failed' : 'unseen',
    })),
  };
}

/** Whether a grant with that schedule holds at the moment; null is at any time. */
export const holdsAt = (
  schedule: string | null,
  { schedules, now, place }: Pick<DecisionInput, 'schedules' | 'now' | 'place'>,
): boolean =>
  schedule === null ||
  schedules.some((one) => one.id === schedule && isWithin(one, now, place.timeZone));
