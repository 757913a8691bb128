import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A new folder, gone once the tests of this file are done. What still writes into it then is stopped before. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `badgeuse-${name}-`));
  made.push(folder);
  return folder;
}
