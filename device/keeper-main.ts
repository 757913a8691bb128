import { join } from 'node:path';
import { systemClock, systemTimers } from '../shared/runtime/system-clock.ts';
import { runKeeper } from './hardware/keeper.ts';
import type { KeeperStart } from './hardware/keeper-protocol.ts';
import type { Lines } from './ports.ts';

/**
 * Entry of the keeper process, forked by the device with one JSON argument (`KeeperStart`). It chooses who drives
 * the lines.
 */
const start = JSON.parse(process.argv[2] ?? '') as KeeperStart;

const drivers: Record<KeeperStart['gpio'], () => Promise<Lines>> = {
  onoff: async () => (await import('./hardware/onoff-lines.ts')).createOnoffLines(),
  gpiod: async () => (await import('./hardware/gpiod-lines.ts')).createGpiodLines(),
  simulated: async () =>
    (await import('./simulated/simulated-lines.ts')).createSimulatedLines(
      join(start.deviceDir, 'gpio.jsonl'),
      systemClock,
      join(start.deviceDir, 'gpio-hand.jsonl'),
    ),
};

await runKeeper(start, drivers[start.gpio], { clock: systemClock, timers: systemTimers });
