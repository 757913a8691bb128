import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../shared/domain/clock.ts';
import type { Job } from '../shared/runtime/cron.ts';
import { readFileIfThere } from '../shared/runtime/private-file.ts';
import { backupSqlite } from '../shared/runtime/sqlite-backup.ts';
import type { Identity } from './ports/identity.ts';
import type { StoreWatch } from './store-watch.ts';

export interface CloudJobParts {
  readonly identity: Pick<Identity, 'tidy'>;
  readonly claims: { tidy(now: number): Promise<void> };
  readonly audit: { purge(before: number): Promise<number> };
  /** Takes away what is kept no longer. */
  readonly purge: () => Promise<void>;
  /** The SQLite store, or null: PostgreSQL has tools of its own. */
  readonly store: string | null;
  /** Devices believe no other: a copy is nothing without it. */
  readonly signingKeyFile: string;
  readonly backupFolder: string;
  /** Tells staff of a copy that failed, and makes none that would fill the disk. */
  readonly storeWatch: Pick<StoreWatch, 'copying' | 'roomFor'>;
  readonly clock: Clock;
}

const hourMs = 3_600_000;
const backupsKept = 7;
/** A year: long enough to be asked about, not for ever. */
const auditKeptMs = 365 * 24 * hourMs;
const nightly = /^nightly-\d{4}-\d{2}-\d{2}\.db$/;

/** What the cloud does by the calendar, in UTC, where no hour is missing and none comes twice. */
export function cloudJobs(parts: CloudJobParts): readonly Job[] {
  const { identity, claims, store, clock } = parts;
  const tidy: Job = {
    name: 'forget links, sign-ins and claims that ended',
    pattern: '17 * * * *',
    minGapMs: hourMs / 2,
    maxGapMs: 2 * hourMs,
    async run() {
      await identity.tidy(clock.now());
      await claims.tidy(clock.now());
      await parts.audit.purge(clock.now() - auditKeptMs);
    },
  };
  // Before the store is copied: a backup holds no more than the store does.
  const purge: Job = {
    name: 'take away what is kept no longer',
    pattern: '20 3 * * *',
    minGapMs: 12 * hourMs,
    maxGapMs: 48 * hourMs,
    run: parts.purge,
  };
  if (store === null) return [tidy, purge];
  const backup: Job = {
    name: 'copy the store',
    pattern: '10 4 * * *',
    minGapMs: 12 * hourMs,
    maxGapMs: 48 * hourMs,
    run: () =>
      parts.storeWatch.copying(() =>
        backUp(store, parts, new Date(clock.now()).toISOString().slice(0, 10)),
      ),
  };
  return [tidy, purge, backup];
}

/** One file a day, the newest seven kept; a second run on the same day replaces the first. */
async function backUp(store: string, parts: CloudJobParts, day: string): Promise<void> {
  const { backupFolder: folder, signingKeyFile } = parts;
  const key = readFileIfThere(signingKeyFile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Under another name until it is whole; what SQLite leaves beside a file it looked into is empty.
  const arriving = join(folder, 'arriving.db');
  rmSync(arriving, { force: true });
  parts.storeWatch.roomFor(statSync(store).size);
  await backupSqlite(store, arriving, key === null ? {} : { [basename(signingKeyFile)]: key });
  for (const side of ['-wal', '-shm']) rmSync(`${arriving}${side}`, { force: true });
  chmodSync(arriving, 0o600);
  renameSync(arriving, join(folder, `nightly-${day}.db`));
  const old = readdirSync(folder)
    .filter((name) => nightly.test(name))
    .sort()
    .slice(0, -backupsKept);
  for (const name of old) rmSync(join(folder, name));
}
