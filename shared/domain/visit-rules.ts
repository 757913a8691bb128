import type { EpochMs } from './clock.ts';
import { type ClosingAfter, closingAfter } from './closing-time.ts';
import type { MissingExitRule, VisitPolicy } from './visit-policy.ts';

/**
 * A visit policy made ready to pair with: cheap to build, closing times are remembered elsewhere.
 */
export interface VisitRules {
  readonly maxVisitMs: number;
  readonly debounceMs: number;
  readonly missingExit: MissingExitRule;
  /** The first closing moment after an instant; null: the place has no closing time. */
  readonly closingAfter: ClosingAfter | null;
}

export const visitRules = (policy: VisitPolicy): VisitRules => ({
  maxVisitMs: policy.maxVisitMinutes * 60_000,
  debounceMs: policy.debounceSeconds * 1_000,
  missingExit: policy.missingExit,
  closingAfter: policy.closesAt === null ? null : closingAfter(policy.closesAt, policy.timeZone),
});

/**
 * True when a passage that began at `entryAt` can no longer be closed by a tap at `at`: too long
 * ago, or closed since.
 */
export const isStale = (rules: VisitRules, entryAt: EpochMs, at: EpochMs): boolean =>
  at - entryAt > rules.maxVisitMs ||
  (rules.closingAfter !== null && rules.closingAfter(entryAt) <= at);
