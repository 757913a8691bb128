import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { startCheckpoints } from '../../../cloud/store/checkpoint-thread.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../../shared/runtime/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mebibyte = 1_048_576;
const hereAt = (16 * mebibyte) / 8_192;

async function opened(name: string, threadFile?: URL) {
  const path = join(folder, `${name}.db`);
  const database = await openDatabase({ url: null, path });
  const { sqlite } = database;
  if (!sqlite) throw new Error('a SQLite store');
  sqlite.exec('CREATE TABLE filling (mebibyte blob)');
  const fill = sqlite.prepare(`INSERT INTO filling VALUES (randomblob(${mebibyte}))`);
  const errors: unknown[] = [];
  const log = { error: (fields: object) => void errors.push(fields) };
  const stop = startCheckpoints(database, log as never, threadFile);
  return {
    sqlite,
    errors,
    write: (count: number) => {
      for (let i = 0; i < count; i++) fill.run();
    },
    /** In one transaction: nobody moves a part of it. */
    writeAtOnce: sqlite.transaction((count: number) => {
      for (let i = 0; i < count; i++) fill.run();
    }),
    async close() {
      await stop();
      // One that was never asked anything is never closed.
      await database.db.selectFrom('place').select('id').execute();
      await database.close();
      // Whoever closes a store last takes its log away: nobody else has it open.
      expect(existsSync(`${path}-wal`)).toBe(false);
      const again = openSqliteReadOnly(path);
      const rows = again.prepare('SELECT count(*) FROM filling').pluck().get();
      expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
      again.close();
      return rows;
    },
  };
}

/** Pages in the log, and how many of them are in the file too; moves nothing. */
const logOf = (sqlite: SqliteDatabase) =>
  (sqlite.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[])[0];

async function until(isSo: () => boolean): Promise<void> {
  for (const giveUpAt = performance.now() + 30_000; !isSo(); await sleep(20))
    if (performance.now() > giveUpAt) throw new Error('it never came');
}

const thread = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

test('a log that grew is moved by the thread, all of it, and begins again', async () => {
  const { sqlite, write, writeAtOnce, errors, close } = await opened('moved');
  writeAtOnce(20);
  const grown = logOf(sqlite)?.log ?? 0;
  expect(grown).toBeGreaterThan(hereAt);
  await until(() => logOf(sqlite)?.checkpointed === grown);
  write(1);
  expect(logOf(sqlite)?.log).toBeLessThan(grown / 10);
  expect(errors).toEqual([]);
  expect(await close()).toBe(21);
}, 60_000);

test('a thread that does nothing leaves the log to the committing connection, later', async () => {
  const idle =
    'import { parentPort as p } from "node:worker_threads"; p.on("message", () => p.close())';
  const { sqlite, write, close } = await opened('idle', thread(idle));
  write(40);
  expect(logOf(sqlite)).toMatchObject({ checkpointed: 0 });
  write(40);
  expect(logOf(sqlite)?.log).toBeLessThan(60 * (mebibyte / 8_192));
  expect(await close()).toBe(80);
}, 60_000);

test('a thread that ends is told of, and the committing connection does as without it', async () => {
  const { sqlite, write, errors, close } = await opened('ended', thread('throw new Error("gone")'));
  const autocheckpoint = () => sqlite.pragma('wal_autocheckpoint', { simple: true });
  expect(autocheckpoint()).toBe(3 * hereAt);
  await until(() => autocheckpoint() === hereAt);
  expect(errors).toEqual([{ err: expect.objectContaining({ message: 'gone' }) }]);
  write(40);
  expect(logOf(sqlite)?.log).toBeLessThan(20 * (mebibyte / 8_192));
  expect(await close()).toBe(40);
}, 60_000);

test('a store in memory has no log', async () => {
  const database = await openDatabase({ url: null, path: ':memory:' });
  const stop = startCheckpoints(database, { error: () => undefined } as never);
  expect(database.sqlite?.pragma('wal_autocheckpoint', { simple: true })).toBe(hereAt);
  await stop();
  await database.close();
});
