import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { eachStore } from '../each-store.ts';

eachStore('a new store', (store) => {
  test('is durable and has the tables', async () => {
    const { db, engine } = await store.open();
    if (engine === 'sqlite') {
      const { rows } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(db);
      expect(rows).toEqual([{ synchronous: 2 }]);
    } else {
      const { rows } = await sql<{ synchronous_commit: string }>`SHOW synchronous_commit`.execute(
        db,
      );
      expect(rows).toEqual([{ synchronous_commit: 'on' }]);
    }
    expect(await db.selectFrom('place').selectAll().execute()).toEqual([]);
  });

  test('opened twice keeps what it holds and runs no step again', async () => {
    const first = await store.open();
    await first.db
      .insertInto('place')
      .values({ id: 'demo', name: 'Demo', time_zone: 'Europe/Paris', ...placeDefaults })
      .execute();
    const second = await store.openAgain();
    const places = await second.db.selectFrom('place').select('id').execute();
    expect(places).toEqual([{ id: 'demo' }]);
  });

  test('a transaction that throws leaves nothing', async () => {
    const database = await store.open();
    const broken = database.inTransaction(async (tx) => {
      await tx
        .insertInto('place')
        .values({ id: 'demo', name: 'Demo', time_zone: 'UTC', ...placeDefaults })
        .execute();
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await database.db.selectFrom('place').selectAll().execute()).toEqual([]);
  });
});

const placeDefaults = {
  max_visit_minutes: 720,
  closes_at: null,
  debounce_seconds: 5,
  missing_exit: 'flag',
  purpose: 'usage',
  list_max_age_days: 30,
  journal_keep_days: 35,
  unsynced_schedules: 'lastKnown',
  language: 'fr',
  hello_seconds: 30,
  created_at: 0,
} as const;
