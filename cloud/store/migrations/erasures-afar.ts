/**
 * An erasure is told to venues that ours pools with. `erasure_afar`: what each was asked; `erasure_for`: what they
 * asked. `card` is what both sides call the card: its number is in no message. `uid` is known until it was worked off.
 */
const tables = `
CREATE TABLE erasure_afar (
  member_id text NOT NULL,
  federation text NOT NULL,
  card text NOT NULL,
  state text NOT NULL,
  why text,
  at bigint NOT NULL,
  PRIMARY KEY (member_id, federation, card)
);
CREATE INDEX erasure_afar_state ON erasure_afar (federation, state);
CREATE TABLE erasure_for (
  federation text NOT NULL,
  card text NOT NULL,
  asked_at bigint NOT NULL,
  state text NOT NULL,
  uid text,
  erasure text,
  PRIMARY KEY (federation, card)
);
`;

export const erasuresAfar = {
  name: 'erasures told between venues that pool',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
