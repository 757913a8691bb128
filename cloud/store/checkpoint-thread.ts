import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../shared/runtime/logger.ts';
import { checkpointHere, checkpointRarely, type Database } from './database.ts';

/** What the thread is told. */
export interface CheckpointWork {
  /** The store's file. */
  readonly path: string;
  /** So much may lie in the write-ahead log before it is moved. */
  readonly pages: number;
}

/** Of one thread: it holds a connection and a number. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./checkpoint-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

/**
 * Moves what the write-ahead log of a SQLite store holds into its file beside the thread that commits and makes pages:
 * there it would come now and then inside a COMMIT, and hold up everything for as long as the disk takes.
 *
 * What was acknowledged stays as safe as it was: a COMMIT syncs the log before it returns, whoever checkpoints. A
 * passive checkpoint moves committed pages alone, syncs the log before it writes the first of them into the file, and
 * syncs the file before the log may be written over; cut off anywhere, the log still holds all of it.
 *
 * Where the thread cannot keep up, or a long read keeps the log from starting again, the committing connection
 * checkpoints too, as soon as the log is some times larger; where the thread ended, as early as without it.
 *
 * @returns ends it: to be called before the store is closed. PostgreSQL and a store in memory need none.
 */
export function startCheckpoints(
  database: Database,
  log: Pick<Logger, 'error'>,
  threadFile = entry,
): () => Promise<void> {
  const { sqlite } = database;
  if (!sqlite || sqlite.name === ':memory:') return async () => undefined;
  let isStopping = false;
  const workerData: CheckpointWork = { path: sqlite.name, pages: checkpointRarely(sqlite) };
  const worker = new Worker(threadFile, { workerData, resourceLimits });
  const ended = new Promise<void>((resolve) => {
    worker.on('error', (err) =>
      log.error({ err }, 'the write-ahead log is moved by the thread that serves pages now'),
    );
    worker.on('exit', () => {
      if (!isStopping) checkpointHere(sqlite);
      resolve();
    });
  });
  worker.unref();
  return async () => {
    isStopping = true;
    worker.ref();
    worker.postMessage('stop');
    await ended;
  };
}
