import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../cloud/store/database.ts';
import { readKeyFile } from '../../cloud/store/key-file.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';

const files = new WeakMap<Database, string>();

/** A cloud's keys in a file of their own, the same for whoever opens the same store. */
export function openTestKeys(database: Database) {
  const file = files.get(database) ?? newFile();
  files.set(database, file);
  return openSigningKey(database, file, { renew: false, now: Date.UTC(2026, 0, 1) });
}

function newFile(): string {
  const folder = mkdtempSync(join(process.env['TEST_RUN_FOLDER'] ?? tmpdir(), 'keys-'));
  const file = join(folder, 'signing-key.pem');
  // Where a test put devices beforehand, a key that is not there would count as lost.
  readKeyFile(file);
  return file;
}
