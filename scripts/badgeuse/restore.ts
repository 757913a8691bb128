import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { restoreSqlite } from '../../shared/runtime/sqlite-backup.ts';
import { stamp } from './backup.ts';
import { readSettings } from './read-settings.ts';
import { tellHint } from './tell.ts';

/**
 * `badgeuse restore <file>`: puts a backup back; what the devices recorded since is asked of them
 * again.
 */
export function addRestore(program: Command): void {
  program
    .command('restore')
    .description(
      "put a backup in the place of the cloud's store; the present store is kept beside it",
    )
    .argument('<file>', 'a file made by `badgeuse backup`')
    .action((file: string, _options: object, command: Command) => {
      const settings = readSettings(command);
      if (settings.databaseUrl !== null) throw failure('backupElsewhere', { tool: 'pg_restore' });
      const { cloudStore } = dataFolder(settings.dataDir);
      mkdirSync(dirname(cloudStore), { recursive: true, mode: 0o700 });
      const kept = restoreSqlite(resolve(file), cloudStore, `before-${stamp()}`);
      if (kept !== null) tellHint(`The store that stood there is now ${kept}.`);
      tellHint('Start the cloud: its devices send again what they recorded since that backup.');
    });
}
