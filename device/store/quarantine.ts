import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a damaged store aside, its files together: without its log and index a database is another database.
 * Returns where it now is. `name` tells apart what is put aside (a time, ISO 8601).
 */
export function quarantine(path: string, name: string): string {
  const folder = join(dirname(path), 'quarantine', name.replace(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, join(folder, basename(path) + suffix));
  }
  return join(folder, basename(path));
}
