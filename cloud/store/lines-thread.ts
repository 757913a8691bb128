import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import type { LinesAsked } from '../ports/report.ts';
import { exportTurns } from './export-turns.ts';

/** What the thread of an export is told. */
export interface LinesWork {
  /** The store's file. */
  readonly path: string;
  readonly asked: LinesAsked;
  /** Windows it may hold that nobody took yet. */
  readonly ahead: number;
}

/** Exports of a SQLite store, each in a thread of its own: here they cost no more than to pass the bytes on. */
export interface LinesThreads {
  /** Waits for its turn before the first line. Throws `exportsBusy` where none came in time. */
  lines(asked: LinesAsked, by?: string | null): AsyncGenerator<Uint8Array>;
  /** Ends those that run or wait; whoever reads their lines is told. */
  close(): void;
}

/** A thread has memory of its own, and a small machine few cores. A person waits so long for a file to begin. */
const turnsOf = { most: 2, waitMs: 10_000 } as const;
/** Who takes no line for so long sleeps, or hung up unheard: others want the thread. */
const stallMs = 120_000;
/** Enough that the thread goes on while its lines are sent. */
const ahead = 3;
/** Of one thread, besides what SQLite keeps: several times what an export needs. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./lines-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

export function linesThreads(path: string, timers: Timers = systemTimers): LinesThreads {
  const running = new Set<Worker>();
  const turns = exportTurns(turnsOf, timers);

  async function* lines(asked: LinesAsked, by: string | null = null): AsyncGenerator<Uint8Array> {
    const endTurn = await turns.take(by);
    const workerData: LinesWork = { path, asked, ahead };
    const worker = new Worker(entry, { workerData, resourceLimits });
    running.add(worker);
    let isWhole = false;
    let cancelStall: Cancel = () => undefined;
    const stalled = (): void => {
      endTurn();
      void worker.terminate();
    };
    try {
      for await (const [lines] of on(worker, 'message', { close: ['exit'] })) {
        isWhole = lines === null;
        if (isWhole) break;
        cancelStall = timers.after(stallMs, stalled);
        yield lines as Uint8Array;
        cancelStall();
        worker.postMessage('taken');
      }
      // It ended, and did not say that this was all.
      if (!isWhole) throw failure('exportCutShort');
    } finally {
      cancelStall();
      running.delete(worker);
      await worker.terminate();
      endTurn();
    }
  }

  return {
    lines,
    close() {
      turns.close();
      for (const worker of running) void worker.terminate();
    },
  };
}
