/** What staff are in the middle of: a reader that waits for a card, a file that waits for a yes. Times are epoch ms. */
export interface DeskTables {
  enrolment: {
    id: string;
    access_point: string;
    mode: 'give' | 'adopt';
    member_id: string | null;
    begun_by: string;
    begun_at: number;
    ends_at: number;
    /** The refusal it took: nobody else's any more. */
    tap_id: string | null;
    ended_at: number | null;
  };
  import_file: {
    id: string;
    kind: 'members' | 'cards' | 'credits' | 'knownAs';
    name: string;
    /** Base64. */
    content: string;
    sent_by: string;
    sent_at: number;
    state: 'looked' | 'running' | 'done' | 'failed';
    /** JSON of the `ImportReport`, of what was last looked at or done. */
    report: string | null;
    /** The code of what went wrong. */
    problem: string | null;
  };
}
