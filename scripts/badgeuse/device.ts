import type { Command } from 'commander';
import { createLogger } from '../../shared/runtime/logger.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';
import { assertReadyToRun } from './ready-to-run.ts';
import { endWithParent } from './run-part.ts';
import { exitCodes, tellHint } from './tell.ts';

/** `badgeuse device`: what runs beside the door. */
export function addDevice(program: Command): void {
  const device = program
    .command('device')
    .description('run the device: reader, door, journal')
    .action(async (_options: object, command: Command) => {
      const settings = readSettings(command);
      const logger = createLogger(settings.logLevel, 'device');
      logger.info({ node: process.versions.node }, 'starting the device');
      endWithParent();
      await assertReadyToRun(settings);
      const { runDevice } = await import('../../device/main.ts');
      await runDevice(settings, logger);
    });
  device
    .command('reset')
    .description('make this device as new; what it has not sent is kept in a file')
    .option('--yes', 'do it: key, credentials, access list, journal and codes are removed')
    .action(async (options: { readonly yes?: boolean }, command: Command) => {
      const { deviceConfig } = await import('../../device/config.ts');
      const { resetDevice } = await import('../../device/reset.ts');
      const config = deviceConfig(readSettings(command));
      if (options.yes !== true) {
        process.stderr.write(
          `This removes the key, the credentials, the access list, the journal and the emergency codes in ${config.folder}.\n`,
        );
        tellHint('Nothing was changed. To do it: `badgeuse device reset --yes`.');
        process.exitCode = exitCodes.wrongUsage;
        return;
      }
      const { file, entries } = resetDevice(config, systemClock.now());
      process.stdout.write(
        file === null
          ? 'The device is as new. Everything it wrote had been acknowledged.\n'
          : `The device is as new. ${entries} entries that nobody had acknowledged are in ${file}\n`,
      );
      tellHint('Retire it in the cloud too (Settings, Devices): it is let in again by a new code.');
      if (file === null) return;
      tellHint('Bring it to the cloud: `badgeuse import journal <file>` there stores it, once.');
      tellHint('That file names cards: keep it only until the cloud has it.');
    });
  device
    .command('claim-again')
    .description('forget the cloud and ask to be let in again; the journal and the list stay')
    .option('--new-key', 'make another key of its own too')
    .action(async (options: { readonly newKey?: boolean }, command: Command) => {
      const { claimAgain } = await import('../../device/claim-again.ts');
      const { deviceConfig } = await import('../../device/config.ts');
      const newKey = options.newKey === true;
      const was = claimAgain(deviceConfig(readSettings(command)), { newKey });
      process.stdout.write(
        was ? 'The device has forgotten its cloud.\n' : 'No cloud had let this device in.\n',
      );
      tellHint('Start it: it shows a code, to be typed in the cloud (Settings, Devices).');
      if (newKey) tellHint('Say there which device it is: its key is another one now.');
    });
}
