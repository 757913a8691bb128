import type { Cancel, Timers } from '../shared/domain/clock.ts';
import { type IngestThread, startIngestThread } from './ingest-thread.ts';
import type { Ingest } from './ports/journal.ts';
import type { Database } from './store/database.ts';
import { joinWhenQuiet } from './store/join-when-quiet.ts';

/** Some thirty entries: a tap, and what a reader gathered in a minute, is stored sooner than handed over. */
const backlogBytes = 16_384;
/** Readers that come back after an outage do so one after the other. */
const restMs = 60_000;

export interface IngestBeside extends Ingest {
  stop(): Promise<void>;
}

/**
 * The same ingest; from a backlog on until all is quiet again it runs in a thread of its own, and everything goes
 * there, so that what pairing remembers there stays right. A store in memory, and PostgreSQL, which works in a process
 * of its own anyway, need no thread.
 */
export function ingestBeside(here: Ingest, database: Database, timers: Timers): IngestBeside {
  const { sqlite, tickets } = database;
  if (!sqlite || !tickets || sqlite.name === ':memory:')
    return { ...here, stop: async () => undefined };
  const store = { path: sqlite.name, tickets };
  const joining = joinWhenQuiet(database, timers);
  let thread: IngestThread | null = null;
  let cancelRest: Cancel | null = null;
  const ending = new Set<Promise<void>>();

  const stayAwake = (): void => {
    cancelRest?.();
    cancelRest = null;
  };

  function end(): void {
    stayAwake();
    if (!thread) return;
    const ended = thread.stop().finally(() => ending.delete(ended));
    ending.add(ended);
    thread = null;
  }

  async function stored<T>(isBacklog: boolean, by: (ingest: Ingest) => Promise<T>): Promise<T> {
    if (isBacklog) thread ??= startIngestThread(store);
    const used = thread;
    if (!used) {
      const answer = await by(here);
      joining.wrote();
      return answer;
    }
    stayAwake();
    try {
      return await by(used);
    } finally {
      stayAwake();
      if (used.pending() === 0) cancelRest = timers.after(restMs, end);
    }
  }

  return {
    journal: (received) =>
      stored(received.payload.byteLength >= backlogBytes, (ingest) => ingest.journal(received)),
    hello: (...said) => stored(false, (ingest) => ingest.hello(...said)),
    async stop() {
      end();
      await Promise.all(ending);
      await joining.stop();
    },
  };
}
