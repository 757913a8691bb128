import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from './database.ts';

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./scrub-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

/**
 * Writes a SQLite store anew, so that what was taken out of it is nowhere in its files, its log included. In a thread
 * of its own, and as a writer among writers: pages are made meanwhile, and whoever writes waits. PostgreSQL sees to it
 * itself, and a store in memory has no file.
 */
export async function scrubSqlite({ sqlite, alone }: Database): Promise<void> {
  if (!sqlite || sqlite.name === ':memory:') return;
  await alone(
    () =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(entry, { workerData: sqlite.name });
        worker.once('error', reject);
        worker.once('exit', (code) =>
          code === 0 ? resolve() : reject(new Error('the store was not written anew')),
        );
      }),
  );
}
