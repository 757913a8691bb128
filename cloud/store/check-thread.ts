import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./check-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

export interface StoreCheck {
  /** What is wrong with the file; null: it is sound. Rejects where that could not be found out, or was stopped. */
  readonly found: Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Reads the whole SQLite file at `path` beside the thread that works with it: a large one takes minutes, and nobody
 * waits for that at a start.
 */
export function checkStore(path: string): StoreCheck {
  const worker = new Worker(entry, { workerData: path });
  worker.unref();
  const found = new Promise<string | null>((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the check ended without an answer')));
  });
  found.catch(() => undefined);
  return { found, stop: async () => void (await worker.terminate()) };
}
