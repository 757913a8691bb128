import { fork } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { InputLine, OutputLine } from '../../../device/ports.ts';
import { createSimulatedLines } from '../../../device/simulated/simulated-lines.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { type LinesUnderTest, linesContract } from '../../contract/lines.ts';
import { type FakeGpio, startFakeGpio } from '../../fakes/fake-gpio.ts';
import { linesAfar } from '../../fakes/lines-afar.ts';
import { waitUntil } from '../../parts/wait-for.ts';

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

const script = fileURLToPath(new URL('../../fakes/lines-process.ts', import.meta.url));

const onoff = () =>
  linesAfar(gpio.run(script, ['onoff']), 'onoff on pinctrl-bcm2711, base 458', {
    level: (line) => gpio.level(line),
    drive: (line, level) => gpio.drive(line, level),
  });

const tools = fileURLToPath(new URL('../../fakes/gpiod', import.meta.url));

/** Programs that take the arguments of the real ones and say what they say; the kernel's lines are files. */
const gpiod = (version: 1 | 2) => () => {
  const lines = mkdtempSync(join(folder, 'gpiod-'));
  const fileOf = (line: number) => join(lines, `line${line}`);
  const env = {
    ...process.env,
    PATH: `${tools}:${process.env['PATH']}`,
    FAKE_GPIO: lines,
    FAKE_GPIOD: String(version),
  };
  const child = fork(script, ['gpiod'], { env, execArgv: [] });
  return linesAfar(child, `gpiod ${version} on pinctrl-rp1, gpiochip0`, {
    level: (line) => (readFileSync(fileOf(line), 'utf8').trim() === '1' ? 1 : 0),
    drive(line, level) {
      writeFileSync(`${fileOf(line)}.new`, `${level}\n`);
      renameSync(`${fileOf(line)}.new`, fileOf(line));
    },
  });
};

linesContract('simulated, in a file', simulated);
linesContract('onoff, on /sys/class/gpio', onoff);
linesContract('gpiod, by programs that stand in for version 1', gpiod(1));
linesContract('gpiod, by programs that stand in for version 2', gpiod(2));

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

test('a hand moves simulated lines by a file, in volts', async () => {
  const at = mkdtempSync(join(folder, 'hand-'));
  const hand = join(at, 'gpio-hand.jsonl');
  writeFileSync(hand, '{"gpio":6,"value":1}\n');
  const lines = createSimulatedLines(join(at, 'gpio.jsonl'), systemClock, hand);
  const seen: boolean[] = [];
  const button = lines.input({ line: 6, name: 'button', activeLow: true }, (on) => seen.push(on));
  // What was written before nobody listened is over.
  expect(button.read()).toBe(false);
  appendFileSync(hand, '{"gpio":6,"value":0}\nnonsense\n{"gpio":');
  await waitUntil(() => seen.length === 1);
  appendFileSync(hand, '6,"value":1}\n');
  await waitUntil(() => seen.length === 2);
  expect([seen, button.read()]).toEqual([[true, false], false]);
  lines.close();
});
