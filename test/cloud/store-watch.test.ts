import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cloudJobs } from '../../cloud/jobs.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { ingestWithRoom, watchStore } from '../../cloud/store-watch.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { besideInBackup, restoreSqlite } from '../../shared/runtime/sqlite-backup.ts';
import { createFakeIngest } from '../fakes/fake-ingest.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { readRows } from '../parts/each-once.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const mebibyte = 1024 * 1024;

async function bench() {
  const folder = scratchFolder('watch');
  const path = join(folder, 'cloud.db');
  const database = await openDatabase({ url: null, path });
  database.sqlite?.pragma('wal_checkpoint(TRUNCATE)');
  await database.close();
  const now = { freeBytes: 1_000 * mebibyte };
  const start = () => {
    const time = manualTime();
    const freeBytes = () => now.freeBytes;
    const watch = watchStore({ path, timers: time, logger: silentLogger, freeBytes });
    return { time, watch };
  };
  return { folder, path, now, start };
}

const received = { device: 'wall-1', payload: Buffer.from('{"epoch":"a","to":1}'), receivedAt: 1 };

test('devices are told to keep what they have before the disk is full, and are heard once it is not', async () => {
  const { now, start } = await bench();
  const { time, watch } = start();
  const ingest = createFakeIngest();
  const guarded = ingestWithRoom(ingest, watch);
  now.freeBytes = 127 * mebibyte;
  time.advance(5_000);
  await expect(guarded.journal(received)).rejects.toMatchObject({ code: 'storeNearlyFull' });
  expect(ingest.received).toEqual([]);
  expect(watch.troubles()).toEqual(['diskNearlyFull']);
  expect(watch.faults()).toEqual([expect.stringContaining('127 MiB')]);
  now.freeBytes = 128 * mebibyte;
  time.advance(5_000);
  expect(watch.troubles()).toEqual([]);
  expect((await guarded.journal(received)).upTo).toBe(1);
  await watch.stop();
});

test('a damaged store is found at the start: nothing more is stored in it, and staff are told', async () => {
  const { path, start } = await bench();
  const sound = start();
  await sound.watch.checked;
  const bytes = readFileSync(path);
  bytes.fill(0, 5 * 8_192, 6 * 8_192);
  writeFileSync(path, bytes);
  const { watch } = start();
  await watch.checked;
  expect(watch.troubles()).toEqual(['storeDamaged']);
  expect(watch.mayStore).toThrow(expect.objectContaining({ code: 'storeDamaged' }));
  expect(sound.watch.troubles()).toEqual([]);
  await sound.watch.stop();
  await watch.stop();
});

test('the nightly copy puts a lost store back, and one for which there is no room is said', async () => {
  const { folder, path, now, start } = await bench();
  const { watch } = start();
  writeFileSync(join(folder, 'signing-key.pem'), 'the key');
  const parts = {
    identity: { tidy: async () => undefined },
    claims: { tidy: async () => undefined },
    audit: { purge: async () => 0 },
    purge: async () => undefined,
    store: path,
    signingKeyFile: join(folder, 'signing-key.pem'),
    backupFolder: join(folder, 'backups'),
    storeWatch: watch,
    clock: { now: () => Date.UTC(2026, 10, 1, 4, 10), monotonicNow: () => 0 },
  };
  const copy = async () =>
    cloudJobs(parts)
      .find(({ name }) => name === 'copy the store')
      ?.run();
  await copy();
  const [name = ''] = readdirSync(parts.backupFolder);
  const file = join(parts.backupFolder, name);
  const tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
  const before = readRows<{ name: string }>(path, tables);
  expect(before.length).toBeGreaterThan(20);
  for (const side of ['', '-wal', '-shm']) rmSync(path + side, { force: true });
  expect(besideInBackup(file)).toEqual({ 'signing-key.pem': 'the key' });
  expect(restoreSqlite(file, path, 'before')).toBeNull();
  expect(readRows(path, tables)).toEqual(before);

  now.freeBytes = 128 * mebibyte;
  await expect(copy()).rejects.toMatchObject({ code: 'storeNearlyFull' });
  expect(watch.troubles()).toEqual(['copyFailed']);
  expect(existsSync(join(parts.backupFolder, 'arriving.db'))).toBe(false);
  now.freeBytes = 1_000 * mebibyte;
  await copy();
  expect(watch.troubles()).toEqual([]);
  await watch.stop();
});
