import { type Command, InvalidArgumentError } from 'commander';
import { createLogger } from '../../shared/runtime/logger.ts';
import { readSettings } from './read-settings.ts';
import { assertReadyToRun } from './ready-to-run.ts';
import { endWithParent } from './run-part.ts';

interface CloudFlags {
  readonly rebuild?: true;
  readonly newSigningKey?: true;
  readonly devices: number;
}

/** `badgeuse cloud`: broker, aggregator, pages and API. */
export function addCloud(program: Command): void {
  program
    .command('cloud')
    .description('run the cloud: broker, aggregator, pages and API')
    .option('--rebuild', 'derive passages again from the journals before serving')
    .option(
      '--new-signing-key',
      'make a new key although devices believe another: each has to be claimed again',
    )
    .option(
      '--devices <number>',
      '/healthz is well only once so many devices hold the current list and config',
      wholeNumber,
      0,
    )
    .action(async ({ rebuild, devices, newSigningKey }: CloudFlags, command: Command) => {
      const settings = readSettings(command);
      const logger = createLogger(settings.logLevel, 'cloud');
      logger.info({ node: process.versions.node }, 'starting the cloud');
      endWithParent();
      await assertReadyToRun(settings);
      const { runCloud } = await import('../../cloud/main.ts');
      await runCloud(settings, logger, {
        rebuild: rebuild ?? false,
        newSigningKey: newSigningKey ?? false,
        devicesNeeded: devices,
      });
    });
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}
