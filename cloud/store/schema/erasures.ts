import type { ErasureAtDevice, ErasureAtPartner } from '../../ports/erasures.ts';

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
  /** `card`: what both sides call it. */
  erasure_afar: {
    member_id: string;
    federation: string;
    card: string;
    state: ErasureAtPartner['state'];
    why: string | null;
    at: number;
  };
  erasure_for: {
    federation: string;
    card: string;
    asked_at: number;
    /** `none`: no card here is like that; `kept`: it is registered here; `begun`: `erasure` says how far. */
    state: 'asked' | 'none' | 'kept' | 'begun';
    /** Null: not found yet, or no longer needed. */
    uid: string | null;
    erasure: string | null;
  };
}
