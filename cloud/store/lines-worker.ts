import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../../shared/runtime/give-way.ts';
import { linesOf } from './lines.ts';
import type { LinesWork } from './lines-thread.ts';
import { sqliteRows } from './report-rows-sqlite.ts';
import { openSqliteView } from './sqlite-view.ts';

/** The thread of one export: reads and writes ahead of whoever takes the lines, by as much as it is told. */
async function work({ path, asked, ahead }: LinesWork): Promise<void> {
  if (!parentPort) throw new Error('this file is for a thread of its own');
  const port = parentPort;
  giveWay();
  let free = ahead;
  let wake: () => void = () => undefined;
  port.on('message', () => {
    free++;
    wake();
  });
  const view = openSqliteView(path);
  if (!view.sqlite) throw new Error('a view of SQLite');
  const rows = sqliteRows(view.sqlite, { withEnds: false });
  try {
    for await (const lines of linesOf(view, rows, asked)) {
      while (free === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      free--;
      port.postMessage(lines, [lines.buffer]);
    }
    port.postMessage(null);
  } finally {
    await view.close();
    port.close();
  }
}

await work(workerData as LinesWork);
