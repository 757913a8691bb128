/**
 * How another system asks and tells us: the token as its hash, the secret of its signatures sealed. What it told is
 * kept as it came, once however often it was sent, with the member whose e-mail it names.
 */
const tables = `
CREATE TABLE inlet (
  connection text PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
  token_hash text NOT NULL,
  webhook_secret text NOT NULL,
  since bigint NOT NULL
);
CREATE TABLE told_record (
  id text PRIMARY KEY,
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  record_key text NOT NULL,
  member_id text,
  body text NOT NULL,
  first_at bigint NOT NULL,
  times bigint NOT NULL
);
CREATE UNIQUE INDEX told_record_key ON told_record (connection, record_key);
CREATE INDEX told_record_age ON told_record (connection, first_at);
CREATE INDEX told_record_member ON told_record (member_id);
`;

export const inlets = {
  name: 'what another system asks and tells us',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
