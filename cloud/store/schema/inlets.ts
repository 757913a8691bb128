import type { Answered } from '../../ports/inlets.ts';

/** How another system asks and tells us. Times are epoch ms. */
export interface InletTables {
  inlet: {
    connection: string;
    token_hash: string;
    /** Sealed: see `seal.ts`. */
    webhook_secret: string;
    since: number;
    /** Null: nobody asked since these secrets were made. */
    asked_at: number | null;
    asked_answer: Answered | null;
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
