import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';

/** The number of fsync calls is the figure that holds on every disk. */
export const fsyncCountBench: Bench = {
  name: 'fsync-count',
  about: 'fsync calls for one punch, counted by strace',
  async run(run) {
    if (spawnSync('strace', ['-V']).error) {
      run.tell('strace is not installed: nothing to count with');
      return [];
    }
    const taps = 200;
    const few = fsyncsOf(join(run.folder, 'fsync-few'), 1);
    const many = fsyncsOf(join(run.folder, 'fsync-many'), taps + 1);
    return [
      {
        what: `fsync calls a punch, over ${taps} punches`,
        measured: `${many - few} calls`,
        baseline: `${taps} punches`,
        ratio: (many - few) / taps,
        target: { atMost: 1 },
      },
    ];
  },
};

/** Start and end cost some, too: they are the same in both and fall out of the difference. */
function fsyncsOf(folder: string, taps: number): number {
  const trace = `${folder}.strace`;
  const child = new URL(`./tap-child${extname(import.meta.url)}`, import.meta.url);
  const calls = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', trace];
  const args = [fileURLToPath(child), folder, String(taps)];
  execFileSync('strace', [...calls, process.execPath, ...args], { stdio: 'ignore' });
  return readFileSync(trace, 'utf8').match(/\b(?:fsync|fdatasync)\(/g)?.length ?? 0;
}
