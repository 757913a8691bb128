export interface SettlementTables {
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
