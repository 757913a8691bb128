import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { LineChoice, Lines } from '../ports.ts';

/**
 * GPIO lines on a machine that has none. Every change is appended to a file as one JSON line, so that someone
 * outside the process can check what the door did:
 * `{"line":"relay","value":1,"gpio":17,"at":"2026-11-21T18:04:00.000Z","monoMs":1234}`.
 * `value` is logical: 1 is energised, whatever `activeLow` says.
 */
export interface SimulatedLines extends Lines {
  /** Plays the hand on a button: changes an input line. */
  drive(line: number, on: boolean): void;
}

export const createSimulatedLines = (file: string, clock: Clock): SimulatedLines => {
  mkdirSync(dirname(file), { recursive: true });
  const journal = openSync(file, 'a', 0o640);
  const outputs = new Map<number, { choice: LineChoice; on: boolean }>();
  const inputs = new Map<number, { on: boolean; changed(on: boolean): void }>();

  const note = ({ name, line }: LineChoice, on: boolean) => {
    const at = new Date(clock.now()).toISOString();
    const monoMs = clock.monotonicNow();
    const change = { line: name, value: on ? 1 : 0, gpio: line, at, monoMs };
    writeSync(journal, `${JSON.stringify(change)}\n`);
  };
  const write = (line: number, on: boolean) => {
    const output = outputs.get(line);
    if (!output || output.on === on) return;
    output.on = on;
    note(output.choice, on);
  };

  return {
    description: `simulated, written to ${file}`,
    output(choice) {
      const { line, name } = choice;
      if (!Number.isInteger(line) || line < 0) {
        throw failure('lineUnusable', { line, name, detail: 'a line is a whole number' });
      }
      if (outputs.has(line)) write(line, false);
      else note(choice, false);
      outputs.set(line, { choice, on: false });
      return { write: (on) => write(line, on), read: () => outputs.get(line)?.on ?? false };
    },
    input({ line }, changed) {
      inputs.set(line, { on: false, changed });
      return {
        read: () => inputs.get(line)?.on ?? false,
        stop: () => void inputs.delete(line),
      };
    },
    drive(line, on) {
      const input = inputs.get(line);
      if (!input || input.on === on) return;
      input.on = on;
      input.changed(on);
    },
    close() {
      for (const line of outputs.keys()) write(line, false);
      outputs.clear();
      inputs.clear();
      closeSync(journal);
    },
  };
};
