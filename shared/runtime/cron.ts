import { createTask, type ScheduledTask } from 'node-cron';
import type { Cancel, Clock, Timers } from '../domain/clock.ts';
import type { Logger } from './logger.ts';

/** Work that repeats by the calendar. It must be idempotent: it may run again, late, or at any start. */
export interface Job {
  readonly name: string;
  /** Five or six fields; avoid 02:00 to 03:00 of a zone with summer time. */
  readonly pattern: string;
  /** IANA name; UTC when left out. */
  readonly timeZone?: string;
  /** Never sooner after its last run than this, by the monotonic clock: a clock that jumps makes no burst. */
  readonly minGapMs: number;
  /** Never later after its last run than this: a clock that jumps does not make it vanish. */
  readonly maxGapMs: number;
  run(): void | Promise<void>;
}

/**
 * Runs a job by the calendar, and keeps it honest when the calendar is not: node-cron counts wall time, which a
 * machine without a battery clock sets forward by years. A failing run is logged, and the next one comes.
 */
export function scheduleJob(
  job: Job,
  { clock, timers, logger }: { clock: Clock; timers: Timers; logger: Logger },
): Cancel {
  let lastRunMonoMs: number | null = null;
  let running = false;
  let cancelBackstop: Cancel = () => undefined;
  let task: ScheduledTask | null = null;

  async function runOnce(why: 'pattern' | 'overdue'): Promise<void> {
    const now = clock.monotonicNow();
    if (running || (lastRunMonoMs !== null && now - lastRunMonoMs < job.minGapMs)) return;
    running = true;
    lastRunMonoMs = now;
    armBackstop();
    try {
      await job.run();
      logger.debug({ job: job.name, why }, 'job done');
    } catch (err) {
      logger.error({ err, job: job.name }, 'job failed; it will be tried again');
    } finally {
      running = false;
    }
  }
  function armBackstop(): void {
    cancelBackstop();
    cancelBackstop = timers.after(job.maxGapMs, () => {
      // Its idea of the next time was made under another clock: let it look again.
      startTask();
      armBackstop();
      void runOnce('overdue');
    });
  }
  function startTask(): void {
    void task?.destroy();
    task = createTask(job.pattern, () => runOnce('pattern'), {
      name: job.name,
      timezone: job.timeZone ?? 'UTC',
      noOverlap: true,
      suppressMissedWarning: true,
      unref: true,
    });
    void task.start();
  }

  startTask();
  armBackstop();
  return () => {
    cancelBackstop();
    void task?.destroy();
    task = null;
  };
}
