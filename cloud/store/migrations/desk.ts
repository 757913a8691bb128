const tables = `
CREATE TABLE enrolment (
  id text PRIMARY KEY,
  access_point text NOT NULL,
  mode text NOT NULL,
  member_id text,
  begun_by text NOT NULL,
  begun_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  tap_id text UNIQUE,
  ended_at bigint
);
CREATE INDEX enrolment_access_point ON enrolment (access_point, ends_at);
CREATE TABLE import_file (
  id text PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  content text NOT NULL,
  sent_by text NOT NULL,
  sent_at bigint NOT NULL,
  state text NOT NULL,
  report text,
  problem text
);
`;

export const desk = {
  name: 'readers that wait for a card, and files that wait for a yes',
  sqlite: tables,
  postgres: tables,
};
