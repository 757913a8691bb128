import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../shared/domain/clock.ts';
import { backupSqlite } from '../shared/runtime/sqlite-backup.ts';
import type { Identity } from './ports/identity.ts';

/** Something done by the wall clock. Running it twice, or late, must do no harm: clocks jump. */
export interface CloudJob {
  readonly name: string;
  /** Minute, hour, day, month, weekday; local time. */
  readonly schedule: string;
  readonly run: () => Promise<void>;
}

export interface CloudJobParts {
  readonly identity: Pick<Identity, 'tidy'>;
  readonly claims: { tidy(now: number): Promise<void> };
  /** The SQLite store, or null: PostgreSQL has tools of its own. */
  readonly store: string | null;
  readonly backupFolder: string;
  readonly clock: Clock;
}

const backupsKept = 7;
const nightly = /^nightly-\d{4}-\d{2}-\d{2}\.db$/;

/** Never between two and three at night: that hour is missing, or comes twice, once a year. */
export function cloudJobs(parts: CloudJobParts): readonly CloudJob[] {
  const { identity, claims, store, clock } = parts;
  const tidy: CloudJob = {
    name: 'forget links, sign-ins and claims that ended',
    schedule: '17 * * * *',
    async run() {
      await identity.tidy(clock.now());
      await claims.tidy(clock.now());
    },
  };
  if (store === null) return [tidy];
  const backup: CloudJob = {
    name: 'copy the store',
    schedule: '10 4 * * *',
    run: () => backUp(store, parts.backupFolder, new Date(clock.now()).toISOString().slice(0, 10)),
  };
  return [tidy, backup];
}

/** One file a day, the newest seven kept; a second run on the same day replaces the first. */
async function backUp(store: string, folder: string, day: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Under another name until it is whole; what SQLite leaves beside a file it looked into is empty.
  const arriving = join(folder, 'arriving.db');
  rmSync(arriving, { force: true });
  await backupSqlite(store, arriving);
  for (const side of ['-wal', '-shm']) rmSync(`${arriving}${side}`, { force: true });
  chmodSync(arriving, 0o600);
  renameSync(arriving, join(folder, `nightly-${day}.db`));
  const old = readdirSync(folder)
    .filter((name) => nightly.test(name))
    .sort()
    .slice(0, -backupsKept);
  for (const name of old) rmSync(join(folder, name));
}
