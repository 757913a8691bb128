import type { Command } from 'commander';
import { readSettings } from './read-settings.ts';
import { endWithParent } from './run-part.ts';

/** `badgeuse demo`: the whole product on this machine, as `npm start` runs it. Ctrl-C ends it. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('run everything here: broker, cloud and one device (`npm start`)')
    .action(async (_options: object, command: Command) => {
      const { config } = command.optsWithGlobals<{ readonly config?: string }>();
      endWithParent();
      const { runDemo } = await import('./demo/run-demo.ts');
      await runDemo(readSettings(command), config === undefined ? [] : ['--config', config]);
    });
}
