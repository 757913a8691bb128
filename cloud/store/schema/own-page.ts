/** The member's own page, and what they propose there. Times are epoch ms. */
export interface OwnPageTables {
  own_link: {
    id: string;
    member_id: string;
    /** SHA-256: the link itself is given out once. */
    secret_hash: string;
    created_at: number;
    created_by: string;
    expires_at: number;
    revoked_at: number | null;
    /** The code it was opened by; null: staff gave it. */
    code_id: string | null;
  };
  own_code: {
    id: string;
    member_id: string;
    /** scrypt, with the salt below. */
    code_hash: string;
    created_at: number;
    created_by: string;
    expires_at: number;
    revoked_at: number | null;
  };
  own_code_salt: { only_one: number; salt: string };
  proposal: {
    id: string;
    member_id: string;
    passage_id: string;
    /** Of the passage as the member saw it. */
    version: string;
    place: string;
    /** JSON of the `CorrectionChange`. */
    change: string;
    /** The member's own. */
    words: string;
    made_at: number;
    state: 'open' | 'accepted' | 'refused';
    decided_at: number | null;
    decided_by: string | null;
    /** Why it was refused. */
    answer: string | null;
    correction_id: string | null;
  };
}
