import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Database } from '../../cloud/store/database.ts';
import { eachStore } from './each-store.ts';

/** What a store is made of, a line each, and how many rows lie in each of its tables. */
async function madeOf({ db, engine }: Database) {
  const { rows } = await (engine === 'sqlite' ? ofSqlite : ofPostgres).execute(db);
  const tables = rows.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  const held: Record<string, number> = {};
  for (const table of tables) {
    const counted = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.ref(table)}`.execute(
      db,
    );
    held[table] = Number(counted.rows[0]?.n);
  }
  return { parts: rows.map(({ kind, name, text }) => `${kind} ${name} ${text}`), held };
}

interface Part {
  readonly kind: string;
  readonly name: string;
  readonly text: string | null;
}

const ofSqlite = sql<Part>`
  SELECT type AS kind, name, sql AS text FROM sqlite_master
  UNION ALL SELECT 'version', 'of the schema', user_version FROM pragma_user_version
  ORDER BY 1, 2`;

const ofPostgres = sql<Part>`
  SELECT * FROM (
    SELECT 'table' AS kind, table_name AS name, table_type AS text
      FROM information_schema.tables WHERE table_schema = 'public'
    UNION ALL SELECT 'column', table_name || '.' || column_name,
      concat_ws(' ', data_type, collation_name, column_default, is_nullable, is_identity)
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', proname, prosrc
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ) parts ORDER BY 1, 2, 3`;

eachStore('the store that tests are given', (store) => {
  test('is closed as one file, whether it was asked anything or not', async () => {
    for (const isAsked of [true, false]) {
      const database = await store.openUnmigrated();
      if (isAsked) await madeOf(database);
      await database.close();
      if (database.sqlite) expect(existsSync(`${database.sqlite.name}-wal`)).toBe(false);
      else expect(database.pool?.ended).toBe(true);
    }
  });

  test('is what the migrations make out of nothing: the same tables, indexes and triggers, as empty', async () => {
    const given = await madeOf(await store.open());
    const migrated = await madeOf(await store.openUnmigrated());
    expect(given).toEqual(migrated);
    expect(given.parts.length).toBeGreaterThan(100);
    expect(given.parts.filter((part) => /^trigger .*ledger_entry_stays/.test(part))).toHaveLength(
      1,
    );
  });
});
