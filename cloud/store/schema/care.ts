/** What a start has to finish, or to find again as it was. */
export interface CareTables {
  /** Places whose settings for pairing changed; the row goes in the transaction that pairs them anew. */
  /** `reached`: the last that is done, of the stage; null: nothing yet. */
  pairing_due: {
    place: string;
    since: number;
    stage: 'placing' | 'pairing';
    reached: string | null;
  };
  /** The public half of the key devices pinned: one row, to know a lost or another key file by. */
  signing_key: { only_one: 1; kid: string; public_key: string; since: number };
  /** The renewal of that key that goes on, while not every device believes the new one alone. */
  signing_key_change: { only_one: 1; kid: string; begun_at: number; begun_by: string };
}
