export interface SettlementTables {
  /** `id`: a member's, or a card's uid. `home` null: nobody had said, or of a card, as its member's. */
  home_before: { kind: 'member' | 'card'; id: string; until: number; home: string | null };
  /** Each is a version: what was agreed before stays. */
  settlement_rate: {
    id: string;
    home: string;
    visited: string;
    /** `2026-03` */
    since: string;
    /** JSON of `SettlementTerms` or of null. */
    terms: string;
    made_at: number;
    made_by: string;
  };
}
