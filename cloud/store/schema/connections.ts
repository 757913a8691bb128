import type { DeliveryState } from '../../ports/connections.ts';
import type { ConnectionKind } from '../../ports/connectors.ts';

/** Other systems that are told of punches. Times are epoch ms. */
export interface ConnectionTables {
  connection: {
    id: string;
    kind: ConnectionKind;
    place: string;
    name: string;
    /** JSON, as its kind reads it. */
    settings: string;
    /** Sealed JSON: see `seal.ts`. */
    secrets: string;
    /** JSON, their names. */
    secrets_set: string;
    is_on: number;
    /** Punches from then on are told. */
    since: number;
    checked_at: number | null;
    /** Null: all was well. */
    check_said: string | null;
    /** JSON; `paused_about` and `about` too. */
    check_about: string | null;
    succeeded_at: number | null;
    /** Nobody tries before. */
    paused_until: number;
    paused_why: string | null;
    paused_about: string | null;
    /** In a row, by which the next pause grows. */
    failures: number;
    created_at: number;
  };
  delivery: {
    punch: string;
    device: string;
    connection: string;
    /** Theirs are sent in their order. */
    person: string;
    occurred_at: number;
    state: DeliveryState;
    reason: string | null;
    about: string | null;
    tries: number;
    next_try_at: number;
    claimed_until: number;
    /** It is being sent since, or was when the process ended. */
    sending_at: number | null;
    maybe_first: number | null;
    maybe_last: number | null;
    /** JSON, of what was delivered. */
    receipt: string | null;
    made_at: number;
    /** Null: it waits, or may be there and is asked about. */
    done_at: number | null;
  };
  shared_member: {
    connection: string;
    member_id: string;
    /** Day on which they were told, and who wrote it down when. */
    told_on: string | null;
    told_by: string | null;
    told_at: number | null;
    /** Since when their e-mail may be told, and who wrote it down. */
    email_since: number | null;
    email_by: string | null;
    known_as: string | null;
  };
}
