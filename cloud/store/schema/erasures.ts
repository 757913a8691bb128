import type { ErasureAtDevice } from '../../ports/erasures.ts';

export interface ErasureTables {
  /** Who owes is named here and nowhere else, until it is settled. Units are hundredths of a token. */
  debt: {
    id: string;
    member_id: string;
    name: string;
    email: string | null;
    units: number;
    /** Number of the last entry that took from their account. */
    entry: number;
    erased_at: number;
  };
  erasure: {
    member_id: string;
    asked_at: number;
    asked_by: string;
    /** JSON: their cards, until every device blanked them; then null. */
    uids: string | null;
    done_at: number | null;
  };
  erasure_device: {
    member_id: string;
    device: string;
    state: ErasureAtDevice['state'];
    why: string | null;
    at: number;
  };
}
