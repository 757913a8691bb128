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
    name: 'two sets of cards that take turns; the cloud sends the list again',
    sql: `
      DROP TABLE card;
      DROP TABLE list;
      CREATE TABLE card_a (
        key INTEGER PRIMARY KEY,
        uid TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT;
      CREATE TABLE card_b (
        key INTEGER PRIMARY KEY,
        uid TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT;
      -- one changed card hashes its own bucket again, not the list
      CREATE TABLE bucket_a (
        bucket INTEGER NOT NULL,
        key INTEGER NOT NULL,
        PRIMARY KEY (bucket, key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE bucket_b (
        bucket INTEGER NOT NULL,
        key INTEGER NOT NULL,
        PRIMARY KEY (bucket, key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE list (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        list TEXT NOT NULL,
        version INTEGER NOT NULL,
        digest TEXT NOT NULL,
        buckets BLOB NOT NULL,
        confirmed TEXT,
        live INTEGER NOT NULL CHECK (live IN (0, 1))
      ) STRICT;
    `,
  },
  {
    name: 'what the place told of its members',
    sql: 'CREATE TABLE told (person TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;',
  },
];
