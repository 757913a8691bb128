/**
 * Passes that members were given and used, beside the ledger of tokens and kept as it is: an entry is written once, an
 * erasure may take the person's name and words out of it, everything else the store itself refuses to change.
 */
const table = (number: string): string => `
CREATE TABLE pass_entry (
  number ${number},
  key text NOT NULL UNIQUE,
  kind text NOT NULL,
  at bigint NOT NULL,
  place text NOT NULL REFERENCES place (id),
  person text NOT NULL,
  carnet bigint,
  pass_kind text NOT NULL,
  passes bigint NOT NULL,
  valid_from text,
  valid_until text,
  day text,
  part text,
  reverses text UNIQUE,
  made_by text,
  words text
);
CREATE INDEX pass_entry_person ON pass_entry (place, person, day);
CREATE INDEX pass_entry_day ON pass_entry (place, day);
CREATE INDEX pass_entry_carnet ON pass_entry (carnet);
CREATE TABLE pass_split (
  place text NOT NULL REFERENCES place (id),
  since text NOT NULL,
  split_at text NOT NULL,
  made_at bigint NOT NULL,
  made_by text NOT NULL,
  PRIMARY KEY (place, since)
);
`;

const lasting =
  'number, key, kind, at, place, carnet, pass_kind, passes, valid_from, valid_until, day, part, reverses';
const sqliteGuards = `
CREATE TRIGGER pass_entry_stays BEFORE DELETE ON pass_entry
  BEGIN SELECT RAISE(ABORT, 'passes are only added to'); END;
CREATE TRIGGER pass_entry_as_is BEFORE UPDATE OF ${lasting} ON pass_entry
  BEGIN SELECT RAISE(ABORT, 'passes are only added to'); END;`;
const postgresGuards = `
CREATE FUNCTION passes_are_added_to() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''passes are only added to''; END';
CREATE TRIGGER pass_entry_stays BEFORE DELETE ON pass_entry
  FOR EACH ROW EXECUTE FUNCTION passes_are_added_to();
CREATE TRIGGER pass_entry_as_is BEFORE UPDATE OF ${lasting} ON pass_entry
  FOR EACH ROW EXECUTE FUNCTION passes_are_added_to();
`;

const collated = (sql: string): string => sql.replaceAll(' text', ' text COLLATE "C"');

export const passes = {
  name: 'day passes and half-day passes',
  sqlite: table('integer PRIMARY KEY AUTOINCREMENT') + sqliteGuards,
  postgres: collated(table('bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY')) + postgresGuards,
};
