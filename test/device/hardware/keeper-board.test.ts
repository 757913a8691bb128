import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GpioIoPlugin } from '../../../device/hardware/gpio-io-plugin.ts';
import { createKeeperBoard } from '../../../device/hardware/keeper-board.ts';
import { createSimulatedLines } from '../../../device/simulated/simulated-lines.ts';
import type { Cancel } from '../../../shared/domain/clock.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { waitUntil } from '../../parts/wait-for.ts';

const time = { clock: systemClock, timers: systemTimers };
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-board-'));
  file = join(folder, 'gpio.jsonl');
});
const stops: Cancel[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  rmSync(folder, { recursive: true, force: true });
});

const changes = () =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as { line: string; value: number })
    .map(({ line, value }) => `${line} ${value}`);

test('johnny-five itself moves the relay and the lamp, through our plug-in', async () => {
  const board = await createKeeperBoard(createSimulatedLines(file, systemClock), time);
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

test('the plug-in reads inputs, bounces left out, and refuses what a plain line cannot do', async () => {
  const lines = createSimulatedLines(file, systemClock);
  const io = new GpioIoPlugin(lines, 54, time);
  const heard: number[] = [];
  const release = io.listenTo({ line: 27, name: 'exitButton', activeLow: false }, () => undefined);
  stops.push(release);
  io.digitalRead(27, (value) => heard.push(value));
  await waitUntil(() => heard.length === 1);
  for (const level of [1, 0, 1, 0, 1] as const) lines.drive(27, level);
  await waitUntil(() => heard.length === 2);
  expect(heard).toEqual([0, 1]);
  expect(() => io.analogWrite()).toThrow('no PWM');
});

describe('a button', () => {
  const choice = { line: 6, name: 'exitButton', activeLow: false };
  const pressing = async () => {
    const lines = createSimulatedLines(file, systemClock);
    let isBroken = false;
    const board = await createKeeperBoard(
      {
        ...lines,
        input(wanted, changed) {
          const line = lines.input(wanted, changed);
          const read = () => {
            if (isBroken) throw new Error('no such line');
            return line.read();
          };
          return { ...line, read };
        },
      },
      time,
    );
    const heard: (boolean | null)[] = [];
    const stop = board.button(choice, (on) => heard.push(on));
    stops.push(stop);
    const cut = (broken: boolean) => {
      isBroken = broken;
    };
    return { lines, board, heard, stop, cut };
  };

  test('is told as it is found, then pressed and let go once each, whatever it bounces', async () => {
    const { lines, heard } = await pressing();
    await waitUntil(() => heard.length === 1);
    for (const level of [1, 0, 1] as const) lines.drive(6, level);
    await waitUntil(() => heard.length === 2);
    for (const level of [0, 1, 0, 1, 0] as const) lines.drive(6, level);
    await waitUntil(() => heard.length === 3);
    expect(heard).toEqual([false, true, false]);
  });

  test('that is held is told as held, also after the config was applied again', async () => {
    const { lines, board, heard, stop } = await pressing();
    lines.drive(6, 1);
    await waitUntil(() => heard.length > 0);
    expect(heard).toEqual([true]);
    stop();
    const after: (boolean | null)[] = [];
    stops.push(board.button(choice, (on) => after.push(on)));
    await waitUntil(() => after.length > 0);
    lines.drive(6, 0);
    await waitUntil(() => after.length > 1);
    expect(after).toEqual([true, false]);
    expect(heard).toEqual([true]);
  });

  test('that cannot be read is told as such, and as it is once it can be again', async () => {
    const { heard, cut } = await pressing();
    await waitUntil(() => heard.length === 1);
    cut(true);
    await waitUntil(() => heard.length === 2);
    cut(false);
    await waitUntil(() => heard.length === 3);
    expect(heard).toEqual([false, null, false]);
  });
});
