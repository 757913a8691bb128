/**
 * What a person who was erased still owes, with who it is, until it is settled: then the row goes, and with it the last
 * that names them. `entry` leads to their account, which has no name any more.
 */
const tables = `
CREATE TABLE debt (
  id text PRIMARY KEY,
  member_id text NOT NULL UNIQUE,
  name text NOT NULL,
  email text,
  units bigint NOT NULL,
  entry bigint NOT NULL,
  erased_at bigint NOT NULL
);
`;

export const debts = {
  name: 'debts of people who were erased, until they are settled',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
