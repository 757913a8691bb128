import type { LeavingAnswer } from '../../ports/first-run.ts';

export interface FirstRunTables {
  first_run: {
    only_one: number;
    place_id: string | null;
    leaving: LeavingAnswer | null;
    /** JSON. */
    skipped: string;
    waiting_since: number | null;
    finished_at: number | null;
  };
}
