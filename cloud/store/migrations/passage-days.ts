/** On SQLite alone: on PostgreSQL nothing that was added up is kept. */
const sqlite = `
CREATE TABLE passage_day (
  place text NOT NULL,
  day bigint NOT NULL,
  changes bigint NOT NULL,
  PRIMARY KEY (place, day)) WITHOUT ROWID;
`;

export const passageDays = {
  name: 'how often the passages of a day changed',
  sqlite,
  postgres: 'SELECT 1',
};
