import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../cloud/store/database.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A cloud's keys in a file of their own. */
export function openTestKeys(database: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-keys-'));
  made.push(folder);
  return openSigningKey(database, join(folder, 'signing-key.pem'), {
    renew: false,
    now: Date.UTC(2026, 0, 1),
  });
}
