import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeeperStrike } from '../../device/hardware/keeper-strike.ts';
import { siblingEntry } from '../../device/hardware/sibling-entry.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { type Bench, inMs, inTurns, quantile, timed } from './bench.ts';
import { benchConfig, fillCards, openBenchDevice } from './bench-device.ts';

const allowanceMs = 5;
/** This bench's own extension: `.ts` from source, `.js` when built. */
const besideDevice = new URL(`../../device/on-tap${extname(import.meta.url)}`, import.meta.url)
  .href;

/** From the uid to the command the keeper was given: the commit lies between, so the disk sets the floor. */
export const writeTapBench: Bench = {
  name: 'write-tap',
  about: 'from the uid to the relay command, against one fdatasync of 4 KiB',
  async run(run) {
    const folder = join(run.folder, 'write-tap');
    await fillCards(folder, 1_000);
    const keeper = createKeeperStrike({
      entry: siblingEntry(besideDevice, 'keeper-main'),
      start: { gpio: 'simulated', deviceDir: folder },
      clock: systemClock,
      timers: systemTimers,
      logger: silentLogger,
    });
    keeper.start();
    await keeper.strike.configure(benchConfig.doors);
    await keeper.strike.alive(10_000);
    let commandedAt = 0;
    const device = openBenchDevice(folder, {
      drives: (door) => keeper.strike.drives(door),
      unlockFor(door, ms) {
        void keeper.strike.unlockFor(door, ms);
        commandedAt = performance.now();
      },
    });
    const raw = openSync(join(run.folder, 'raw'), 'w');
    const page = Buffer.alloc(4096, 1);
    let card = 0;
    const tapOnce = async () => {
      await sleep(2); // a door is not a queue: the process has been idle when a card comes
      const heardAt = performance.now();
      const outcome = device.tap(card++ % 1_000);
      if (outcome?.decision !== 'granted') throw new Error('the bench was refused entry');
      return commandedAt - heardAt;
    };
    const syncOnce = () =>
      timed(() => {
        writeSync(raw, page);
        fdatasyncSync(raw);
      });
    await inTurns(50, tapOnce, syncOnce);
    const taken = await inTurns(run.quick ? 200 : 2_000, tapOnce, syncOnce);
    device.close();
    closeSync(raw);
    await keeper.strike.stop();
    const p99 = { tap: quantile(taken.first, 0.99), sync: quantile(taken.second, 0.99) };
    const allowed = allowanceMs + p99.sync;
    return [
      {
        what: 'uid to relay command, p99, against 5 ms + one fdatasync (p99)',
        measured: inMs(p99.tap),
        baseline: inMs(allowed),
        ratio: p99.tap / allowed,
        target: { atMost: 1 },
      },
    ];
  },
};
