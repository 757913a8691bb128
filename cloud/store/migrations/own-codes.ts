const tables = (salt: string) => `
CREATE TABLE own_code (
  id text PRIMARY KEY,
  member_id text NOT NULL,
  code_hash text NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  created_by text NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX own_code_member ON own_code (member_id);
CREATE TABLE own_code_salt (only_one integer PRIMARY KEY, salt text NOT NULL);
INSERT INTO own_code_salt (only_one, salt) VALUES (1, ${salt});
ALTER TABLE own_link ADD COLUMN code_id text;
CREATE INDEX own_link_code ON own_link (code_id);
`;

export const ownCodes = {
  name: 'short codes to the members’ own pages',
  sqlite: tables('lower(hex(randomblob(16)))'),
  postgres: tables("replace(gen_random_uuid()::varchar, '-', '')").replaceAll(
    ' text',
    ' text COLLATE "C"',
  ),
};
