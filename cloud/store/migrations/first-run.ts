const tables = `
CREATE TABLE first_run (
  only_one integer PRIMARY KEY CHECK (only_one = 1),
  place_id text,
  leaving text,
  skipped text NOT NULL DEFAULT '[]',
  waiting_since bigint,
  finished_at bigint
);
`;

export const firstRun = { name: 'the first evening', sqlite: tables, postgres: tables };
