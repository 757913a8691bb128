/** How another system asks and tells us. Times are epoch ms. */
export interface InletTables {
  inlet: {
    connection: string;
    token_hash: string;
    /** Sealed: see `seal.ts`. */
    webhook_secret: string;
    since: number;
  };
  told_record: {
    id: string;
    connection: string;
    /** Tells it apart from what else that system told. */
    record_key: string;
    member_id: string | null;
    /** JSON, as it came. */
    body: string;
    first_at: number;
    times: number;
  };
}
