const tables = `
CREATE TABLE own_link (
  id text PRIMARY KEY,
  member_id text NOT NULL,
  secret_hash text NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  created_by text NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint
);
CREATE INDEX own_link_member ON own_link (member_id);
CREATE TABLE proposal (
  id text PRIMARY KEY,
  member_id text NOT NULL,
  passage_id text NOT NULL,
  version text NOT NULL,
  place text NOT NULL,
  change text NOT NULL,
  words text NOT NULL,
  made_at bigint NOT NULL,
  state text NOT NULL,
  decided_at bigint,
  decided_by text,
  answer text,
  correction_id text
);
CREATE INDEX proposal_state ON proposal (state);
CREATE INDEX proposal_member ON proposal (member_id);
`;

export const ownPage = {
  name: 'the members’ own pages',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
