import type { Clock } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Database } from '../store/database.ts';
import { makeMonths } from '../store/month-partitions.ts';

const hourMs = 3_600_000;

/** Makes the months of the store, every day and at start. Nothing waits for it, nothing fails with it. */
export function monthsJob(database: Database, clock: Clock, logger: Logger): Job {
  return {
    name: 'make the months to come',
    pattern: '23 3 * * *',
    minGapMs: hourMs,
    maxGapMs: 48 * hourMs,
    async run() {
      const { made, moved, postponed, left } = await makeMonths(database, clock.now());
      if (made.length > 0) logger.info({ made, moved }, 'months were made');
      if (postponed.length > 0)
        logger.warn({ postponed }, 'tables were in use; their months are made at the next run');
      if (left > 0)
        logger.info({ left }, 'rows lie in no month: few of theirs came, or a clock was wrong');
    },
  };
}

/** Once now, so that a new store begins with its months. */
export async function makeMonthsAtStart(job: Job, logger: Logger): Promise<void> {
  try {
    await job.run();
  } catch (err) {
    logger.error({ err, job: job.name }, 'months could not be made; rows go to the default ones');
  }
}
