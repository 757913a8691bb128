const tables = `
CREATE TABLE given_command (
  id text PRIMARY KEY,
  kind text NOT NULL,
  device text NOT NULL,
  place text NOT NULL,
  door text,
  given_by text NOT NULL,
  reason text NOT NULL,
  counter bigint NOT NULL,
  given_at bigint NOT NULL,
  answer_by bigint NOT NULL,
  outcome text,
  why text,
  seq bigint,
  answered_at bigint
);
CREATE UNIQUE INDEX given_command_counter ON given_command (device, counter);
CREATE INDEX given_command_door ON given_command (door, given_at);
CREATE INDEX given_command_by ON given_command (given_by, given_at);
`;

export const commands = {
  name: 'commands to devices',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
