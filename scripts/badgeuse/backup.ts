import { chmodSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { type BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import { readFileIfThere } from '../../shared/runtime/private-file.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { backupSqlite } from '../../shared/runtime/sqlite-backup.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';
import { tellHint } from './tell.ts';

/** `badgeuse backup [file]`: the cloud's store and its signing key in one file, taken while it runs. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .description("copy the cloud's store into one file, while it runs")
    .argument('[file]', 'where to; a dated file below the data folder when left out')
    .action(async (given: string | undefined, _options: object, command: Command) => {
      const settings = readSettings(command);
      if (settings.databaseUrl !== null) throw backupElsewhere(settings, 'pg_dump');
      const file = resolve(given ?? join(settings.dataDir, 'backups', `${stamp()}.db`));
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const { cloudStore, signingKey } = dataFolder(settings.dataDir);
      const key = readFileIfThere(signingKey);
      await backupSqlite(cloudStore, file, key === null ? {} : { [basename(signingKey)]: key });
      chmodSync(file, 0o600); // it holds names, cards, hours and the signing key
      tellHint('Keep it private: it holds the signing key that devices believe.');
      tellHint('Not in it: the settings file, and certificates of your own in cloud/tls.');
      process.stdout.write(`${file}\n`);
    });
}

/** `2026-03-01T10-00-00`, in UTC: sorts, and is a file name everywhere. */
export const stamp = (): string =>
  new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(':', '-');

/** PostgreSQL has tools of its own; the key is a file even then. */
export const backupElsewhere = ({ dataDir }: Settings, tool: string): BadgeuseError =>
  failure('backupElsewhere', { tool, keyFile: dataFolder(dataDir).signingKey });
