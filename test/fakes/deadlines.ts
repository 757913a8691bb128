import type { Cancel, Timers } from '../../shared/domain/clock.ts';

/** Deadlines that fall due as soon as a fake says that it will never answer: no test waits for one. */
export function deadlines(): Timers & { fallDue(): void } {
  const due = new Set<() => void>();
  const after = (_delayMs: number, run: () => void): Cancel => {
    due.add(run);
    return () => due.delete(run);
  };
  return { after, every: after, fallDue: () => due.forEach((run) => void run()) };
}
