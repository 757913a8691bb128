const tables = `
CREATE TABLE signing_key_change (
  only_one integer PRIMARY KEY CHECK (only_one = 1),
  kid text NOT NULL,
  begun_at bigint NOT NULL,
  begun_by text NOT NULL
);
`;

export const keyChange = {
  name: 'a renewal of the signing key that goes on',
  sqlite: tables,
  postgres: tables,
};
