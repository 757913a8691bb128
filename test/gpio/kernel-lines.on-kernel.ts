import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { linesContract } from '../contract/lines.ts';
import { linesAfar } from '../fakes/lines-afar.ts';
import { waitUntil } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

/** Real lines of the kernel (gpio-sim), in the guest that run.js starts; its other side is in sysfs. */
const sim = process.env['BADGEUSE_TEST_GPIO_SIM'] ?? '/nowhere: run it by `npm run test:gpio`';
const script = fileURLToPath(new URL('../fakes/lines-process.ts', import.meta.url));
const fileOf = (line: number, name: string) => join(sim, `sim_gpio${line}`, name);
const wires = {
  level: (line: number) =>
    readFileSync(fileOf(line, 'value'), 'utf8').trim() === '1' ? (1 as const) : (0 as const),
  drive: (line: number, level: 0 | 1) =>
    writeFileSync(fileOf(line, 'pull'), level === 1 ? 'pull-up' : 'pull-down'),
};
const base = (): string => {
  for (let number = 0; number < 1024; number += 1) {
    try {
      const label = readFileSync(`/sys/class/gpio/gpiochip${number}/label`, 'utf8').trim();
      if (label === 'pinctrl-bcm2711') return String(number);
    } catch {
      // Not this one.
    }
  }
  return '?';
};
const on = (driver: 'onoff' | 'gpiod', description: () => string) => () =>
  linesAfar(fork(script, [driver], { execArgv: [] }), description(), wires);

linesContract(
  'gpiod, version 1, on the kernel’s lines',
  on('gpiod', () => 'gpiod 1 on pinctrl-bcm2711, gpiochip0'),
);
// Before onoff, which leaves its lines exported.
test('gpiod: whoever drives a line is killed, and it is let go', async () => {
  const lines = await on('gpiod', () => 'gpiod 1 on pinctrl-bcm2711, gpiochip0')();
  const relays = [
    { line: 17, name: 'relay', activeLow: false },
    { line: 18, name: 'relay', activeLow: true },
  ];
  for (const relay of relays) await lines.output(relay);
  for (const { line } of relays) await lines.write(line, true);
  await waitUntil(() => relays.every((relay) => lines.energised(relay)));
  await lines.end();
  await waitUntil(() => relays.every((relay) => !lines.energised(relay)));
  expect(relays.map((relay) => lines.energised(relay))).toEqual([false, false]);
});

linesContract(
  'onoff on the kernel’s lines',
  on('onoff', () => `onoff on pinctrl-bcm2711, base ${base()}`),
);
