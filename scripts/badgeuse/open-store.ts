import { existsSync } from 'node:fs';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';

/**
 * Opens the cloud's store beside a running cloud; refuses to make a new, empty one in a folder
 * named by mistake.
 */
export async function openStore(settings: Settings): Promise<Database> {
  const path = dataFolder(settings.dataDir).cloudStore;
  if (settings.databaseUrl === null && !existsSync(path)) throw failure('noStore', { path });
  return openDatabase({ url: settings.databaseUrl, path });
}
