import { parentPort, workerData } from 'node:worker_threads';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';

/** The thread that reads a whole store once; what is wrong is answered or thrown, and means the same. */
function work(path: string): void {
  const db = openSqliteReadOnly(path);
  try {
    const said = String(db.pragma('quick_check(1)', { simple: true }));
    parentPort?.postMessage(said === 'ok' ? null : said);
  } catch (err) {
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(errorCodeOf(err) ?? '')) throw err;
    parentPort?.postMessage(String(err));
  } finally {
    db.close();
  }
}

work(workerData as string);
