import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { Database } from './database.ts';
import { joinRuns, placeToJoin } from './join-runs.ts';

/** Longer than a device that has more to send waits for its ack. */
const quietMs = 500;
/** Of readers that never all rest: so long at most. */
const longestMs = 60_000;

export interface Joining {
  /** Something was stored. */
  wrote(): void;
  stop(): Promise<void>;
}

/**
 * Joins short runs of punches once nothing has come in for a moment: who taps, and a backlog, need not wait for it.
 * Each join is a transaction of some 20 ms; one that fails is tried again after the next punches, and whoever stores
 * those hears what is wrong with the store. PostgreSQL has no runs.
 */
export function joinWhenQuiet(database: Database, timers: Timers): Joining {
  if (!database.sqlite) return { wrote: () => undefined, stop: async () => undefined };
  const { sqlite } = database;
  let cancelQuiet: Cancel | null = null;
  let cancelLongest: Cancel | null = null;
  let joining: Promise<void> = Promise.resolve();
  let writes = 0;
  let isStopping = false;

  const cancel = (): void => {
    cancelQuiet?.();
    cancelLongest?.();
    cancelQuiet = cancelLongest = null;
  };

  async function joinDue(): Promise<void> {
    const before = writes;
    // It ends early where somebody writes again: then it begins again later.
    for (let isMore = true; isMore && !isStopping && writes === before; await breathe())
      isMore = await database
        .inTransaction(async () => {
          const place = placeToJoin(sqlite);
          return place !== null && joinRuns(sqlite, place);
        })
        .catch(() => false);
  }

  function look(): void {
    cancel();
    joining = joining.then(joinDue);
  }

  return {
    wrote() {
      writes++;
      cancelQuiet?.();
      cancelQuiet = timers.after(quietMs, look);
      cancelLongest ??= timers.after(longestMs, look);
    },
    async stop() {
      isStopping = true;
      cancel();
      await joining;
    },
  };
}
