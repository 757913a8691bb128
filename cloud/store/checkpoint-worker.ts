import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteBeside } from '../../shared/runtime/sqlite.ts';
import type { CheckpointWork } from './checkpoint-thread.ts';

/** So often it looks how much there is. */
const lookMs = 100;
/** While the log is written to, each pass has less to move than the one before, and one of them catches up. */
const mostPasses = 8;

interface Log {
  /** Pages in it, and how many of them are in the file as well. */
  readonly log: number;
  readonly checkpointed: number;
}

/** The thread that moves a store's write-ahead log into its file. */
function work({ path, pages }: CheckpointWork): void {
  if (!parentPort) throw new Error('this file is for a thread of its own');
  const port = parentPort;
  const beside = openSqliteBeside(path);
  const ask = (how: 'NOOP' | 'PASSIVE') =>
    beside.pragma(`wal_checkpoint(${how})`) as readonly Log[];
  /** Pages that are in the log alone; what a pass itself answers leaves out those that came meanwhile. */
  const left = () => {
    const [log] = ask('NOOP');
    return log ? log.log - log.checkpointed : 0;
  };
  const looking = setInterval(() => {
    if (left() < pages) return;
    // Only where nothing is left can the log start again from its beginning.
    for (let passes = 0; left() > 0 && passes < mostPasses; passes++) ask('PASSIVE');
  }, lookMs);
  port.on('message', () => {
    clearInterval(looking);
    beside.close();
    port.close();
  });
}

work(workerData as CheckpointWork);
