import type { AlertKind, Channel, DispatchState } from '../../ports/alerts.ts';

/** What staff and members are told of, and what became of it. Times are epoch ms. */
export interface AlertTables {
  /** `settings`: JSON of `AlertSettings`; `since`: JSON; `digested_until`: what the last daily mail told. */
  alert_setting: {
    place: string;
    settings: string;
    since: string;
    digested_until: number;
    webhook_secret: string;
  };
  /** `key`: unique while it lasts, or for ever. Ids and no names: what is told is read when it is sent. */
  alert: {
    id: string;
    key: string;
    kind: AlertKind;
    place: string;
    member_id: string | null;
    at: number;
    /** JSON. */
    about: string;
    /** It lasts still; 0: it happened, or it is over. */
    lasts: number;
  };
  dispatch: {
    id: string;
    key: string;
    place: string;
    channel: Channel;
    what: AlertKind | 'digest';
    address: string | null;
    member_id: string | null;
    alert_id: string | null;
    period_from: number | null;
    period_to: number | null;
    state: DispatchState;
    said: string | null;
    attempts: number;
    made_at: number;
    next_try_at: number;
    /** Somebody is sending it, until then; 0: nobody. */
    claimed_until: number;
    done_at: number | null;
  };
  /** Members who want no mail. */
  mail_stop: { member_id: string; at: number };
  exit_link: {
    secret_hash: string;
    member_id: string;
    passage_id: string;
    place: string;
    expires_at: number;
    used_at: number | null;
  };
}
