import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type BenchRow, meets, tableOf } from '../bench/bench.ts';
import { exitCodes, tellHint } from './tell.ts';

/** `badgeuse bench`: speed and memory as ratios to a baseline of the same run; exit 1 when a target is missed. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure speed and memory, each against its baseline in the same run')
    .argument('[names...]', 'which of them; all when left out')
    .option('--quick', 'small and short: shows that it runs, proves nothing')
    .option('--on <folder>', 'a folder on the disk to measure', tmpdir())
    .action(async (names: readonly string[], options: { quick?: boolean; on: string }) => {
      const { benches } = await import('../bench/index.ts');
      const unknown = names.filter((name) => !benches.some((b) => b.name === name));
      if (unknown.length > 0) {
        tellHint(
          `There is no bench ${unknown.join(', ')}; there are ${benches.map((b) => b.name).join(', ')}.`,
        );
        process.exitCode = exitCodes.wrongUsage;
        return;
      }
      const rows: BenchRow[] = [];
      for (const bench of benches.filter((b) => names.length === 0 || names.includes(b.name))) {
        process.stderr.write(`${bench.name}: ${bench.about}\n`);
        const folder = mkdtempSync(join(resolve(options.on), 'badgeuse-bench-'));
        try {
          const tell = (text: string): void => void process.stderr.write(`  ${text}\n`);
          rows.push(...(await bench.run({ folder, quick: options.quick === true, tell })));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
      process.stdout.write(`${tableOf(rows)}\n`);
      if (!rows.every(meets)) process.exitCode = exitCodes.failed;
    });
}
