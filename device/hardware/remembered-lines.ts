import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineChoice } from '../ports.ts';

/**
 * Which outputs are ours, on disk before the first of them is driven: a process that is killed leaves its lines
 * at their level, so the next one must know what to put back without waiting for any config.
 */
export interface RememberedLines {
  readonly gpio: 'onoff' | 'gpiod' | 'simulated';
  readonly lines: readonly LineChoice[];
}

const fileIn = (deviceDir: string) => join(deviceDir, 'lines.json');

export const rememberLines = (deviceDir: string, remembered: RememberedLines): void => {
  mkdirSync(deviceDir, { recursive: true });
  const file = fileIn(deviceDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(remembered)}\n`);
  renameSync(`${file}.new`, file);
};

/** Null when there is nothing (readable) to remember: a torn file must not keep a device from starting. */
export const recallLines = (deviceDir: string): RememberedLines | null => {
  try {
    const found: unknown = JSON.parse(readFileSync(fileIn(deviceDir), 'utf8'));
    return isRemembered(found) ? found : null;
  } catch {
    return null;
  }
};

const isRemembered = (value: unknown): value is RememberedLines =>
  typeof value === 'object' &&
  value !== null &&
  'gpio' in value &&
  (value.gpio === 'onoff' || value.gpio === 'gpiod' || value.gpio === 'simulated') &&
  'lines' in value &&
  Array.isArray(value.lines) &&
  value.lines.every(
    (line: Partial<LineChoice> | null) =>
      Number.isInteger(line?.line) && typeof line?.activeLow === 'boolean',
  );
