import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../cloud/store/database.ts';
import { readKeyFile } from '../../cloud/store/key-file.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A cloud's keys in a file of their own. */
export function openTestKeys(database: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-keys-'));
  made.push(folder);
  const file = join(folder, 'signing-key.pem');
  // Where a test put devices beforehand, a key that is not there would count as lost.
  readKeyFile(file);
  return openSigningKey(database, file, { renew: false, now: Date.UTC(2026, 0, 1) });
}
