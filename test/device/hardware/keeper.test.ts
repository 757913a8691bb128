import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { KeeperStart } from '../../../device/hardware/keeper-protocol.ts';
import {
  type DeviceUnderTest,
  deviceScript,
  frontDoor as door,
  here,
  isRunning,
  keeperEntry,
  startDevice,
} from '../../fakes/device-under-test.ts';
import { type FakeGpio, startFakeGpio } from '../../fakes/fake-gpio.ts';
import { waitUntil } from '../../parts/wait-for.ts';

jest.setTimeout(60_000);

let folder: string;
let device: DeviceUnderTest | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-keeper-'));
});
afterEach(async () => {
  const keeper = device?.keeper() ?? -1;
  await device?.kill('SIGKILL');
  if (keeper > 0) await waitUntil(() => !isRunning(keeper));
  device = null;
  rmSync(folder, { recursive: true, force: true });
});

const strikeContract = (
  name: string,
  world: () => Promise<{
    start: KeeperStart;
    run(script: string, args: string[]): ChildProcess;
    relay(line?: number): 0 | 1;
    end(): Promise<void>;
    gpio: FakeGpio | null;
  }>,
) => {
  describe(`keeper on ${name} lines`, () => {
    let at: Awaited<ReturnType<typeof world>>;
    beforeEach(async () => {
      at = await world();
      device = startDevice(at.run(deviceScript, [keeperEntry, JSON.stringify(at.start)]));
    });
    afterEach(async () => {
      await device?.kill('SIGKILL');
      await at.end();
    });
    const running = (): DeviceUnderTest => {
      if (device === null) throw new Error('no device');
      return device;
    };

    test('it unlocks, locks again by itself, and cuts a long wish at the cap', async () => {
      await running().ask({ do: 'configure', doors: [door({ capMs: 700 })] });
      expect(await running().ask({ do: 'fault' })).toBeNull();
      expect(at.relay()).toBe(0);
      await running().ask({ do: 'unlock', door: 'front', ms: 60_000 });
      await waitUntil(() => at.relay() === 1);
      await waitUntil(() => at.relay() === 0);
      await waitUntil(() => running().moves.length === 2);
      expect(running().moves).toEqual(['front unlocked', 'front secured']);
      await running().ask({ do: 'alive' });
    });

    test('an active-low relay rests high and the others are not touched by it', async () => {
      const inverted = door({ id: 'back', line: 18, activeLow: true });
      await running().ask({ do: 'configure', doors: [door(), inverted] });
      if (at.gpio) expect(at.gpio.level(18)).toBe(1);
      await running().ask({ do: 'unlock', door: 'back', ms: 5_000 });
      await waitUntil(() => running().moves.includes('back unlocked'));
      expect(at.relay(17)).toBe(0);
      if (at.gpio) expect(at.gpio.level(18)).toBe(0);
      await running().ask({ do: 'configure', doors: [] });
      await waitUntil(() => running().moves.includes('back secured'));
      if (at.gpio) expect(at.gpio.level(18)).toBe(1);
    });

    test('a line that cannot be had is told, and the other doors work', async () => {
      const impossible = door({ id: 'back', line: at.gpio ? 1000 : -5 });
      await running().ask({ do: 'configure', doors: [impossible, door()] });
      expect(await running().ask({ do: 'fault' })).toBe('lineUnusable');
      await expect(running().ask({ do: 'unlock', door: 'back', ms: 1 })).rejects.toMatchObject({
        code: 'lineUnusable',
      });
      await running().ask({ do: 'unlock', door: 'front', ms: 5_000 });
      await waitUntil(() => at.relay() === 1);
    });

    test('the same config again does not lock a door that is open', async () => {
      await running().ask({ do: 'configure', doors: [door()] });
      await running().ask({ do: 'unlock', door: 'front', ms: 5_000 });
      await waitUntil(() => at.relay() === 1);
      await running().ask({ do: 'configure', doors: [door()] });
      expect(at.relay()).toBe(1);
    });

    test('a door nobody knows is refused', async () => {
      await running().ask({ do: 'configure', doors: [door()] });
      await expect(running().ask({ do: 'unlock', door: 'cellar', ms: 1 })).rejects.toMatchObject({
        code: 'notFound',
      });
    });

    test('a door that is left without a line is ours to open only where doors are simulated', async () => {
      const cellar = { ...door({ line: null }), id: 'cellar' };
      await running().ask({ do: 'configure', doors: [door({ line: 17 }), cellar] });
      expect(await running().ask({ do: 'drives', door: 'cellar' })).toBe(at.gpio === null);
      const unlocked = running().ask({ do: 'unlock', door: 'cellar', ms: 1 });
      if (at.gpio) await expect(unlocked).rejects.toMatchObject({ code: 'notFound' });
      else await expect(unlocked).resolves.toBeNull();
    });

    test('locked again when the device is killed: its pipe closes', async () => {
      await running().ask({ do: 'configure', doors: [door()] });
      await running().ask({ do: 'unlock', door: 'front', ms: 10_000 });
      await waitUntil(() => at.relay() === 1);
      const keeper = running().keeper();
      await running().kill('SIGKILL');
      await waitUntil(() => at.relay() === 0, 5_000);
      await waitUntil(() => !isRunning(keeper));
    });

    test('locked again when the keeper is told to end', async () => {
      await running().ask({ do: 'configure', doors: [door()] });
      await running().ask({ do: 'unlock', door: 'front', ms: 10_000 });
      await waitUntil(() => at.relay() === 1);
      const keeper = running().keeper();
      // Stopped, the device cannot start the next keeper, which would lock as well.
      process.kill(running().pid, 'SIGSTOP');
      process.kill(keeper, 'SIGTERM');
      await waitUntil(() => at.relay() === 0, 5_000);
      await waitUntil(() => !isRunning(keeper));
    });

    test('a killed keeper is replaced; the new one locks first, and the door works again', async () => {
      await running().ask({ do: 'configure', doors: [door()] });
      await running().ask({ do: 'unlock', door: 'front', ms: 10_000 });
      await waitUntil(() => at.relay() === 1);
      const killed = running().keeper();
      process.kill(killed, 'SIGKILL');
      await waitUntil(() => at.relay() === 0, 9_000);
      await waitUntil(async () => (await running().ask({ do: 'fault' })) === null);
      expect(running().keeper()).not.toBe(killed);
      await running().ask({ do: 'configure', doors: [door()] });
      await running().ask({ do: 'unlock', door: 'front', ms: 500 });
      await waitUntil(() => at.relay() === 1);
      await waitUntil(() => at.relay() === 0);
    });
  });
};

