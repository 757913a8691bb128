/**
 * What passages cost, and the tokens that moved. `place.rated` says whether anything there ever had a rate: it is read
 * with the place's rules, so that a place without any pays nothing for this.
 *
 * Entries are written once. An erasure may take a person's name out of them (`from_account`, `to_account`, `person`,
 * `made_by`, `words`); everything else the store itself refuses to change, and it deletes none.
 */
const tables = `
ALTER TABLE place ADD COLUMN rated smallint NOT NULL DEFAULT 0;
CREATE TABLE rate (
  id text PRIMARY KEY,
  place text NOT NULL REFERENCES place (id),
  scope text NOT NULL,
  of_id text NOT NULL,
  since bigint NOT NULL,
  terms text NOT NULL,
  made_at bigint NOT NULL,
  made_by text NOT NULL
);
CREATE INDEX rate_place ON rate (place);
CREATE TABLE ledger_leg (
  account text NOT NULL,
  entry bigint NOT NULL,
  units bigint NOT NULL,
  PRIMARY KEY (account, entry)
);
CREATE INDEX ledger_leg_entry ON ledger_leg (entry);
CREATE TABLE ledger_balance (
  account text PRIMARY KEY,
  up_to bigint NOT NULL,
  units bigint NOT NULL
);
`;

const entry = (number: string): string => `
CREATE TABLE ledger_entry (
  number ${number},
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  at bigint NOT NULL,
  used_at bigint NOT NULL,
  from_account text NOT NULL,
  to_account text NOT NULL,
  units bigint NOT NULL,
  place text,
  area text,
  person text,
  passage text,
  rate text,
  minutes bigint,
  reverses text UNIQUE,
  made_by text,
  words text
);
CREATE INDEX ledger_entry_passage ON ledger_entry (passage, number);
CREATE INDEX ledger_entry_place ON ledger_entry (place, used_at);
`;

const written = ['ledger_entry', 'ledger_leg'] as const;
const lasting = {
  ledger_entry: [
    'number, key, kind, at, used_at, units, place, area, passage, rate, minutes, reverses',
  ],
  ledger_leg: ['entry, units'],
} as const;

const sqliteGuards = written
  .map(
    (table) => `
CREATE TRIGGER ${table}_stays BEFORE DELETE ON ${table}
  BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ${table}_as_is BEFORE UPDATE OF ${lasting[table]} ON ${table}
  BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;`,
  )
  .join('');

const postgresGuards = `
CREATE FUNCTION ledger_is_added_to() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''the ledger is only added to''; END';
${written
  .map(
    (table) => `
CREATE TRIGGER ${table}_stays BEFORE DELETE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION ledger_is_added_to();
CREATE TRIGGER ${table}_as_is BEFORE UPDATE OF ${lasting[table]} ON ${table}
  FOR EACH ROW EXECUTE FUNCTION ledger_is_added_to();`,
  )
  .join('')}
`;

const collated = (sql: string): string => sql.replaceAll(' text', ' text COLLATE "C"');

export const ledger = {
  name: 'what passages cost, and the ledger of tokens',
  sqlite: tables + entry('integer PRIMARY KEY AUTOINCREMENT') + sqliteGuards,
  postgres:
    collated(tables + entry('bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY')) + postgresGuards,
};
