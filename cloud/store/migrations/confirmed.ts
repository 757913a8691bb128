const tables = 'ALTER TABLE sign_in ADD COLUMN confirmed_at bigint NOT NULL DEFAULT 0;';

export const confirmed = {
  name: 'when a sign-in last proved who it is',
  sqlite: tables,
  postgres: tables,
};
