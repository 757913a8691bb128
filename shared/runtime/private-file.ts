import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCodeOf } from './errors.ts';
import { flushToDisk } from './flush-to-disk.ts';

/** Replaces a file as a whole, readable by its owner alone (0600), and returns once it is on disk. */
export function writePrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.new`;
  const file = openSync(next, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  flushToDisk(dirname(path));
}

/** The text of a file, or null where there is none. */
export function readFileIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (err) {
    if (errorCodeOf(err) === 'ENOENT') return null;
    throw err;
  }
}
