import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Returns once what was written to a file, or which files a folder holds, would outlast a power cut. */
export function flushToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
