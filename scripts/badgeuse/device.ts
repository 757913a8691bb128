import type { Command } from 'commander';
import { createLogger } from '../../shared/runtime/logger.ts';
import { readSettings } from './read-settings.ts';
import { assertReadyToRun } from './ready-to-run.ts';
import { endWithParent } from './run-part.ts';

/** `badgeuse device`: what runs beside the door. */
export function addDevice(program: Command): void {
  program
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
}
