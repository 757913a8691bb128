import { workerData } from 'node:worker_threads';
import { openSqliteBeside } from '../../shared/runtime/sqlite.ts';

/** Somebody else may be writing, or looking at what the log holds. */
const waitMs = 30_000;
const tries = 50;

/** The thread that writes a store anew and cuts off its log. */
function work(path: string): void {
  const beside = openSqliteBeside(path);
  beside.pragma(`busy_timeout = ${waitMs}`);
  beside.exec('VACUUM');
  beside.pragma('busy_timeout = 200');
  for (let n = 0; n < tries; n++) {
    const [{ busy } = { busy: 1 }] = beside.pragma('wal_checkpoint(TRUNCATE)') as {
      busy: number;
    }[];
    if (busy !== 0) continue;
    beside.close();
    return;
  }
  throw new Error('somebody looks at what the log holds, and does not end');
}

work(workerData as string);
