import { type Command, Option } from 'commander';
import { type Role, roles } from '../../cloud/ports/identity.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';

/** `badgeuse token create`: a token for the API. It is shown once and stored as a hash. */
export function addToken(program: Command): void {
  program
    .command('token')
    .description('tokens for the API')
    .command('create')
    .description('make a token; it stands alone on the last line')
    .addOption(
      new Option('--role <role>', 'what it may do').choices([...roles]).makeOptionMandatory(),
    )
    .option('--name <name>', 'what it is for, shown in the list of tokens')
    .action(async (options: { role: Role; name?: string }, command: Command) => {
      const { openIdentity } = await import('../../cloud/store/identity.ts');
      const { openStore } = await import('./open-store.ts');
      const store = await openStore(readSettings(command));
      try {
        const token = await openIdentity(store).createToken(
          options.role,
          options.name ?? null,
          systemClock.now(),
        );
        process.stderr.write('Keep it: it is not shown again.\n');
        process.stdout.write(`${token}\n`);
      } finally {
        await store.close();
      }
    });
}
