import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { scratchFolder } from '../parts/scratch-folder.ts';

const script = join(import.meta.dirname, '../parts/tap-many.ts');

/** Calls of fsync and fdatasync of a whole process, as the kernel saw them. */
function syncsOf(taps: number): number {
  const folder = scratchFolder('fsync');
  const run = spawnSync(
    'strace',
    ['-f', '-qq', '-e', 'trace=fsync,fdatasync', process.execPath, script, folder, String(taps)],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  expect(JSON.parse(run.stdout)).toEqual({ granted: taps });
  return run.stderr.split('\n').filter((line) => /\b(fsync|fdatasync)\(/.test(line)).length;
}

test('one punch is one fsync: not fewer, for the light turns green after it, and not more', () => {
  const before = syncsOf(0);
  expect(before).toBeGreaterThan(2);
  expect(syncsOf(100) - before).toBe(100);
}, 60_000);
