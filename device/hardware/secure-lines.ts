import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findHeaderChip, sysfsGpio } from './gpio-chip.ts';
import { recallLines } from './remembered-lines.ts';

/**
 * Puts every line of ours to its off level: `node secure-lines.js <data>/device`. The unit's ExecStopPost runs it,
 * because after a SIGKILL a sysfs line stays exported and driven at 1, with the strike open.
 *
 * It writes the kernel's files itself and loads no library: it must work when everything else is broken.
 */
export const secureLines = (deviceDir: string, root: string = sysfsGpio): readonly string[] => {
  const remembered = recallLines(deviceDir);
  if (remembered?.gpio !== 'onoff') return [];
  const chip = findHeaderChip(root);
  if (chip === null) return [];
  return remembered.lines.flatMap(({ line, activeLow }) => {
    const number = chip.base + line;
    const direction = join(root, `gpio${number}`, 'direction');
    try {
      if (!existsSync(direction)) writeFileSync(join(root, 'export'), String(number));
      // `low` and `high` are electrical levels, and set direction and level in one step.
      writeFileSync(direction, activeLow ? 'high' : 'low');
      return [];
    } catch (error) {
      return [`line ${line}: ${error instanceof Error ? error.message : error}`];
    }
  });
};

if (import.meta.main) {
  const deviceDir = process.argv[2];
  const problems = deviceDir ? secureLines(deviceDir) : ['usage: secure-lines <data>/device'];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
