import type { ErasureAtDevice } from '../../ports/erasures.ts';

export interface ErasureTables {
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
