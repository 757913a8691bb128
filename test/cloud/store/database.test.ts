import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../cloud/store/database.ts';
import { eachStore } from '../each-store.ts';
import { placeRow } from '../place-row.ts';
import { type PostgresOfRun, postgresOfRun } from '../postgres-of-run.ts';

eachStore('a new store', (store) => {
  test('is durable and has the tables', async () => {
    const { db, engine } = await store.openUnmigrated();
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
    const first = await store.openUnmigrated();
    await first.db
      .insertInto('place')
      .values({ id: 'demo', name: 'Demo', time_zone: 'Europe/Paris', ...placeRow })
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
        .values({ id: 'demo', name: 'Demo', time_zone: 'UTC', ...placeRow })
        .execute();
      throw new Error('on purpose');
    });
    await expect(broken).rejects.toThrow('on purpose');
    expect(await database.db.selectFrom('place').selectAll().execute()).toEqual([]);
  });
});

describe('a start that cannot have its store says why, and what to do', () => {
  let server: PostgresOfRun;
  beforeAll(async () => {
    server = await postgresOfRun();
  }, 60_000);
  afterAll(() => server.stop(), 60_000);
  const opening = (url: string) => openDatabase({ url, path: '' });

  test('nobody listens there', async () => {
    const url = 'postgres://ana:secret@127.0.0.1:9/badgeuse';
    await expect(opening(url)).rejects.toMatchObject({
      code: 'databaseUnreachable',
      message: expect.stringMatching(/^The database 127\.0\.0\.1:9\/badgeuse does not answer/),
    });
    await expect(opening(url)).rejects.not.toMatchObject({
      message: expect.stringContaining('secret'),
    });
  });

  test('no such user, no such database', async () => {
    const right = new URL(await server.createDatabase());
    const stranger = new URL(right);
    stranger.username = 'stranger';
    await expect(opening(stranger.href)).rejects.toMatchObject({ code: 'databaseRefused' });
    const elsewhere = new URL(right);
    elsewhere.pathname = '/elsewhere';
    await expect(opening(elsewhere.href)).rejects.toMatchObject({ code: 'databaseMissing' });
  });

  test('a folder that is a file', async () => {
    await expect(openDatabase({ url: null, path: '/dev/null/cloud.db' })).rejects.toMatchObject({
      code: 'folderUnusable',
    });
  });
});
