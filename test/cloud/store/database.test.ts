import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../cloud/store/database.ts';

test('a new SQLite store is durable and has the tables', async () => {
  const store = await openDatabase({ url: null, path: ':memory:' });
  expect(store.sqlite?.pragma('synchronous', { simple: true })).toBe(2);
  expect(await store.db.selectFrom('place').selectAll().execute()).toEqual([]);
  await store.close();
});
