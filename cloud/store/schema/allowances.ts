import type { Month } from '../../../shared/domain/month.ts';

/** Tokens that the members of a group are given each month. */
export interface AllowanceTables {
  allowance: {
    id: string;
    place: string;
    group_id: string;
    /** The last month that everybody was given. */
    paid: Month | null;
  };
  /** Each says from which month on: what was given before stays. */
  allowance_version: {
    allowance: string;
    since: Month;
    units: number;
    keeps: number;
    made_at: number;
    made_by: string;
  };
}
