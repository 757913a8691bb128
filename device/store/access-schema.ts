import type { SqliteMigration } from '../../shared/runtime/sqlite.ts';

export const accessMigrations: readonly SqliteMigration[] = [
  {
    name: 'access list, config and facts',
    sql: `
      CREATE TABLE card (
        uid TEXT PRIMARY KEY,
        bucket INTEGER NOT NULL,
        body TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- one changed card hashes its own bucket again, not the list
      CREATE INDEX card_by_bucket ON card (bucket, uid);
      CREATE TABLE list (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        list TEXT NOT NULL,
        version INTEGER NOT NULL,
        digest TEXT NOT NULL,
        buckets BLOB NOT NULL,
        confirmed TEXT
      ) STRICT;
      CREATE TABLE config (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL) STRICT;
      CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'a second table of cards, to be filled while the first one answers',
    sql: `
      CREATE TABLE other_card (
        uid TEXT PRIMARY KEY,
        bucket INTEGER NOT NULL,
        body TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX other_card_by_bucket ON other_card (bucket, uid);
      ALTER TABLE list ADD COLUMN live INTEGER NOT NULL DEFAULT 0 CHECK (live IN (0, 1));
    `,
  },
];
