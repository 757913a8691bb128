import { Kysely, SqliteDialect } from 'kysely';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema/index.ts';

/** A store that is open elsewhere, to read from: it never waits for a transaction, and none for it. */
export function openSqliteView(path: string): Database {
  const sqlite = openSqliteReadOnly(path);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  return {
    engine: 'sqlite',
    db,
    sqlite,
    tickets: null,
    pool: null,
    alone: (work) => work(),
    inTransaction: (work) => db.transaction().execute(work),
    async close() {
      await db.destroy();
      sqlite.close();
    },
  };
}
