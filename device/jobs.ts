import { mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Cancel, Clock, Timers } from '../shared/domain/clock.ts';
import { type Job, scheduleJob } from '../shared/runtime/cron.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { ListAge } from './list-age.ts';
import type { AccessStore, Health, Journal } from './ports.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Until the place's config says otherwise (wire protocol, ack). */
const journalKeepDaysDefault = 35;
const tidyMs = 30_000;
const plentyBytes = 64 * 1024 * 1024;

export interface JobParts {
  readonly journal: Journal;
  readonly access: AccessStore;
  readonly listAge: ListAge;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly ballast: { hold(): Promise<boolean> };
  readonly health: Health;
  /** Where the newest backup of the journal is kept. */
  readonly backupFile: string;
}

/** The device's housekeeping. Each is safe to run at any time, twice, or by a wrong clock. */
export function startJobs(parts: JobParts): Cancel {
  const { journal, timers } = parts;
  const jobs: Job[] = [
    {
      name: 'ballast',
      pattern: '*/10 * * * *',
      minGapMs: hourMs / 12,
      maxGapMs: hourMs / 2,
      run: () => holdBallast(parts),
    },
    {
      name: 'prune',
      pattern: '23 * * * *',
      minGapMs: hourMs / 2,
      maxGapMs: 2 * hourMs,
      run: () => pruneJournal(parts),
    },
    {
      name: 'backup',
      pattern: '41 4 * * *',
      minGapMs: dayMs / 2,
      maxGapMs: 2 * dayMs,
      run: () => backUp(parts),
    },
  ];
  const cancels = jobs.map((job) => scheduleJob(job, parts));
  cancels.push(
    // A disk may fill up within the first minutes too.
    timers.after(0, () => void holdBallast(parts).catch(() => undefined)),
    timers.every(tidyMs, () => quietly(parts, 'tidy', () => journal.tidy())),
    timers.every(hourMs / 4, () => quietly(parts, 'list age', () => parts.listAge.keep())),
  );
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/**
 * Drops what was acknowledged and is older than the place keeps. Age is counted back from the newest entry where
 * the clock runs ahead of it: a clock that leaps into the future must not make everything old.
 */
async function pruneJournal(parts: JobParts): Promise<void> {
  const { journal, access, clock, logger } = parts;
  const newestAt = journal.newestAt();
  if (newestAt === null) return;
  const keepDays = access.config()?.place.journalKeepDays ?? journalKeepDaysDefault;
  const before = Math.min(clock.now(), newestAt) - keepDays * dayMs;
  // In portions, with room for a tap in between.
  for (let dropped = journal.prune(before); dropped > 0; dropped = journal.prune(before)) {
    logger.info({ dropped }, 'acknowledged entries pruned');
    await setImmediate();
  }
}

/** A whole backup takes the place of the last one; half of one never does. */
async function backUp({ journal, backupFile, logger }: JobParts): Promise<void> {
  mkdirSync(dirname(backupFile), { recursive: true, mode: 0o700 });
  const next = `${backupFile}.new`;
  rmSync(next, { force: true });
  const bytes = await journal.backup(next);
  renameSync(next, backupFile);
  logger.info({ bytes }, 'journal backed up');
}

/** Only where at least as much again stays free: else it would be what fills the disk. */
async function holdBallast({ ballast, health, backupFile }: JobParts): Promise<void> {
  const { bavail, bsize } = statfsSync(dirname(dirname(backupFile)));
  if (bavail * bsize > plentyBytes && (await ballast.hold())) health.clear('disk.full');
}

function quietly({ logger }: JobParts, what: string, run: () => void): void {
  try {
    run();
  } catch (err) {
    logger.warn({ err, what }, 'housekeeping failed; it will be tried again');
  }
}
