const tables = `
ALTER TABLE staff ADD COLUMN places text;
ALTER TABLE staff ADD COLUMN rights text NOT NULL DEFAULT '[]';
ALTER TABLE staff ADD COLUMN ended_at bigint;
ALTER TABLE staff ADD COLUMN code_secret text;
ALTER TABLE staff ADD COLUMN code_confirmed integer NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN code_step bigint NOT NULL DEFAULT 0;
ALTER TABLE invitation ADD COLUMN id text;
ALTER TABLE invitation ADD COLUMN places text;
ALTER TABLE invitation ADD COLUMN rights text NOT NULL DEFAULT '[]';
ALTER TABLE invitation ADD COLUMN made_by text;
ALTER TABLE sign_in ADD COLUMN id text;
ALTER TABLE sign_in ADD COLUMN browser text;
ALTER TABLE api_token ADD COLUMN places text;
ALTER TABLE api_token ADD COLUMN scopes text NOT NULL DEFAULT '["*"]';
ALTER TABLE api_token ADD COLUMN expires_at bigint;
ALTER TABLE api_token ADD COLUMN used_at bigint;
ALTER TABLE api_token ADD COLUMN revoked_at bigint;
ALTER TABLE api_token ADD COLUMN made_by text;
CREATE INDEX sign_in_staff ON sign_in (staff_id);
CREATE TABLE recovery_code (
  staff_id text NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  code_hash text NOT NULL,
  PRIMARY KEY (staff_id, code_hash)
);
CREATE TABLE sign_in_step (
  secret_hash text PRIMARY KEY,
  staff_id text NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  expires_at bigint NOT NULL,
  wrong_tries integer NOT NULL DEFAULT 0
);
`;

export const accounts = {
  name: 'where a role holds, second steps, what tokens may do',
  sqlite: tables,
  postgres: tables,
};
