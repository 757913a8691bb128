import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { backupSqlite } from '../../shared/runtime/sqlite-backup.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';

/** `badgeuse backup [file]`: the cloud's store in one file, taken while it runs. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .description("copy the cloud's store into one file, while it runs")
    .argument('[file]', 'where to; a dated file below the data folder when left out')
    .action(async (given: string | undefined, _options: object, command: Command) => {
      const settings = readSettings(command);
      if (settings.databaseUrl !== null) throw failure('backupElsewhere', { tool: 'pg_dump' });
      const file = resolve(given ?? join(settings.dataDir, 'backups', `${stamp()}.db`));
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      await backupSqlite(dataFolder(settings.dataDir).cloudStore, file);
      chmodSync(file, 0o600); // it holds names, cards and hours
      process.stdout.write(`${file}\n`);
    });
}

/** `2026-03-01T10-00-00`, in UTC: sorts, and is a file name everywhere. */
export const stamp = (): string =>
  new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(':', '-');
