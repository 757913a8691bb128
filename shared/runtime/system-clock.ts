import type { Clock, Timers } from '../domain/clock.ts';

/** The machine's clocks; monotonic time is CLOCK_MONOTONIC, shared by every process of this boot. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => Number(process.hrtime.bigint() / 1_000_000n),
};

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
};
