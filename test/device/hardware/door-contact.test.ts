import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { KeeperStart } from '../../../device/hardware/keeper-protocol.ts';
import {
  type DeviceUnderTest,
  deviceScript,
  frontDoor,
  isRunning,
  keeperEntry,
  startDevice,
} from '../../fakes/device-under-test.ts';
import { type FakeGpio, startFakeGpio } from '../../fakes/fake-gpio.ts';
import { waitUntil } from '../../parts/wait-for.ts';

jest.setTimeout(90_000);

/** Contact on 5: high is open. Button on 6 and fire on 13: low is yes, low is no. */
const door = frontDoor({
  unlockMs: 300,
  contact: { line: 5, activeLow: false },
  exitButton: { line: 6, activeLow: true },
  fire: { line: 13, activeLow: false },
  heldOpenSeconds: 4,
});

let folder: string;
let gpio: FakeGpio;
let device: DeviceUnderTest;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-contact-'));
  gpio = await startFakeGpio({ base: 512 });
  const start: KeeperStart = { gpio: 'onoff', deviceDir: folder };
  device = startDevice(gpio.run(deviceScript, [keeperEntry, JSON.stringify(start)]));
  gpio.drive(6, 1);
  await device.ask({ do: 'configure', doors: [door] });
  await waitUntil(() => device.heard.length === 3);
  device.heard.length = 0;
});
afterEach(async () => {
  const keeper = device.keeper();
  await device.kill('SIGKILL');
  if (keeper > 0) await waitUntil(() => !isRunning(keeper));
  await gpio.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A contact that moves as contacts do. */
const bounce = async (line: number, to: 0 | 1) => {
  for (let edge = 0; edge < 7; edge += 1) {
    gpio.drive(line, edge % 2 === 0 ? to : to === 1 ? 0 : 1);
    await sleep(edge % 3);
  }
};
const written: string[] = [];
const writes = async (...events: readonly string[]) => {
  written.length = 0;
  await waitUntil(async () => {
    written.push(...((await device.ask({ do: 'written' })) as string[]));
    return written.length >= events.length;
  }, 20_000);
  expect(written).toEqual(events);
};
const notes = () => device.ask({ do: 'notes' });

test('a contact that bounces is heard once, whatever its edges', async () => {
  await bounce(5, 1);
  await waitUntil(() => device.heard.length === 1);
  await bounce(5, 0);
  await waitUntil(() => device.heard.length === 2);
  await bounce(6, 0);
  await waitUntil(() => device.heard.length === 3);
  await bounce(6, 1);
  await waitUntil(() => device.heard.length === 4);
  await sleep(200);
  expect(device.heard).toEqual([
    'front contact true',
    'front contact false',
    'front exitButton true',
    'front exitButton false',
  ]);
});

test('a normal opening, a forced and a held one are told apart by their edges', async () => {
  await device.ask({ do: 'unlock', door: 'front', ms: 300 });
  await bounce(5, 1);
  await waitUntil(() => device.moves.includes('front secured'));
  await bounce(5, 0);
  await writes('opened', 'secured', 'closed');
  expect(await notes()).toEqual([]);

  await sleep(1_100);
  await bounce(5, 1);
  await writes('opened', 'forced');
  expect(await notes()).toEqual(['door.forced']);
  await bounce(5, 0);
  await writes('closed');

  await device.ask({ do: 'unlock', door: 'front', ms: 300 });
  await bounce(5, 1);
  await waitUntil(async () => String(await notes()) === 'door.heldOpen', 20_000);
  await bounce(5, 0);
  await writes('opened', 'secured', 'heldOpen', 'closed');
  expect(await notes()).toEqual([]);
});

test('the exit button opens the strike, and who leaves forces nothing', async () => {
  await bounce(6, 0);
  await waitUntil(() => gpio.level(17) === 1);
  await bounce(6, 1);
  await waitUntil(() => gpio.level(17) === 0);
  await bounce(5, 1);
  await bounce(5, 0);
  await waitUntil(() => device.heard.includes('front exitButton false'));
  await sleep(200);
  await bounce(5, 1);
  await waitUntil(() => device.heard.includes('front contact true'));
  await sleep(1_500);
  expect(await notes()).toEqual([]);
  expect(((await device.ask({ do: 'written' })) as string[]).slice(0, 2)).toEqual([
    'exitButton',
    'unlocked',
  ]);
});

test('the fire alarm is written down and moves nothing', async () => {
  await bounce(13, 1);
  await bounce(5, 1);
  await writes('fire', 'opened');
  expect(await notes()).toEqual(['door.fire']);
  expect(gpio.level(17)).toBe(0);
});
