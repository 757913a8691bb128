import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openDeviceStore } from '../../../device/store/open-store.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

test('a store keeps few pages in memory, and a list change many times as large goes through', () => {
  const db = openDeviceStore(join(scratchFolder('store'), 'a.db'), [
    { name: 'table', sql: 'CREATE TABLE t (body TEXT)' },
  ]);
  expect(db.pragma('cache_size', { simple: true })).toBe(-2048);
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  db.transaction(() => {
    for (let n = 0; n < 4_000; n++) insert.run('x'.repeat(2_000));
  })();
  expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(4_000);
  db.close();
});

test('no store of the device is opened with the caches of a server', () => {
  const folder = fileURLToPath(new URL('../../../device', import.meta.url));
  const openers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /\bopenSqlite\(/.test(readFileSync(join(folder, name), 'utf8')));
  expect(openers).toEqual([join('store', 'open-store.ts')]);
});
