import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Patch } from './patched-sources.ts';

/** Both clocks of processes in patched sources, ahead of the machine's by as much as the test says, and ever more. */
export interface ShiftedClock {
  readonly patches: readonly Patch[];
  /** Epoch ms, as those processes have it. */
  now(): number;
  /** Never back. */
  setTo(at: number): void;
  end(): void;
}

export function shiftedClock(at: number): ShiftedClock {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-clock-'));
  const file = join(folder, 'ahead-ms');
  let aheadMs = 0;
  const setTo = (to: number): void => {
    const ms = Math.round(to - Date.now());
    if (ms < aheadMs) throw new Error('a clock that is put back is another test');
    aheadMs = ms;
    // Whole at each moment: who reads half a number is years away.
    writeFileSync(`${file}.new`, String(ms));
    renameSync(`${file}.new`, file);
  };
  setTo(at);
  const read = `process.getBuiltinModule('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8')`;
  const clock = 'shared/runtime/system-clock';
  return {
    patches: [
      { file: clock, from: 'Date.now()', to: `(Date.now() + Number(${read}))` },
      { file: clock, from: '/ 1000000n)', to: `/ 1000000n) + Number(${read})` },
    ],
    now: () => Date.now() + aheadMs,
    setTo,
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}
