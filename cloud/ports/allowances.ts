import type { AllowanceTerms } from '../../shared/domain/allowance.ts';
import type { Month } from '../../shared/domain/month.ts';

export interface Allowance extends AllowanceTerms {
  readonly id: string;
  readonly placeId: string;
  readonly groupId: string;
  /** From which month on. */
  readonly since: Month;
  /** The last month that was given; null: none yet. */
  readonly paid: Month | null;
}

export interface NewAllowance extends AllowanceTerms {
  /** Null: the only place there is. */
  readonly placeId: string | null;
  readonly groupId: string;
  /** Null: this month. Of a month that is past nothing is given any more, nor taken back. */
  readonly since: Month | null;
}

export interface Allowances {
  /** Every version, by place and group, the newest first. */
  list(placeIds: readonly string[] | '*'): Promise<readonly Allowance[]>;
  /** And gives this month's at once. Throws `badRequest`, `unknownReference`, `placeNeeded`, `conflict`. */
  set(allowance: NewAllowance, by: string): Promise<Allowance>;
  /** Gives what is due and lets expire what is over, however often it is asked; answers how many entries are new. */
  pay(): Promise<number>;
}
