import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cloudJobs } from '../../cloud/jobs.ts';
import { openDatabase } from '../../cloud/store/database.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-jobs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const day = 86_400_000;
const watch = { copying: (copy: () => Promise<void>) => copy(), roomFor: () => undefined };

test('the nightly copy can be opened, runs twice without harm, and the newest seven stay', async () => {
  const path = join(folder, 'cloud.db');
  const store = await openDatabase({ url: null, path });
  let now = Date.UTC(2026, 10, 1, 4, 10);
  const tidied: number[] = [];
  const jobs = cloudJobs({
    identity: { tidy: async (at) => void tidied.push(at) },
    claims: { tidy: async (at) => void tidied.push(at) },
    audit: { purge: async () => 0 },
    purge: async () => undefined,
    store: path,
    signingKeyFile: join(folder, 'signing-key.pem'),
    backupFolder: join(folder, 'backups'),
    storeWatch: watch,
    clock: { now: () => now, monotonicNow: () => 0 },
  });
  const run = (name: string) => jobs.find((job) => job.name === name)?.run();
  await run('copy the store');
  await run('copy the store');
  expect(readdirSync(join(folder, 'backups'))).toEqual(['nightly-2026-11-01.db']);
  for (let n = 0; n < 8; n++) {
    now += day;
    await run('copy the store');
  }
  const kept = readdirSync(join(folder, 'backups')).sort();
  expect(kept).toHaveLength(7);
  expect([kept[0], kept[6]]).toEqual(['nightly-2026-11-03.db', 'nightly-2026-11-09.db']);
  const copy = await openDatabase({ url: null, path: join(folder, 'backups', kept[6] ?? '') });
  expect(await copy.db.selectFrom('place').selectAll().execute()).toEqual([]);
  await copy.close();
  await store.close();
  await run('forget links, sign-ins and claims that ended');
  expect(tidied).toEqual([now, now]);
});

test('PostgreSQL has backup tools of its own', () => {
  const parts = {
    identity: { tidy: async () => undefined },
    claims: { tidy: async () => undefined },
    audit: { purge: async () => 0 },
    purge: async () => undefined,
    signingKeyFile: join(folder, 'signing-key.pem'),
    backupFolder: folder,
    storeWatch: watch,
    clock: { now: () => 0, monotonicNow: () => 0 },
  };
  expect(cloudJobs({ ...parts, store: null }).map((job) => job.pattern)).toEqual([
    '17 * * * *',
    '20 3 * * *',
  ]);
});
