import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';

/** Clock and timers that move only when told to, together. */
export interface ManualTime extends Clock, Timers {
  /** Moves both clocks on and runs what falls due, in order. */
  advance(ms: number): void;
  /** Sets the wall clock as NTP or a person would; monotonic time goes on. */
  step(ms: number): void;
}

export function manualTime(
  startWallMs = Date.UTC(2026, 10, 21, 8),
  startMonoMs = 10_000,
): ManualTime {
  let mono = startMonoMs;
  let offset = startWallMs - startMonoMs;
  let nextId = 0;
  const due = new Map<number, { at: number; run: () => void; every: number | null }>();
  const add = (delay: number, run: () => void, every: number | null): Cancel => {
    const id = nextId++;
    due.set(id, { at: mono + delay, run, every });
    return () => {
      due.delete(id);
    };
  };
  return {
    now: () => mono + offset,
    monotonicNow: () => mono,
    after: (delayMs, run) => add(delayMs, run, null),
    every: (periodMs, run) => add(periodMs, run, periodMs),
    step(ms) {
      offset += ms;
    },
    advance(ms) {
      const until = mono + ms;
      for (;;) {
        const next = [...due]
          .filter(([, t]) => t.at <= until)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
        if (!next) break;
        const [id, timer] = next;
        mono = Math.max(mono, timer.at);
        if (timer.every === null) due.delete(id);
        else timer.at += timer.every;
        timer.run();
      }
      mono = until;
    },
  };
}
