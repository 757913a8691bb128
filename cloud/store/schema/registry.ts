import type { Generated } from 'kysely';
import type { CardState } from '../../../shared/domain/access-list.ts';
import type { Direction } from '../../../shared/domain/access-point.ts';
import type {
  AntiPassbackKind,
  FullHouseRule,
  NoTokensRule,
} from '../../../shared/domain/place-rules.ts';
import type { MissingExitRule, Purpose } from '../../../shared/domain/visit-policy.ts';

/**
 * What staff manage. Ids are text, times epoch ms (bigint), flags 0 or 1, lists JSON text: the same columns
 * in SQLite and PostgreSQL.
 */
export interface RegistryTables {
  place: {
    id: string;
    name: string;
    time_zone: string;
    max_visit_minutes: number;
    closes_at: string | null;
    debounce_seconds: number;
    missing_exit: MissingExitRule;
    purpose: Purpose;
    capacity: Generated<number | null>;
    capacity_rule: Generated<FullHouseRule>;
    anti_passback: Generated<AntiPassbackKind>;
    anti_passback_minutes: Generated<number>;
    no_tokens: Generated<NoTokensRule>;
    low_balance: Generated<number>;
    /** JSON of `Lockdown`, or of null. */
    lockdown: Generated<string>;
    list_max_age_days: number;
    journal_keep_days: number;
    unsynced_schedules: 'allow' | 'deny' | 'lastKnown';
    language: 'fr' | 'en';
    hello_seconds: number;
    kept_access_months: Generated<number>;
    kept_usage_months: Generated<number>;
    kept_worktime_months: Generated<number>;
    nameless: Generated<number>;
    time_clock: Generated<number>;
    /** Since when it is on, or was last. */
    time_clock_since: Generated<number | null>;
    /** The item its first switching on made; kept while it is off. */
    time_clock_item: Generated<string | null>;
    /** Whether anything here ever had a rate. */
    rated: Generated<number>;
    created_at: number;
  };
  /** A room or machine of its own; null columns follow the place. */
  area: {
    id: string;
    place_id: string;
    name: string;
    max_visit_minutes: number | null;
    closes_at: string | null;
    debounce_seconds: number | null;
    missing_exit: MissingExitRule | null;
    purpose: Purpose | null;
  };
  door: {
    id: string;
    place_id: string;
    name: string;
    line: number | null;
    active_low: number;
    unlock_ms: number;
    cap_ms: number;
    /** JSON of a `DoorInput` or of null; `exit_button` and `fire` too. */
    contact: Generated<string>;
    exit_button: Generated<string>;
    exit_button_opens: Generated<number>;
    fire: Generated<string>;
    held_open_seconds: Generated<number>;
    opening_schedule_id: Generated<string | null>;
    /** JSON of a `ConfigLock` or of null, with its secret. */
    connected_lock: Generated<string>;
  };
  device: {
    id: string;
    place_id: string;
    name: string;
    /** Ed25519, base64url raw. */
    public_key: string;
    /** Mosquitto's PBKDF2 format. */
    password_hash: string;
    state: 'active' | 'revoked' | 'retired';
    /** JSON, in their order. */
    points_of_sale: Generated<string>;
    created_at: number;
  };
  access_point: {
    id: string;
    place_id: string;
    device_id: string;
    door_id: string | null;
    /** Null: the place's own area. */
    area_id: string | null;
    name: string;
    direction: Direction;
    counts: number;
    item_id: string | null;
    reader: string | null;
    asks_pin: Generated<number>;
    /** Null: it asks at any time. */
    pin_schedule_id: Generated<string | null>;
    /** Null: as its area says. */
    purpose: Generated<Purpose | null>;
  };
  /** Every pairing there ever was: an entry for an access point never assigned to its device is a dead letter. */
  access_point_device: { access_point_id: string; device_id: string };
  member: {
    id: string;
    name: string;
    email: string | null;
    valid_from: string | null;
    valid_until: string | null;
    /** Null: the only place there is, or nobody said. */
    home_place: Generated<string | null>;
    /** What they are found and listed by: the name without accents and capitals. */
    folded: Generated<string>;
    created_at: number;
  };
  card: {
    id: string;
    /** Null: it waits for its first tap. */
    uid: string | null;
    tag8: string;
    number: string | null;
    member_id: string | null;
    state: CardState;
    state_since: number | null;
    valid_from: string | null;
    valid_until: string | null;
    sponsor_id: string | null;
    guest_name: string | null;
    /** Null: as its member's. */
    home_place: Generated<string | null>;
    created_at: number;
  };
  /** Beside the member, so that no page or route reads it by the way; `hash` as `pin-hash.ts` writes it. */
  member_pin: { member_id: string; hash: string; set_at: number; set_by: string };
  member_group: {
    id: string;
    name: string;
    created_at: number;
    /** Null: as where they badge. */
    purpose: Generated<Purpose | null>;
  };
  member_group_member: { group_id: string; member_id: string };
  schedule: {
    id: string;
    name: string;
    place_id: string | null;
    /** JSON of what `OpeningHours` calls so; `special_hours` too. */
    weekly: string;
    closures: string;
    special_hours: Generated<string>;
  };
  /** `group_id` may be `everyone`: every active card, with a member or not. */
  access_grant: {
    id: string;
    place_id: string;
    member_id: string | null;
    group_id: string | null;
    /** JSON: `"*"` or a list of access point ids. */
    access_points: string;
    schedule_id: string | null;
    created_at: number;
  };
}
