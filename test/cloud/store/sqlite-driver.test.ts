import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { placeRow } from '../place-row.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-driver-'));
let database: Database;

beforeAll(async () => {
  database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = (id: string) => ({ id, name: id, time_zone: 'UTC', ...placeRow });
const names = async () =>
  (await database.db.selectFrom('place').select('id').orderBy('id').execute()).map(({ id }) => id);

test('a question is answered while a transaction is open, by what was committed', async () => {
  const before = await names();
  const committed = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const transaction = database.inTransaction(async (tx) => {
    await tx.insertInto('place').values(place('open')).execute();
    const seen = await tx.selectFrom('place').select('id').where('id', '=', 'open').execute();
    written.resolve();
    await committed.promise;
    return seen;
  });
  await written.promise;
  expect(await names()).toEqual(before);
  committed.resolve();
  expect(await transaction).toEqual([{ id: 'open' }]);
  expect(await names()).toContain('open');
});

test('who writes waits for the transaction before, in order, and reads it back', async () => {
  const ended = Promise.withResolvers<void>();
  const first = database.inTransaction(async (tx) => {
    await ended.promise;
    await tx.insertInto('place').values(place('first')).execute();
  });
  const seenByThird: string[] = [];
  const second = database.db.insertInto('place').values(place('second')).execute();
  const third = database.inTransaction(async (tx) => {
    const rows = await tx.selectFrom('place').select('id').orderBy('id').execute();
    seenByThird.push(...rows.map(({ id }) => id));
  });
  ended.resolve();
  await Promise.all([first, second, third]);
  expect(seenByThird).toEqual(expect.arrayContaining(['first', 'second']));
  expect(await names()).toEqual(expect.arrayContaining(['first', 'second']));
});

test('a transaction that fails leaves nothing, and the next one goes on', async () => {
  const failing = database.inTransaction(async (tx) => {
    await tx.insertInto('place').values(place('never')).execute();
    await tx.insertInto('place').values(place('never')).execute();
  });
  await expect(failing).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  await database.inTransaction((tx) => tx.insertInto('place').values(place('after')).execute());
  expect(await names()).toContain('after');
  expect(await names()).not.toContain('never');
});

test('a write answers how many rows it changed', async () => {
  const changed = await database.db
    .updateTable('place')
    .set({ name: 'Renamed' })
    .where('id', '=', 'after')
    .executeTakeFirstOrThrow();
  expect(changed.numUpdatedRows).toBe(1n);
});
