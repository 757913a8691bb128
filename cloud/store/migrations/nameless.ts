/** Places that count without names, and the keys of their days: gone with them is who came. */
const tables = `
ALTER TABLE place ADD COLUMN nameless integer NOT NULL DEFAULT 0;
CREATE TABLE counting_key (
  place text NOT NULL,
  day text NOT NULL,
  key text NOT NULL,
  PRIMARY KEY (place, day)
);
`;

export const nameless = {
  name: 'places that count without names',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
