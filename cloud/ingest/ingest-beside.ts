import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { maxMessageBytes } from '../../shared/wire/limits.ts';
import type { Ingest } from '../ports/journal.ts';
import type { Database } from '../store/database.ts';
import { joinWhenQuiet } from '../store/join-when-quiet.ts';
import { type IngestThread, startIngestThread } from './ingest-thread.ts';

/** Half of what a message may hold: what a reader gathered in some minutes is stored here as soon as handed over. */
const backlogBytes = maxMessageBytes / 2;
/** Readers that come back after an outage do so one after the other. */
const restMs = 60_000;

export interface IngestBeside extends Ingest {
  /** Resolves when the thread answers, at once where there is none: a thread that hangs may have the turn to write. */
  answers(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The same ingest; where a backlog comes while somebody looks at pages it runs in a thread of its own until all is
 * quiet again, so that pages need not wait for it. To hand a batch over costs what is gained by reading it elsewhere:
 * where nobody looks it stays here. All goes there or all here, as the two forget what they remember at each other's
 * commits. While the thread begins, work goes on here. A store in memory, and PostgreSQL, which works in a process of
 * its own anyway, need no thread.
 */
export function ingestBeside(
  here: Ingest,
  database: Database,
  timers: Timers,
  areLooksTaken: () => boolean,
): IngestBeside {
  const { sqlite, tickets } = database;
  if (!sqlite || !tickets || sqlite.name === ':memory:')
    return { ...here, answers: async () => undefined, stop: async () => undefined };
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
    if (isBacklog && areLooksTaken()) thread ??= startIngestThread(store);
    const used = thread;
    stayAwake();
    try {
      if (used?.isReady()) return await by(used);
      const answer = await by(here);
      joining.wrote();
      return answer;
    } finally {
      stayAwake();
      // What is still on its way then is waited for.
      if (thread) cancelRest = timers.after(restMs, end);
    }
  }

  return {
    journal: (received) =>
      stored(received.payload.byteLength >= backlogBytes, (ingest) => ingest.journal(received)),
    hello: (...said) => stored(false, (ingest) => ingest.hello(...said)),
    answers: async () => {
      if (thread?.isReady()) await thread.answers();
    },
    async stop() {
      end();
      await Promise.all(ending);
      await joining.stop();
    },
  };
}
