/** A group may end while what its members were given stays in the ledger: it is named, not referred to. */
const tables = `
CREATE TABLE allowance (
  id text PRIMARY KEY,
  place text NOT NULL REFERENCES place (id),
  group_id text NOT NULL,
  paid text,
  UNIQUE (place, group_id)
);
CREATE TABLE allowance_version (
  allowance text NOT NULL REFERENCES allowance (id),
  since text NOT NULL,
  units bigint NOT NULL,
  keeps smallint NOT NULL,
  made_at bigint NOT NULL,
  made_by text NOT NULL,
  PRIMARY KEY (allowance, since)
);
`;

export const allowances = {
  name: 'tokens that groups are given each month',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
