import type { Cancel, Clock, MonotonicMs, Timers } from '../../shared/domain/clock.ts';

/**
 * The cap as the keeper is told it: a little short of the door's own, so that a keeper that stands still is noticed,
 * and its lines lowered by somebody else, before the door's cap is over.
 */
export const keeperCapMs = (capMs: number): number => capMs - marginMs(capMs);

const marginMs = (capMs: number): number => Math.min(1_000, capMs / 4);
/** A word that is late is no fault yet, as long as the cap is far. */
const patienceMs = 1_000;

/** Knows by when each door must have been locked again, and says when one was not. */
export interface OverdueLocks {
  /** The keeper was told so; `capMs` is the door's own. */
  told(wish: { do: 'unlock' | 'hold'; door: string; ms: number }, capMs: number): void;
  secured(door: string): void;
  /** Every door that is not known to be locked; they are forgotten. */
  takeOpen(): readonly string[];
}

interface Expected {
  readonly since: MonotonicMs;
  readonly until: MonotonicMs;
  readonly cancel: Cancel;
}

export const createOverdueLocks = (options: {
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
  readonly overdue: (door: string) => void;
}): OverdueLocks => {
  const { clock, timers, overdue } = options;
  const open = new Map<string, Expected>();
  return {
    told(wish, capMs) {
      const now = clock.monotonicNow();
      const before = open.get(wish.door);
      // Nothing was asked that could leave it unlocked.
      if (!(wish.ms > 0) && !before) return;
      before?.cancel();
      const since = wish.do === 'unlock' ? (before?.since ?? now) : now;
      const wanted = Math.max(
        wish.ms > 0 ? now + wish.ms : now,
        wish.ms > 0 ? (before?.until ?? 0) : 0,
      );
      const until = Math.min(wanted, since + keeperCapMs(capMs));
      const at = Math.min(until + patienceMs, since + capMs - marginMs(capMs) / 2);
      const cancel = timers.after(Math.max(0, at - now), () => overdue(wish.door));
      open.set(wish.door, { since, until, cancel });
    },
    secured(door) {
      open.get(door)?.cancel();
      open.delete(door);
    },
    takeOpen() {
      const doors = [...open.keys()];
      for (const { cancel } of open.values()) cancel();
      open.clear();
      return doors;
    },
  };
};
