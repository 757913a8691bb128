import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GpioIoPlugin } from '../../../device/hardware/gpio-io-plugin.ts';
import { createKeeperBoard } from '../../../device/hardware/keeper-board.ts';
import { createSimulatedLines } from '../../../device/simulated/simulated-lines.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-board-'));
  file = join(folder, 'gpio.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const changes = () =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as { line: string; value: number })
    .map(({ line, value }) => `${line} ${value}`);

test('johnny-five itself moves the relay and the lamp, through our plug-in', async () => {
  const board = await createKeeperBoard(createSimulatedLines(file, systemClock));
  expect(board.component).toBe('johnny-five');
  const strike = board.strike({ line: 17, name: 'relay', activeLow: true });
  const lamp = board.lamp({ line: 23, name: 'green', activeLow: false });
  expect(changes()).toEqual(['relay 0', 'green 0']);
  strike.unlock();
  lamp.set(true);
  strike.secure();
  lamp.set(false);
  expect(changes().slice(2)).toEqual(['relay 1', 'green 1', 'relay 0', 'green 0']);
});

test('the plug-in reads inputs and refuses what a plain line cannot do', () => {
  const lines = createSimulatedLines(file, systemClock);
  const io = new GpioIoPlugin(lines, 54);
  const heard: number[] = [];
  io.digitalRead(27, (value) => heard.push(value));
  lines.drive(27, 1);
  lines.drive(27, 0);
  expect(heard).toEqual([0, 1, 0]);
  expect(() => io.analogWrite()).toThrow('no PWM');
});
