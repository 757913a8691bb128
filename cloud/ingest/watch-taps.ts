import type { Clock } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Database } from '../store/database.ts';
import { tapsSince, tellSuspicions } from '../store/late-taps.ts';
import { pauseMs, suspicions } from './suspicious-taps.ts';

const minuteMs = 60_000;
/** Longer than a device is usually away; who was offline for longer is looked at by nobody here. */
const lookBackMs = 2 * 60 * minuteMs;

/** Looks, beside everything else and never while a tap is taken, whether somebody tries cards or PINs. */
export function watchTapsJob(database: Database, clock: Clock, logger: Logger): Job {
  return {
    name: 'look for cards and PINs that are tried',
    pattern: '*/2 * * * *',
    minGapMs: minuteMs,
    maxGapMs: 10 * minuteMs,
    async run() {
      const now = clock.now();
      const since = now - lookBackMs - pauseMs;
      const told = await tellSuspicions(
        database,
        suspicions(await tapsSince(database, since), since),
        now,
      );
      if (told > 0) logger.warn({ told }, 'cards or PINs are being tried');
    },
  };
}
