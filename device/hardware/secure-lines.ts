import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import type { LineChoice } from '../ports.ts';
import { findHeaderChip, sysfsGpio } from './gpio-chip.ts';
import { probeGpiod, setOff } from './gpiod-tools.ts';
import { recallLines } from './remembered-lines.ts';

/**
 * Puts every line of ours to its off level: `node secure-lines.js <data>/device`. The unit's ExecStopPost runs it,
 * because after a SIGKILL a sysfs line stays exported and driven at 1, with the strike open; and the device does so
 * itself when its keeper stands still.
 *
 * It writes the kernel's files itself, or asks libgpiod's programs, and loads no library: it must work when
 * everything else is broken.
 */
export const secureLines = (deviceDir: string, root: string = sysfsGpio): readonly string[] => {
  const remembered = recallLines(deviceDir);
  if (remembered?.gpio === 'simulated') return secureSimulated(deviceDir);
  if (remembered?.gpio === 'gpiod') return secureByTools(remembered.lines);
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

/** Whoever held them has ended, or ends with its keeper: the kernel may still need a moment to let go. */
const secureByTools = (lines: readonly LineChoice[]): readonly string[] => {
  const probe = probeGpiod();
  if (probe.kind === 'none') return [probe.why];
  return lines.flatMap((choice) => {
    try {
      setOff(probe.tools, choice);
      return [];
    } catch (error) {
      return [`line ${choice.line}: ${error instanceof Error ? error.message : error}`];
    }
  });
};

/** Simulated lines are what their file says last: what is on there is put off, as a hand would. */
const secureSimulated = (deviceDir: string): readonly string[] => {
  try {
    const last = new Map<number, { line: string; value: number }>();
    for (const text of lastOf(join(deviceDir, 'gpio.jsonl')).split('\n').filter(Boolean)) {
      const change = JSON.parse(text) as { gpio: number; line: string; value: number };
      last.set(change.gpio, change);
    }
    const at = new Date(systemClock.now()).toISOString();
    const monoMs = systemClock.monotonicNow();
    const off = [...last]
      .filter(([, { value }]) => value === 1)
      .map(([gpio, { line }]) => `${JSON.stringify({ line, value: 0, gpio, at, monoMs })}\n`);
    if (off.length > 0) appendFileSync(join(deviceDir, 'gpio.jsonl'), off.join(''));
    return [];
  } catch (error) {
    return [`simulated lines: ${error instanceof Error ? error.message : error}`];
  }
};

const tailBytes = 65_536;

/** Whole lines from the end of a file that may be long; nothing where there is none. */
const lastOf = (file: string): string => {
  if (!existsSync(file)) return '';
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - tailBytes);
    const bytes = Buffer.alloc(size - from);
    readSync(fd, bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(fd);
  }
};

if (import.meta.main) {
  const deviceDir = process.argv[2];
  const problems = deviceDir ? secureLines(deviceDir) : ['usage: secure-lines <data>/device'];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
