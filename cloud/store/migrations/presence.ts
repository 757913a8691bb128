/**
 * Trainings with the people they expect, what certificates were issued, and the logos these carry. Of a certificate
 * nothing is kept that says whose it is: the rest is on the paper.
 */
const tables = `
CREATE TABLE session (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  title text NOT NULL,
  trainer text NOT NULL,
  held_on text NOT NULL,
  opens_at text,
  split_at text NOT NULL,
  closes_at text,
  access_points text NOT NULL,
  group_id text REFERENCES member_group (id),
  created_at bigint NOT NULL
);
CREATE INDEX session_place ON session (place_id, held_on);
CREATE TABLE certificate (
  code text PRIMARY KEY,
  digest text NOT NULL,
  ends_on text NOT NULL
);
CREATE TABLE place_logo (
  place_id text PRIMARY KEY REFERENCES place (id) ON DELETE CASCADE,
  type text NOT NULL,
  content text NOT NULL
);
`;

export const presence = {
  name: 'sessions, certificates by their digests, logos',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
