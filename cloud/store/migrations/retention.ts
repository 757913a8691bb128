/**
 * For how long what is kept, and what stays of what was purged. `sealed_month` are the opening entries of all that is
 * derived: nobody is named there, and no rebuild touches it. `purged` says which entries were here once, so that a
 * device that sends them again brings nothing back.
 */
const tables = `
ALTER TABLE place ADD COLUMN kept_access_months integer NOT NULL DEFAULT 3;
ALTER TABLE place ADD COLUMN kept_usage_months integer NOT NULL DEFAULT 12;
ALTER TABLE place ADD COLUMN kept_worktime_months integer NOT NULL DEFAULT 60;
ALTER TABLE access_point ADD COLUMN purpose text;
ALTER TABLE member_group ADD COLUMN purpose text;
CREATE TABLE sealed_month (
  place text NOT NULL,
  area text NOT NULL,
  month text NOT NULL,
  passages bigint NOT NULL,
  total_ms bigint NOT NULL,
  PRIMARY KEY (place, area, month)
);
CREATE TABLE seal (
  place text NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  why text NOT NULL,
  kept_from text NOT NULL,
  counts text NOT NULL,
  months text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (place, number)
);
CREATE TABLE purged (
  journal bigint NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  last_at bigint NOT NULL,
  PRIMARY KEY (journal, first_seq)
);
`;

export const retention = {
  name: 'how long what is kept, and what stays of what was purged',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
