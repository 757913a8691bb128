import { csvOf } from '../../shared/domain/csv.ts';
import { rowsShown } from '../../shared/domain/report-shown.ts';
import type { LinesAsked } from '../ports/report.ts';
import type { Database } from './database.ts';
import { reportLines } from './report-lines.ts';
import type { RowReader } from './report-rows.ts';
import { boundsOf, windows } from './report-windows.ts';

/** The lines of a report, a window after the other, in UTF-8; each in memory of its own. */
export async function* linesOf(
  database: Database,
  rows: RowReader,
  { filter, now, csv, shown }: LinesAsked,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { setting, ...rest } = rowsShown(shown);
  const { status } = filter;
  const written = await reportLines(database, csvOf(csv), {
    setting: (row) => (status === null || row.status === status) && setting(row),
    ...rest,
  });
  const encoder = new TextEncoder();
  for await (const window of windows(rows, await boundsOf(database, filter, null), filter)) {
    const text = await written.write(window, now);
    if (text !== '') yield encoder.encode(text);
  }
}
