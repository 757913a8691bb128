import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileIfThere } from '../../shared/runtime/private-file.ts';
import { downFilter, sharedUpKindFilter, upFilter, upKinds } from '../../shared/wire/topic.ts';
import type { Database } from './database.ts';

export interface MosquittoAccount {
  readonly username: string;
  /** In Mosquitto's format. */
  readonly passwordHash: string;
}

/** The aggregator's name where the settings name none. */
const aggregatorDefault = 'aggregator';

/**
 * Writes `passwords` and `acl` as Mosquitto reads them (`password_file`, `acl_file`), so that moving to it is
 * copying two files: every active device with its credential, and the aggregator where its password is known.
 * After a change Mosquitto wants a SIGHUP.
 */
export async function writeMosquittoFiles(
  { db }: Database,
  folder: string,
  aggregator: MosquittoAccount | null,
): Promise<void> {
  const devices = await db
    .selectFrom('device')
    .select(['id', 'password_hash'])
    .where('state', '=', 'active')
    .where('password_hash', '<>', '')
    .orderBy('id')
    .execute();
  const lines = devices.map((device) => `${device.id}:${device.password_hash}`);
  if (aggregator) lines.push(`${aggregator.username}:${aggregator.passwordHash}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replace(join(folder, 'passwords'), lines);
  replace(join(folder, 'acl'), rules(aggregator?.username ?? aggregatorDefault));
}

/** `%u` is the name that was authenticated; `%c` would be whatever the client says. */
const rules = (aggregator: string): readonly string[] => [
  `pattern write ${downFilter('%u').replace('/down/#', '/up/#')}`,
  `pattern read ${downFilter('%u')}`,
  `user ${aggregator}`,
  `topic read ${upFilter}`,
  ...upKinds.map((kind) => `topic read ${sharedUpKindFilter(kind)}`),
  `topic write ${downFilter('+')}`,
];

function replace(file: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`;
  // Whoever watches it to reload the broker is not woken for nothing.
  if (readFileIfThere(file) === text) return;
  const arriving = `${file}.new`;
  writeFileSync(arriving, text, { mode: 0o600 });
  chmodSync(arriving, 0o600);
  renameSync(arriving, file);
}