strikeContract('simulated', async () => {
  const start: KeeperStart = { gpio: 'simulated', deviceDir: folder };
  const file = join(folder, 'gpio.jsonl');
  return {
    start,
    run: (script, args) => fork(script, args),
    relay: (line = 17) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((text) => JSON.parse(text) as { gpio: number; value: 0 | 1 })
        .findLast((change) => change.gpio === line)?.value ?? 0,
    end: async () => undefined,
    gpio: null,
  };
});

strikeContract('onoff', async () => {
  const gpio = await startFakeGpio({ base: 571 });
  return {
    start: { gpio: 'onoff', deviceDir: folder },
    run: gpio.run,
    relay: (line = 17) => gpio.level(line),
    end: gpio.stop,
    gpio,
  };
});

test.each(['secure-lines', 'the next start, before any config'])(
  'after a SIGKILL of everything the lines stay driven, until put back by %s',
  async (by) => {
    const gpio = await startFakeGpio({ base: 512 });
    const start: KeeperStart = { gpio: 'onoff', deviceDir: folder };
    device = startDevice(gpio.run(deviceScript, [keeperEntry, JSON.stringify(start)]));
    await device.ask({
      do: 'configure',
      doors: [door(), door({ id: 'back', line: 18, activeLow: true })],
    });
    await device.ask({ do: 'unlock', door: 'front', ms: 10_000 });
    await device.ask({ do: 'unlock', door: 'back', ms: 10_000 });
    await waitUntil(() => gpio.level(17) === 1 && gpio.level(18) === 0);

    const keeper = device.keeper();
    process.kill(device.pid, 'SIGSTOP');
    process.kill(keeper, 'SIGKILL');
    await device.kill('SIGKILL');
    await waitUntil(() => !isRunning(keeper));
    expect([gpio.level(17), gpio.level(18)]).toEqual([1, 0]);

    if (by === 'secure-lines') {
      const secure = gpio.run(here('device/hardware/secure-lines.ts'), [folder]);
      expect(await new Promise((resolve) => secure.once('exit', resolve))).toBe(0);
    } else {
      device = startDevice(gpio.run(deviceScript, [keeperEntry, JSON.stringify(start)]));
      // One line after the other.
      await waitUntil(() => gpio.level(17) === 0 && gpio.level(18) === 1);
    }
    expect([gpio.level(17), gpio.level(18)]).toEqual([0, 1]);
    await device.kill('SIGKILL');
    await gpio.stop();
  },
);

test('secure-lines has nothing to do, and says nothing, where there are no lines of ours', () => {
  const ran = spawnSync(process.execPath, [here('device/hardware/secure-lines.ts'), folder]);
  expect({ status: ran.status, stderr: String(ran.stderr) }).toEqual({ status: 0, stderr: '' });
});

test('without GPIO the keeper says so instead of pretending', async () => {
  const start: KeeperStart = { gpio: 'onoff', deviceDir: folder };
  device = startDevice(fork(deviceScript, [keeperEntry, JSON.stringify(start)]));
  const running = device;
  await waitUntil(async () => (await running.ask({ do: 'fault' })) === 'linesUnavailable');
  await expect(
    running
      .ask({ do: 'configure', doors: [door()] })
      .then(() => running.ask({ do: 'unlock', door: 'front', ms: 1 })),
  ).rejects.toMatchObject({ code: 'keeperRestarting' });
});
