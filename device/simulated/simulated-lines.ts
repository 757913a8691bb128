import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { LineChoice, Lines } from '../ports.ts';

/**
 * GPIO lines on a machine that has none. Every change is appended to a file as one JSON line, so that someone
 * outside the process can check what the door did:
 * `{"line":"relay","value":1,"gpio":17,"at":"2026-11-21T18:04:00.000Z","monoMs":1234}`.
 * `value` is logical: 1 is energised, whatever `activeLow` says.
 *
 * Inputs are driven the same way: whoever appends `{"gpio":5,"value":1}` to the other file moves that line, in volts:
 * 1 is high. An input rests where it says no.
 */
export interface SimulatedLines extends Lines {
  /** Plays the hand on a button or a door: 1 is high. */
  drive(line: number, level: 0 | 1): void;
}

interface Input {
  readonly activeLow: boolean;
  changed(on: boolean): void;
}

/** A hand is slower than this. */
const lookMs = 20;

export const createSimulatedLines = (
  file: string,
  clock: Clock,
  handFile: string | null = null,
): SimulatedLines => {
  mkdirSync(dirname(file), { recursive: true });
  const journal = openSync(file, 'a', 0o640);
  const outputs = new Map<number, { choice: LineChoice; on: boolean }>();
  const inputs = new Map<number, Input>();
  /** What the hands did last, kept when a line is asked for again. */
  const levels = new Map<number, 0 | 1>();
  const hand = handFile === null ? null : followFile(handFile, (text) => obey(text));
  let looking: NodeJS.Timeout | null = null;

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
  const mustBeLine = ({ line, name }: LineChoice) => {
    if (Number.isInteger(line) && line >= 0) return;
    throw failure('lineUnusable', { line, name, detail: 'a line is a whole number' });
  };
  const isOn = (line: number, activeLow: boolean) =>
    levels.has(line) && (levels.get(line) === 1) !== activeLow;
  const drive = (line: number, level: 0 | 1) => {
    const input = inputs.get(line);
    const before = input && isOn(line, input.activeLow);
    levels.set(line, level);
    const now = input && isOn(line, input.activeLow);
    if (input && now !== undefined && now !== before) input.changed(now);
  };
  const obey = (text: string) => {
    try {
      const { gpio, value } = JSON.parse(text) as { gpio?: unknown; value?: unknown };
      if (typeof gpio === 'number') drive(gpio, value === 1 ? 1 : 0);
    } catch {
      // A hand that writes nonsense moves nothing.
    }
  };

  return {
    description: `simulated, written to ${file}`,
    output(choice) {
      mustBeLine(choice);
      const { line } = choice;
      if (outputs.has(line)) write(line, false);
      else note(choice, false);
      outputs.set(line, { choice, on: false });
      return { write: (on) => write(line, on), read: () => outputs.get(line)?.on ?? false };
    },
    input(choice, changed) {
      mustBeLine(choice);
      const { line, activeLow } = choice;
      inputs.set(line, { activeLow, changed });
      if (hand) looking ??= setInterval(hand, lookMs).unref();
      return { read: () => isOn(line, activeLow), stop: () => void inputs.delete(line) };
    },
    drive,
    close() {
      if (looking) clearInterval(looking);
      for (const line of outputs.keys()) write(line, false);
      outputs.clear();
      inputs.clear();
      closeSync(journal);
    },
  };
};

/** Gives every whole line that is appended from now on; call what it returns to look. */
const followFile = (file: string, line: (text: string) => void): (() => void) => {
  let from = existsSync(file) ? statSync(file).size : 0;
  let rest = '';
  return () => {
    const size = existsSync(file) ? statSync(file).size : 0;
    if (size <= from) return;
    const bytes = Buffer.alloc(size - from);
    const fd = openSync(file, 'r');
    try {
      readSync(fd, bytes, 0, bytes.length, from);
    } finally {
      closeSync(fd);
    }
    from = size;
    const texts = (rest + bytes.toString('utf8')).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) line(text);
  };
};
