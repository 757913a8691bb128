const columns = `
ALTER TABLE place ADD COLUMN no_tokens text NOT NULL DEFAULT 'warn';
ALTER TABLE place ADD COLUMN low_balance integer NOT NULL DEFAULT 100;
`;

export const tokenRules = {
  name: 'who has too few tokens to come in, and who is told that few are left',
  sqlite: columns,
  postgres: columns,
};
