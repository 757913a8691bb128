import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
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

const capMs = 1_500;
/** Who renews in time must not be taken for one who does not, however busy the machine is. */
const leaseCapMs = 3_000;
/** What a busy machine may add; what is tested against takes twice the cap and more. */
const noiseMs = 2_000;

let folder: string;
let gpio: FakeGpio;
let device: DeviceUnderTest;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-caps-'));
  gpio = await startFakeGpio({ base: 512 });
});
afterEach(async () => {
  const keeper = device.keeper();
  await device.kill('SIGKILL');
  if (keeper > 0) await waitUntil(() => !isRunning(keeper));
  await gpio.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A wall clock that leaps a year to and fro, in the device and in its keeper. */
const leapingClock = `--import data:text/javascript,${encodeURIComponent(
  'const now=Date.now.bind(Date);let leaps=0;Date.now=()=>now()+((leaps++)%2?1:-1)*31536e6;',
)}`;

const begin = async (env: Readonly<Record<string, string>> = {}, cap = capMs) => {
  const start: KeeperStart = { gpio: 'onoff', deviceDir: folder };
  device = startDevice(gpio.run(deviceScript, [keeperEntry, JSON.stringify(start)], env));
  await device.ask({ do: 'configure', doors: [frontDoor({ capMs: cap })] });
};

/**
 * Watches the relay from outside every process, on this test's own monotonic clock. What goes wrong does so once it was
 * seen high: a keeper whose device is killed lets go sooner than anybody looks twice.
 */
const highFor = async (
  goWrong: () => Promise<unknown> = async () => undefined,
): Promise<number> => {
  await waitUntil(() => gpio.level(17) === 1);
  const from = performance.now();
  const gone = goWrong();
  while (gpio.level(17) === 1 && performance.now() - from < 30_000) await sleep(5);
  const high = performance.now() - from;
  await gone;
  return high;
};

describe('the relay is let go within the cap, as an observer outside measures', () => {
  const unlock = { do: 'unlock', door: 'front', ms: 60_000 } as const;
  test.each<[string, () => Promise<unknown>]>([
    ['nothing is wrong', async () => undefined],
    ['the keeper is stopped', async () => process.kill(device.keeper(), 'SIGSTOP')],
    ['the keeper is killed', async () => process.kill(device.keeper(), 'SIGKILL')],
    ['the device is stopped', async () => process.kill(device.pid, 'SIGSTOP')],
    ['the device is killed', () => device.kill('SIGKILL')],
    [
      "the device's event loop is blocked",
      async () => void device.ask({ do: 'block', ms: 10_000 }),
    ],
  ])('%s', async (_name, goWrong) => {
    await begin();
    await device.ask(unlock);
    expect(await highFor(goWrong)).toBeLessThan(capMs + noiseMs);
  });

  test('the wall clock leaps', async () => {
    await begin({ NODE_OPTIONS: leapingClock });
    await device.ask(unlock);
    expect(await highFor()).toBeLessThan(capMs + noiseMs);
    await waitUntil(() => device.moves.includes('front secured'));
    expect(device.moves).toEqual(['front unlocked', 'front secured']);
  });

  test('a lease that nobody renews any more', async () => {
    await begin({}, leaseCapMs);
    const high = highFor();
    // More than twice the cap in all: each renewal begins it again.
    for (let renewals = 0; renewals < 7; renewals += 1) {
      await device.ask({ do: 'hold', door: 'front', ms: 60_000 });
      await sleep(leaseCapMs / 3);
    }
    const renewedUntil = performance.now();
    process.kill(device.pid, 'SIGSTOP');
    expect(await high).toBeGreaterThan(leaseCapMs * 2);
    expect(performance.now() - renewedUntil).toBeLessThan(leaseCapMs + noiseMs);
  });

  test('a stopped keeper is replaced, and the door works again', async () => {
    await begin();
    const stopped = device.keeper();
    await device.ask(unlock);
    await waitUntil(() => gpio.level(17) === 1);
    process.kill(stopped, 'SIGSTOP');
    await waitUntil(() => gpio.level(17) === 0, 20_000);
    // The line is low before the device has heard that its keeper is gone.
    await waitUntil(() => ![-1, stopped].includes(device.keeper()), 20_000);
    await waitUntil(async () => (await device.ask({ do: 'fault' })) === null, 20_000);
    await device.ask({ ...unlock, ms: 500 });
    await waitUntil(() => gpio.level(17) === 1);
    await waitUntil(() => gpio.level(17) === 0);
    const secured = () => device.moves.filter((move) => move === 'front secured').length;
    // The line is low before the device has heard so.
    await waitUntil(() => secured() > 1);
  });
});
