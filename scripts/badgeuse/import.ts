import { readFileSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import {
  type ImportKind,
  type ImportLine,
  type ImportReport,
  importKinds,
} from '../../cloud/ports/imports.ts';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';
import { exitCodes, tellHint } from './tell.ts';

/** `badgeuse import members|cards FILE`: each line that is not as it was, then how many of each. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description(
      'members or cards from a CSV file; a running cloud tells its devices within minutes',
    )
    .addArgument(new Argument('<what>', 'what the file holds').choices([...importKinds]))
    .argument('<file>', 'CSV, also a TiBillet card batch; `-` reads standard input')
    .option('--dry-run', 'only say what would be done, line by line')
    .action(
      async (kind: ImportKind, file: string, options: { dryRun?: boolean }, command: Command) => {
        const bytes = readFile(file);
        const { createImports } = await import('../../cloud/import-file.ts');
        const { openJournal } = await import('../../cloud/open-journal.ts');
        const { openRegistry } = await import('../../cloud/store/registry.ts');
        const { openStore } = await import('./open-store.ts');
        const { noteWords } = await import('../../cloud/web/imports/import-notes.ts');
        const store = await openStore(readSettings(command));
        const journal = openJournal(store);
        try {
          const around = { now: systemClock.now, log: silentLogger };
          const { announce } = openRegistry(store, journal.hooks, around);
          const imports = createImports(store, { clock: systemClock, ...journal.hooks, announce });
          const report = options.dryRun
            ? await imports.preview(kind, bytes, showProgress)
            : await imports.run(kind, bytes, 'system', showProgress);
          tell(report, (line) => noteWords(line, 'en'));
          if (report.counts.refuse === report.lines.length) process.exitCode = exitCodes.failed;
        } finally {
          journal.close();
          await store.close();
        }
      },
    );
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (err) {
    throw failure('fileUnreadable', { file, detail: errorCodeOf(err) ?? 'unknown' }, err);
  }
}

/** On a terminal only: a script reads lines, not a figure that runs. */
function showProgress(done: number, of: number): void {
  if (!process.stderr.isTTY || of < 2000) return;
  process.stderr.write(`\r${done} of ${of} lines${done === of ? '\n' : ''}`);
}

function tell(report: ImportReport, notesOf: (line: ImportLine) => readonly string[]): void {
  const { counts, lines, isDone, isTibillet, columnsIgnored } = report;
  for (const line of lines) {
    const notes = notesOf(line);
    if (line.verb === 'same' || (line.verb === 'create' && notes.length === 0 && isDone)) continue;
    const changes = line.changes.map(
      ({ field, before, after }) => `${field}: ${before} → ${after}`,
    );
    const said = [...changes, ...notes].join('; ');
    process.stdout.write(`${line.line}\t${line.verb}\t${line.about}\t${said}\n`);
  }
  if (columnsIgnored.length > 0) tellHint(`Columns left out: ${columnsIgnored.join(', ')}.`);
  if (isTibillet) {
    tellHint('Histories, balances and QR links of TiBillet are not imported.');
    tellHint('Each card waits for its first tap; until staff confirm it, no door opens for it.');
  }
  const { create, change, adopt, same, refuse } = counts;
  process.stdout.write(
    `${isDone ? 'Done' : 'Nothing was changed; this would be done'}: ${create} created, ${change + adopt} changed, ${same} the same, ${refuse} refused.\n`,
  );
}
