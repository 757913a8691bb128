import { mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { keysIn } from '../../cloud/store/key-file.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { readFileIfThere, writePrivateFile } from '../../shared/runtime/private-file.ts';
import { besideInBackup, restoreSqlite } from '../../shared/runtime/sqlite-backup.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { backupElsewhere, stamp } from './backup.ts';
import { readSettings } from './read-settings.ts';
import { restoredAge } from './restored-age.ts';
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
      if (settings.databaseUrl !== null) throw backupElsewhere(settings, 'pg_restore');
      const { cloudStore, signingKey } = dataFolder(settings.dataDir);
      mkdirSync(dirname(cloudStore), { recursive: true, mode: 0o700 });
      const suffix = `before-${stamp()}`;
      const key = besideInBackup(resolve(file))[basename(signingKey)];
      const kept = restoreSqlite(resolve(file), cloudStore, suffix);
      putKeyBack(signingKey, key, suffix);
      const old = restoredAge(cloudStore, systemClock.now());
      if (old !== null) tellHint(old);
      if (kept !== null) {
        tellHint(`The store that stood there is now ${kept}.`);
        tellHint(
          'It is deleted after a week, as nightly copies are: who is erased must not live on in it.',
        );
      }
      tellHint('Start the cloud: its devices send again what they recorded since that backup.');
    });
}

/** The key of that backup, where it holds one: devices believe no other. */
function putKeyBack(file: string, key: string | undefined, suffix: string): void {
  if (key === undefined) {
    tellHint(`This backup holds no signing key: ${file} stays as it is.`);
    return;
  }
  const present = readFileIfThere(file);
  if (present === key) return;
  if (present !== null && isLater(present, key)) {
    tellHint(`The signing key was renewed since that backup: ${file} stays as it is.`);
    return;
  }
  if (present !== null) {
    renameSync(file, `${file}.${suffix}`);
    tellHint(`The signing key that stood there is now ${file}.${suffix}, for a week.`);
  }
  writePrivateFile(file, key);
}

/** The same keys, and newer ones: devices may believe these alone by now. */
function isLater(present: string, backup: string): boolean {
  const [there, wanted] = [present, backup].map((text) => keysIn(text).map(({ kid }) => kid));
  return wanted !== undefined && wanted.length > 0 && wanted.every((kid) => there?.includes(kid));
}
