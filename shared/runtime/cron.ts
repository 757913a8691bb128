import { createTask } from 'node-cron';
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

/** A wall clock that was set is noticed within this. */
const lookMs = 5 * 60_000;
/** A timer may come a moment too early. */
const soonestMs = 10;

/**
 * Runs a job by the calendar, and keeps it honest when the calendar is not. node-cron says when the next time is, and
 * no more: its own timer walks through every time it missed, and where a machine without a battery clock is set
 * forward from 1970, that is millions of them in one turn of the loop. A failing run is logged, and the next one comes.
 */
export function scheduleJob(
  job: Job,
  { clock, timers, logger }: { clock: Clock; timers: Timers; logger: Logger },
): Cancel {
  let lastRunMonoMs: number | null = null;
  let running = false;
  let cancelBackstop: Cancel = () => undefined;
  let cancelLook: Cancel = () => undefined;
  const calendar = createTask(job.pattern, () => undefined, {
    name: job.name,
    timezone: job.timeZone ?? 'UTC',
  });
  const nextTime = (): number => calendar.getNextRuns(1)[0]?.getTime() ?? Number.POSITIVE_INFINITY;

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
      armBackstop();
      void runOnce('overdue');
    });
  }
  function followCalendar(due: number): void {
    const waitMs = Math.min(lookMs, Math.max(soonestMs, due - clock.now()));
    cancelLook = timers.after(waitMs, () => {
      const next = nextTime();
      followCalendar(next);
      // However many times went by: once.
      if (next > due) void runOnce('pattern');
    });
  }

  followCalendar(nextTime());
  armBackstop();
  return () => {
    cancelBackstop();
    cancelLook();
    void calendar.destroy();
  };
}
