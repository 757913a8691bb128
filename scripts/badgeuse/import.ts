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

/** `badgeuse import members|cards|credits|knownAs FILE`: each line that is not as it was, then how many of each. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description(
      'members, cards, credits of tokens or names in another system from a CSV file, or the journal that the reset of a device kept; a running cloud tells its devices within minutes',
    )
    .addArgument(new Argument('<what>', 'what the file holds').choices([...importKinds, 'journal']))
    .argument(
      '<file>',
      'CSV, also a TiBillet card batch; of a journal unsent-….jsonl; `-` reads standard input',
    )
    .option('--dry-run', 'only say what would be done, line by line')
    .option(
      '--skip-refused',
      'of credits and knownAs: leave out lines that are refused, else one stops them all',
    )
    .option(
      '--home-was-wrong',
      'of members and cards: home places that the file changes were a mistake, also for passages before now',
    )
    .option('--connection <id>', 'of knownAs: which other system calls them so')
    .option('--key <key>', 'of a journal: believe this key of the device, which has another by now')
    .action(
      async (kind: ImportKind | 'journal', file: string, options: Flags, command: Command) => {
        const bytes = readFile(file);
        if (kind === 'journal') return importJournal(bytes, options, command);
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
          const to = options.connection === undefined ? {} : { connectionId: options.connection };
          const report = options.dryRun
            ? await imports.preview(kind, bytes, showProgress, to)
            : await imports.run(kind, bytes, 'system', showProgress, {
                ...to,
                skipRefused: options.skipRefused === true,
                homeWasWrong: options.homeWasWrong === true,
              });
          tell(report, (line) => noteWords(line, 'en'));
          if (report.counts.refuse === report.lines.length) process.exitCode = exitCodes.failed;
        } finally {
          journal.close();
          await store.close();
        }
      },
    );
}

interface Flags {
  readonly dryRun?: boolean;
  readonly skipRefused?: boolean;
  readonly homeWasWrong?: boolean;
  readonly connection?: string;
  readonly key?: string;
}

/** What a device's reset kept, into the journal: checked whole before anything is stored. */
async function importJournal(bytes: Buffer, { dryRun, key }: Flags, command: Command) {
  const { openJournal } = await import('../../cloud/open-journal.ts');
  const { openStore } = await import('./open-store.ts');
  const store = await openStore(readSettings(command));
  const journal = openJournal(store);
  try {
    const how = { dryRun: dryRun === true, key: key ?? null, by: 'system', now: systemClock.now() };
    const { device, entries, known, stored, leftOut, missing } = await journal.recover(bytes, how);
    for (const { epoch, from, to } of missing) {
      tellHint(`Entries ${from} to ${to} of ${epoch} are nowhere: told as lost (Incidents).`);
    }
    if (leftOut > 0)
      tellHint(`${leftOut} could not be taken or are kept no longer: see Incidents.`);
    process.stdout.write(
      dryRun
        ? `Nothing was changed; ${device}: ${entries} entries, ${known} of them known already.\n`
        : `Done, ${device}: ${entries} entries, ${stored} stored, ${known} known already.\n`,
    );
  } finally {
    await journal.close();
    await store.close();
  }
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
