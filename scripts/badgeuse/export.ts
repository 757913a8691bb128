import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { csvOf } from '../../shared/domain/csv.ts';
import { allShown } from '../../shared/domain/report-shown.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly place?: string;
}

/** `badgeuse export passages`: the CSV that programs read, with uids, straight from the store. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write data to standard output')
    .command('passages')
    .description('every passage as CSV, in the order of entry')
    .option('--from <day>', 'first local day, 2026-03-01', localDay)
    .option('--to <day>', 'last local day', localDay)
    .option('--place <id>', 'one place only')
    .action(async (options: ExportOptions, command: Command) => {
      const { openPassageReader } = await import('../../cloud/store/report.ts');
      const { openStore } = await import('./open-store.ts');
      const store = await openStore(readSettings(command));
      const passages = openPassageReader(store);
      const csv = { for: 'machine', uids: true } as const;
      const filter = {
        from: options.from ?? null,
        to: options.to ?? null,
        place: options.place ?? null,
        area: null,
        member: null,
        accessPoint: null,
        status: null,
      };
      const asked = { filter, now: systemClock.now(), csv, shown: allShown };
      try {
        await write(csvOf(csv).header);
        for await (const text of passages.lines(asked)) {
          await write(text);
        }
      } finally {
        passages.close();
        await store.close();
      }
    });
}

function localDay(text: string): string {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new InvalidArgumentError('It must be a day such as 2026-03-01.');
  }
}

/** As fast as the reader at the other end of the pipe takes it. */
async function write(text: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
