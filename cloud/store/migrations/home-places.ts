/**
 * Where members and cards are at home, for what one venue owes another; a card says nothing where its member's home
 * holds. What venues agreed on is written once: a later version takes its place.
 */
const tables = `
ALTER TABLE member ADD COLUMN home_place text REFERENCES place (id);
ALTER TABLE card ADD COLUMN home_place text REFERENCES place (id);
CREATE TABLE settlement_rate (
  id text PRIMARY KEY,
  home text NOT NULL REFERENCES place (id),
  visited text NOT NULL REFERENCES place (id),
  since text NOT NULL,
  terms text NOT NULL,
  made_at bigint NOT NULL,
  made_by text NOT NULL
);
CREATE INDEX settlement_rate_pair ON settlement_rate (home, visited, since);
`;

export const homePlaces = {
  name: 'home places, and what venues agreed on',
  sqlite: tables,
  postgres: tables.replaceAll(/(\n {2}\w+) text/g, '$1 text COLLATE "C"'),
};
