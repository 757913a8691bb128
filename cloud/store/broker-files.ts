import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileIfThere } from '../../shared/runtime/private-file.ts';
import { aggregatorDefault, type BrokerAccount, type BrokerAccounts } from './broker-accounts.ts';
import type { Database } from './database.ts';
import { emqxFiles } from './emqx-files.ts';
import { mosquittoFiles } from './mosquitto-files.ts';

/**
 * Writes below `folder` what brokers that are not ours read: `mosquitto/` and `emqx/`, so that moving there is
 * copying files. In them is every active device with its credential, and the aggregator where its password is
 * known. A device of the aggregator's name would be let in as the aggregator: it is left out.
 */
export async function writeBrokerFiles(
  { db }: Database,
  folder: string,
  aggregator: BrokerAccount | null,
): Promise<void> {
  const aggregatorName = aggregator?.username ?? aggregatorDefault;
  const rows = await db
    .selectFrom('device')
    .select(['id', 'password_hash'])
    .where('state', '=', 'active')
    .where('password_hash', '<>', '')
    .where('id', '<>', aggregatorName)
    .orderBy('id')
    .execute();
  const devices = rows.map((row) => ({ username: row.id, passwordHash: row.password_hash }));
  const accounts: BrokerAccounts = { devices, aggregator, aggregatorName };
  for (const [broker, files] of [
    ['mosquitto', mosquittoFiles(accounts)],
    ['emqx', emqxFiles(accounts)],
  ] as const) {
    mkdirSync(join(folder, broker), { recursive: true, mode: 0o700 });
    for (const [name, text] of Object.entries(files)) replace(join(folder, broker, name), text);
  }
}

function replace(file: string, text: string): void {
  // Whoever watches it to reload the broker is not woken for nothing.
  if (readFileIfThere(file) === text) return;
  const arriving = `${file}.new`;
  writeFileSync(arriving, text, { mode: 0o600 });
  chmodSync(arriving, 0o600);
  renameSync(arriving, file);
}
