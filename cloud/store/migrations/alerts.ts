/**
 * Who is told of what, what was found, and what is on its way. A dispatch names its alert and its recipient, and holds
 * no text: what it says is read when it is sent, and a person who is erased meanwhile is in none.
 */
const tables = `
CREATE TABLE alert_setting (
  place text PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
  settings text NOT NULL,
  since text NOT NULL,
  digested_until bigint NOT NULL,
  webhook_secret text NOT NULL
);
CREATE TABLE alert (
  id text PRIMARY KEY,
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  place text NOT NULL,
  member_id text,
  at bigint NOT NULL,
  about text NOT NULL,
  lasts smallint NOT NULL
);
CREATE INDEX alert_place ON alert (place, at);
CREATE TABLE dispatch (
  id text PRIMARY KEY,
  key text NOT NULL UNIQUE,
  place text NOT NULL,
  channel text NOT NULL,
  what text NOT NULL,
  address text,
  member_id text,
  alert_id text,
  period_from bigint,
  period_to bigint,
  state text NOT NULL,
  said text,
  attempts bigint NOT NULL,
  made_at bigint NOT NULL,
  next_try_at bigint NOT NULL,
  claimed_until bigint NOT NULL,
  done_at bigint
);
CREATE INDEX dispatch_due ON dispatch (state, channel, next_try_at);
CREATE TABLE mail_stop (
  member_id text PRIMARY KEY,
  at bigint NOT NULL
);
CREATE TABLE exit_link (
  secret_hash text PRIMARY KEY,
  member_id text NOT NULL,
  passage_id text NOT NULL,
  place text NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint
);
`;

export const alerts = {
  name: 'who is told of what, and what is on its way',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
