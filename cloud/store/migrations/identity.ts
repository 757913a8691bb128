const tables = `
CREATE TABLE staff (
  id text PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  role text NOT NULL,
  password_hash text NOT NULL,
  created_at bigint NOT NULL
);
CREATE TABLE invitation (
  secret_hash text PRIMARY KEY,
  role text NOT NULL,
  name text,
  expires_at bigint NOT NULL
);
CREATE TABLE sign_in (
  secret_hash text PRIMARY KEY,
  staff_id text NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  signed_in_at bigint NOT NULL,
  seen_at bigint NOT NULL
);
CREATE TABLE api_token (
  id text PRIMARY KEY,
  secret_hash text NOT NULL UNIQUE,
  role text NOT NULL,
  name text,
  created_at bigint NOT NULL
);
CREATE TABLE claim (
  device_code_hash text PRIMARY KEY,
  user_code text NOT NULL UNIQUE,
  public_key text NOT NULL,
  serial text NOT NULL,
  opened_at bigint NOT NULL,
  wrong_tries integer NOT NULL DEFAULT 0,
  device_id text
);
`;

export const identity = {
  name: 'who may sign in, and devices that ask to join',
  sqlite: tables,
  postgres: tables,
};
