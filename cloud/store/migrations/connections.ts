/**
 * Other systems that are told of punches, and what became of each. A delivery names its punch and whose it was, and
 * holds nothing else of it: what is told is read when it is sent, and a person who is erased meanwhile is in none.
 * `sending_at` is written before anything leaves: what was being sent when the power went may be there.
 */
const tables = `
CREATE TABLE connection (
  id text PRIMARY KEY,
  kind text NOT NULL,
  place text NOT NULL REFERENCES place (id) ON DELETE CASCADE,
  name text NOT NULL,
  settings text NOT NULL,
  secrets text NOT NULL,
  secrets_set text NOT NULL,
  is_on smallint NOT NULL,
  since bigint NOT NULL,
  checked_at bigint,
  check_said text,
  check_about text,
  succeeded_at bigint,
  paused_until bigint NOT NULL,
  paused_why text,
  paused_about text,
  failures bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX connection_place ON connection (place);
CREATE TABLE delivery (
  punch text NOT NULL,
  device text NOT NULL,
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  person text NOT NULL,
  occurred_at bigint NOT NULL,
  state text NOT NULL,
  reason text,
  about text,
  tries bigint NOT NULL,
  next_try_at bigint NOT NULL,
  claimed_until bigint NOT NULL,
  sending_at bigint,
  maybe_first bigint,
  maybe_last bigint,
  receipt text,
  made_at bigint NOT NULL,
  done_at bigint,
  PRIMARY KEY (punch, device, connection)
);
CREATE INDEX delivery_due ON delivery (connection, next_try_at) WHERE done_at IS NULL;
CREATE INDEX delivery_order ON delivery (connection, person, occurred_at, punch)
  WHERE done_at IS NULL;
CREATE INDEX delivery_state ON delivery (connection, state, occurred_at);
CREATE INDEX delivery_person ON delivery (person);
CREATE TABLE shared_member (
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  member_id text NOT NULL,
  told_on text,
  told_by text,
  told_at bigint,
  email_since bigint,
  email_by text,
  known_as text,
  PRIMARY KEY (connection, member_id)
);
CREATE INDEX shared_member_member ON shared_member (member_id);
`;

export const connections = {
  name: 'other systems, and what they are told of',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
