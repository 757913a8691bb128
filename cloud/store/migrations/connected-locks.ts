const column = `ALTER TABLE door ADD COLUMN connected_lock text NOT NULL DEFAULT 'null';`;

export const connectedLocks = {
  name: 'locks reached over a network',
  sqlite: column,
  postgres: column,
};
