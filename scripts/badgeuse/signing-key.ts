import type { Command } from 'commander';
import type { SigningKeys } from '../../cloud/ports/signing-keys.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSettings } from './read-settings.ts';
import { tellHint } from './tell.ts';

/** `badgeuse signing-key`: which key signs what devices believe, and its renewal beside a running cloud. */
export function addSigningKey(program: Command): void {
  const key = program
    .command('signing-key')
    .description('the key that devices believe: which one it is, and who follows to a new one')
    .action((_options: object, command: Command) => withKeys(command, tell));
  key
    .command('renew')
    .description('make a new key; devices follow by themselves, the former signs until they do')
    .action((_options: object, command: Command) =>
      withKeys(command, async (keys) => {
        const { kid } = await keys.begin('system', systemClock.now());
        process.stdout.write(`The new key is ${kid}.\n`);
        tellHint(
          'A running cloud introduces it within seconds; `badgeuse signing-key` tells how far.',
        );
        tellHint('Make a backup once it signs: one from before does not hold it.');
        tellHint('Another aggregator of this store needs a copy of signing-key.pem now.');
      }),
    );
}

async function withKeys(command: Command, work: (keys: SigningKeys) => Promise<void>) {
  const { openSigningKey } = await import('../../cloud/store/signing-key.ts');
  const { openStore } = await import('./open-store.ts');
  const settings = readSettings(command);
  const store = await openStore(settings);
  try {
    const { signingKey } = dataFolder(settings.dataDir);
    await work(await openSigningKey(store, signingKey, { renew: false, now: systemClock.now() }));
  } finally {
    await store.close();
  }
}

async function tell(keys: SigningKeys): Promise<void> {
  const change = keys.change();
  const followers = await keys.followers();
  process.stdout.write(`${keys.kid} signs.\n`);
  if (change && change.kid !== keys.kid) {
    process.stdout.write(
      `${change.kid} is being introduced; it signs once who is there knows it.\n`,
    );
  }
  const wanted = change?.kid ?? keys.kid;
  for (const { device, held } of followers) {
    const knows = held?.kids.includes(wanted) === true;
    const only = knows && held?.kids.length === 1;
    const said =
      held === undefined
        ? 'does not say'
        : only
          ? 'believes it alone'
          : knows
            ? 'knows it'
            : held.kids.some(keys.find)
              ? 'does not know it yet'
              : 'believes another cloud: claim it again';
    process.stdout.write(`${device}\t${said}\n`);
  }
}
