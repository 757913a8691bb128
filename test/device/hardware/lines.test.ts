import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { InputLine, OutputLine } from '../../../device/ports.ts';
import { createSimulatedLines } from '../../../device/simulated/simulated-lines.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { type LinesUnderTest, linesContract } from '../../contract/lines.ts';
import { type FakeGpio, startFakeGpio } from '../../fakes/fake-gpio.ts';
import type { LinesQuestion } from '../../fakes/lines-process.ts';

jest.setTimeout(60_000);

let folder: string;
let gpio: FakeGpio;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-lines-'));
  gpio = await startFakeGpio({ base: 458 });
});
afterAll(async () => {
  await gpio.stop();
  rmSync(folder, { recursive: true, force: true });
});

const simulated = async (): Promise<LinesUnderTest> => {
  const file = join(mkdtempSync(join(folder, 'simulated-')), 'gpio.jsonl');
  const lines = createSimulatedLines(file, systemClock);
  const outputs = new Map<number, OutputLine>();
  const inputs = new Map<number, InputLine>();
  const changes = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as { line: string; value: number; gpio: number });
  return {
    output: async (choice) => void outputs.set(choice.line, lines.output(choice)),
    write: async (line, on) => outputs.get(line)?.write(on),
    readOutput: async (line) => outputs.get(line)?.read() ?? false,
    input: async (choice, changed) => void inputs.set(choice.line, lines.input(choice, changed)),
    readInput: async (line) => inputs.get(line)?.read() ?? false,
    close: async () => lines.close(),
    energised: ({ line, name }) =>
      changes().findLast((change) => change.gpio === line && change.line === name)?.value === 1,
    drive: (line, on) => lines.drive(line, on ? 1 : 0),
    end: async () => undefined,
  };
};

const onoff = async (): Promise<LinesUnderTest> => {
  const script = fileURLToPath(new URL('../../fakes/lines-process.ts', import.meta.url));
  const child = gpio.run(script, []);
  const answers = new Map<number, (answer: { value?: unknown; code?: string }) => void>();
  const listeners = new Map<number, (on: boolean) => void>();
  child.on(
    'message',
    (message: { id?: number; changed?: number; on?: boolean; value?: unknown; code?: string }) => {
      if (message.changed !== undefined) listeners.get(message.changed)?.(message.on === true);
      else answers.get(message.id ?? -1)?.(message);
    },
  );
  let asked = 0;
  type Question = LinesQuestion extends infer Q
    ? Q extends unknown
      ? Omit<Q, 'id'>
      : never
    : never;
  const ask = (question: Question) =>
    new Promise<unknown>((resolve, reject) => {
      asked += 1;
      answers.set(asked, ({ value, code }) =>
        code === undefined ? resolve(value) : reject(Object.assign(new Error(code), { code })),
      );
      child.send({ ...question, id: asked });
    });
  expect(await ask({ ask: 'describe' })).toBe('onoff on pinctrl-bcm2711, base 458');
  return {
    output: async (choice) => void (await ask({ ask: 'output', choice })),
    write: async (line, on) => void (await ask({ ask: 'write', line, on })),
    readOutput: async (line) => (await ask({ ask: 'readOutput', line })) === true,
    input: async (choice, changed) => {
      listeners.set(choice.line, changed);
      await ask({ ask: 'input', choice });
    },
    readInput: async (line) => (await ask({ ask: 'readInput', line })) === true,
    close: async () => void (await ask({ ask: 'close' })),
    energised: ({ line, activeLow }) => (gpio.level(line) === 1) !== activeLow,
    drive: (line, on) => gpio.drive(line, on ? 1 : 0),
    end: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};

linesContract('simulated, in a file', simulated);
linesContract('onoff, on /sys/class/gpio', onoff);

test('the simulated lines say which line, its value and when, one JSON line each', () => {
  const file = join(folder, 'shape.jsonl');
  const clock = { now: () => 1_700_000_000_000, monotonicNow: () => 42 };
  const lines = createSimulatedLines(file, clock);
  lines.output({ line: 17, name: 'relay', activeLow: true }).write(true);
  const at = '2023-11-14T22:13:20.000Z';
  expect(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text)),
  ).toEqual([
    { line: 'relay', value: 0, gpio: 17, at, monoMs: 42 },
    { line: 'relay', value: 1, gpio: 17, at, monoMs: 42 },
  ]);
});
