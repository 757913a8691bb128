/**
 * Aggregators that pool. `federation_card`: cards of ours as the other side knows them; `federation_point`: those of
 * theirs; `federation_member`: their members, who may enter here; `federation_told`: what they were told, by number;
 * `passage_afar`: passages of our people at their place, which is written as its federation's id. Rates between venues
 * may name such a place: they refer to no row any more.
 */
const tables = `
CREATE TABLE federation (
  id text PRIMARY KEY,
  state text NOT NULL,
  asset_id text NOT NULL,
  place_id text NOT NULL,
  url text,
  name text,
  their_key text,
  sign_key text NOT NULL,
  card_key text NOT NULL,
  secret_hash text,
  secret_until bigint,
  initials smallint NOT NULL,
  lets_members_enter smallint NOT NULL,
  about text,
  group_id text,
  read_after text NOT NULL,
  made_at bigint NOT NULL,
  since bigint,
  succeeded_at bigint,
  problem text
);
CREATE TABLE federation_nonce (
  federation text NOT NULL,
  nonce text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (federation, nonce)
);
CREATE TABLE federation_card (
  federation text NOT NULL,
  uid text NOT NULL,
  blinded text NOT NULL,
  ref text,
  known smallint NOT NULL,
  their_home smallint NOT NULL,
  PRIMARY KEY (federation, uid)
);
CREATE INDEX federation_card_ref ON federation_card (federation, ref);
CREATE TABLE federation_point (
  federation text NOT NULL,
  point text NOT NULL,
  ref text NOT NULL,
  is_home smallint NOT NULL,
  PRIMARY KEY (federation, point)
);
CREATE TABLE federation_member (
  federation text NOT NULL,
  key text NOT NULL,
  uid text NOT NULL,
  initials text,
  valid_from text,
  valid_until text,
  PRIMARY KEY (federation, key)
);
CREATE INDEX federation_member_uid ON federation_member (uid);
CREATE TABLE federation_told (
  federation text NOT NULL,
  feed text NOT NULL,
  key text NOT NULL,
  seq bigint NOT NULL,
  body text,
  PRIMARY KEY (federation, feed, key)
);
CREATE UNIQUE INDEX federation_told_seq ON federation_told (federation, feed, seq);
CREATE TABLE passage_afar (
  place text NOT NULL,
  at bigint NOT NULL,
  id text NOT NULL,
  area text NOT NULL,
  person text NOT NULL,
  card_uid text NOT NULL,
  entry_at bigint,
  entry_punch text,
  entry_access_point text,
  entry_by text,
  exit_at bigint,
  exit_punch text,
  exit_access_point text,
  exit_by text,
  status text NOT NULL,
  anomalies text NOT NULL,
  corrected smallint NOT NULL,
  PRIMARY KEY (place, at, id)
);
CREATE UNIQUE INDEX passage_afar_id ON passage_afar (place, id);
CREATE INDEX passage_afar_card ON passage_afar (card_uid);
`;

const sqlite = `${tables}
CREATE TABLE settlement_rate_anew (
  id text PRIMARY KEY,
  home text NOT NULL,
  visited text NOT NULL,
  since text NOT NULL,
  terms text NOT NULL,
  made_at bigint NOT NULL,
  made_by text NOT NULL
);
INSERT INTO settlement_rate_anew SELECT id, home, visited, since, terms, made_at, made_by FROM settlement_rate;
DROP TABLE settlement_rate;
ALTER TABLE settlement_rate_anew RENAME TO settlement_rate;
CREATE INDEX settlement_rate_pair ON settlement_rate (home, visited, since);
`;

const postgres = `${tables.replaceAll(/(\n {2}\w+) text/g, '$1 text COLLATE "C"')}
ALTER TABLE settlement_rate DROP CONSTRAINT settlement_rate_home_fkey;
ALTER TABLE settlement_rate DROP CONSTRAINT settlement_rate_visited_fkey;
`;

export const federation = { name: 'aggregators that pool', sqlite, postgres };
