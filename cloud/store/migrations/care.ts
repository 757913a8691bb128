const tables = `
CREATE TABLE pairing_due (
  place text PRIMARY KEY,
  since bigint NOT NULL
);
CREATE TABLE signing_key (
  only_one integer PRIMARY KEY CHECK (only_one = 1),
  kid text NOT NULL,
  public_key text NOT NULL,
  since bigint NOT NULL
);
`;

export const care = {
  name: 'what a start has to finish or to find again',
  sqlite: tables,
  postgres: tables,
};
