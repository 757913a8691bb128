import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { failure } from '../../shared/runtime/errors.ts';
import type { LinesAsked } from '../ports/report.ts';

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
  /** Whether another may begin: a thread has memory of its own, and a small machine few cores. */
  hasRoom(): boolean;
  lines(asked: LinesAsked): AsyncGenerator<Uint8Array>;
  /** Ends those that run; whoever reads their lines is told. */
  close(): void;
}

const mostThreads = 2;
/** Enough that the thread goes on while its lines are sent. */
const ahead = 3;
/** Of one thread, besides what SQLite keeps: several times what an export needs. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./lines-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

export function linesThreads(path: string): LinesThreads {
  const running = new Set<Worker>();

  async function* lines(asked: LinesAsked): AsyncGenerator<Uint8Array> {
    const workerData: LinesWork = { path, asked, ahead };
    const worker = new Worker(entry, { workerData, resourceLimits });
    running.add(worker);
    let isWhole = false;
    try {
      for await (const [lines] of on(worker, 'message', { close: ['exit'] })) {
        isWhole = lines === null;
        if (isWhole) break;
        yield lines as Uint8Array;
        worker.postMessage('taken');
      }
      // It ended, and did not say that this was all.
      if (!isWhole) throw failure('exportCutShort');
    } finally {
      running.delete(worker);
      await worker.terminate();
    }
  }

  return {
    hasRoom: () => running.size < mostThreads,
    lines,
    close() {
      for (const worker of running) void worker.terminate();
    },
  };
}
