/** What stays of what was purged. */
export interface RetentionTables {
  /** Opening entries of the totals: passages that are gone, by the local month they counted in. */
  sealed_month: {
    place: string;
    area: string;
    month: string;
    passages: number;
    total_ms: number;
  };
  /** One for each time that something of a place went, numbered and chained by digest. */
  seal: {
    place: string;
    number: number;
    at: number;
    why: 'retention' | 'erasure';
    /** JSON: from when on each purpose was kept. */
    kept_from: string;
    /** JSON: how many of what went. */
    counts: string;
    /** JSON: what was added to `sealed_month`. */
    months: string;
    /** SHA-256 over the digest before it and all of the above. */
    digest: string;
  };
  /** Entries that were here and are gone, by the journal's number. */
  purged: { journal: number; first_seq: number; last_seq: number; last_at: number };
}
