import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { openSqlite } from '../../../shared/runtime/sqlite.ts';
import { backupSqlite, restoreSqlite } from '../../../shared/runtime/sqlite-backup.ts';

const migrations = [{ name: 'note', sql: 'CREATE TABLE note (text TEXT NOT NULL)' }];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openSqlite(join(folder, 'cloud.db'), migrations);
const write = (text: string): void => {
  const db = open();
  db.prepare('INSERT INTO note VALUES (?)').run(text);
  db.close();
};
const notes = (): unknown[] => {
  const db = open();
  const rows = db.prepare('SELECT text FROM note').pluck().all();
  db.close();
  return rows;
};
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (err) {
    return errorCodeOf(err);
  }
};

test('a backup taken while the store is written comes back whole; the store of today is kept', async () => {
  const db = open();
  db.prepare('INSERT INTO note VALUES (?)').run('yesterday');
  const file = join(folder, 'backup.db');
  await backupSqlite(join(folder, 'cloud.db'), file);
  db.prepare('INSERT INTO note VALUES (?)').run('today');
  db.close();

  const kept = restoreSqlite(file, join(folder, 'cloud.db'), 'before');
  expect(notes()).toEqual(['yesterday']);
  expect(kept).toBe(join(folder, 'cloud.db.before'));
  restoreSqlite(join(folder, 'cloud.db.before'), join(folder, 'cloud.db'), 'again');
  expect(notes()).toEqual(['yesterday', 'today']);
});

test('a store in use is not replaced under its owner', async () => {
  write('one');
  const file = join(folder, 'backup.db');
  await backupSqlite(join(folder, 'cloud.db'), file);
  const owner = open();
  owner.prepare('SELECT text FROM note').all();
  expect(codeOf(() => restoreSqlite(file, join(folder, 'cloud.db'), 'before'))).toBe('storeInUse');
  owner.prepare('INSERT INTO note VALUES (?)').run('two');
  owner.close();
  expect(notes()).toEqual(['one', 'two']);
});

test('a cut or foreign file is refused and changes nothing', async () => {
  write('one');
  const file = join(folder, 'backup.db');
  await backupSqlite(join(folder, 'cloud.db'), file);
  truncateSync(file, 5000);
  const restore = (from: string) => () => restoreSqlite(from, join(folder, 'cloud.db'), 'before');
  expect(codeOf(restore(file))).toBe('backupUnusable');
  writeFileSync(file, 'not a store');
  expect(codeOf(restore(file))).toBe('backupUnusable');
  expect(codeOf(restore(join(folder, 'missing')))).toBe('backupUnusable');
  expect(existsSync(join(folder, 'cloud.db.before'))).toBe(false);
  expect(notes()).toEqual(['one']);
});
