/**
 * Where members and cards were at home before, each until an instant: what venues owed each other stays as it was when
 * somebody moves. `id`: a member's, or a card's uid; both may be gone, and what they did is settled all the same.
 */
const table = `
CREATE TABLE home_before (
  kind text NOT NULL,
  id text NOT NULL,
  until bigint NOT NULL,
  home text REFERENCES place (id),
  PRIMARY KEY (kind, id, until)
);
`;

export const homesBefore = {
  name: 'where people were at home before',
  sqlite: table,
  postgres: table.replaceAll(/(\n {2}\w+) text/g, '$1 text COLLATE "C"'),
};
