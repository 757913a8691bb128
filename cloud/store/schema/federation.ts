import type { Generated } from 'kysely';
import type { PassageTables } from './passages.ts';

/** Aggregators that pool. Times are epoch ms. */
export interface FederationTables {
  federation: {
    id: string;
    state: 'invited' | 'answered' | 'waiting' | 'pooled' | 'left';
    asset_id: string;
    /** The asset's. */
    place_id: string;
    url: string | null;
    name: string | null;
    their_key: string | null;
    /** PEM of our private keys for this federation alone, sealed. */
    sign_key: string;
    card_key: string;
    secret_hash: string | null;
    secret_until: number | null;
    initials: number;
    lets_members_enter: number;
    /** JSON of an `About`. */
    about: string | null;
    group_id: string | null;
    /** JSON: of each feed, the number up to which it was read. */
    read_after: string;
    made_at: number;
    since: number | null;
    succeeded_at: number | null;
    /** JSON: code and message of what went wrong last. */
    problem: string | null;
  };
  federation_nonce: { federation: string; nonce: string; at: number };
  federation_card: {
    federation: string;
    uid: string;
    /** What they may see of it. */
    blinded: string;
    /** What both call it; null: they were not asked yet. */
    ref: string | null;
    known: number;
    their_home: number;
  };
  federation_point: {
    federation: string;
    point: string;
    ref: string;
    is_home: number;
    /** Where it is not: until when it was; null: it never was. */
    home_until: number | null;
  };
  federation_member: {
    federation: string;
    key: string;
    uid: string;
    initials: string | null;
    valid_from: string | null;
    valid_until: string | null;
  };
  federation_told: {
    federation: string;
    feed: string;
    key: string;
    seq: number;
    /** Null: withdrawn. */
    body: string | null;
    /** Of a passage: when it lies there; null of others. */
    at: number | null;
  };
  /** What may have to be told anew; `at` -1: all of that feed. */
  federation_changed: { n: Generated<number>; federation: string; feed: string; at: number };
  passage_afar: PassageTables['passage'];
}
