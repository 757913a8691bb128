import { cpSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ChildPart, childPart } from '../parts/child-part.ts';
import { type DiskThatDies, makeDisk } from '../parts/disk-that-dies.ts';
import { allArrived, differences, everyOneOnce, marksOf, seenOutside } from '../parts/each-once.ts';
import { type JournalOnDisk, readJournal } from '../parts/journal-on-disk.ts';
import type { Patch } from '../parts/patched-sources.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { outOfOrder, type Tapping, tapThrough } from '../parts/tap-through.ts';
import { waitFor } from '../parts/wait-for.ts';
import { openingsIn, withoutPunch } from '../parts/watch-relay.ts';

/**
 * The device as it is installed, on a disk whose power is cut while it starts, while it is tapped and while it tidies
 * up. Who stands beside the door remembers every light that was green; what is on the disk afterwards is read without
 * the device. `npm run test:powercut -- --trials 200` for more of them.
 */
const trials = Number(process.env['POWER_CUT_TRIALS'] ?? 20);
const trialsLosing = Number(process.env['POWER_CUT_TRIALS'] ?? 3);

let product: Product;
let disk: DiskThatDies;
/** Written by the keeper; beside the disk, for it stands for what people saw. */
let gpioLog: string;
const scratch = scratchFolder('power-cut');

beforeAll(async () => {
  product = await startProduct({ members: 24 });
  await product.device.stop();
  const { deviceFolder, dataDir } = product;
  gpioLog = join(dataDir, 'gpio.jsonl');
  writeFileSync(gpioLog, '');
  const before = join(dataDir, 'device-before');
  cpSync(deviceFolder, before, { recursive: true });
  disk = await makeDisk(deviceFolder);
  await disk.powerOn();
  cpSync(before, deviceFolder, { recursive: true });
  rmSync(join(deviceFolder, 'gpio.jsonl'), { force: true });
  symlinkSync(gpioLog, join(deviceFolder, 'gpio.jsonl'));
  // What was copied is flushed so, as it would be after the evening it was made in.
  await disk.takeOff();
  await disk.powerOn();
}, 120_000);

afterAll(async () => {
  await running?.kill();
  await disk?.end();
  await product?.end();
}, 60_000);

let running: ChildPart | null = null;

/** As many taps as a door ever sees, and every trial reads them all again. */
const pauseMs = 40;

interface Trial {
  readonly patches: readonly Patch[];
  /** Resolves when the power is to be cut. */
  cutAt(tapping: Tapping): Promise<void>;
}

/** Tapped until the power goes without a warning; then looks at the disk, which stays on for the next. */
async function trial({ patches, cutAt }: Trial): Promise<JournalOnDisk & { tapping: Tapping }> {
  const device = childPart('device', product.env, patches);
  running = device;
  device.start();
  const tapping = tapThrough(product, 4, pauseMs);
  try {
    await cutAt(tapping);
    if (!device.isRunning()) throw new Error(device.said());
  } finally {
    disk.cut();
    // A moment more: a device that goes on without its disk must not show green.
    await after(some(0, 100));
    await device.kill();
    await tapping.stop();
    await disk.takeOff();
  }
  await disk.powerOn();
  const found = readJournal(join(product.deviceFolder, 'journal.db'), join(scratch, 'journal.db'));
  return { ...found, tapping };
}

/** Every 100 ms instead of every half minute: a cut should meet the log being moved. */
const tidyOften: Patch = {
  file: 'device/jobs',
  from: 'const tidyMs = 30_000;',
  to: 'const tidyMs = 100;',
};

const some = (least: number, most: number) => least + Math.random() * (most - least);

const whileStarting = async () => void (await after(some(100, 2_000)));

const whileTapped = async ({ green }: Tapping) => {
  await waitFor('a green light', () => green.length > 0, 30_000);
  await after(some(0, 900));
};

test('the power goes while the device is tapped: every green light is on the disk, once, and the chain is whole', async () => {
  const began = performance.now();
  const green: string[] = [];
  let unanswered = 0;
  let red = 0;
  let last: JournalOnDisk | null = null;
  for (let n = 1; n <= trials; n++) {
    const patches = n % 2 === 0 ? [tidyOften] : [];
    const cutAt = n % 5 === 0 ? whileStarting : whileTapped;
    const { tapping, ...found } = await trial({ patches, cutAt });
    last = found;
    green.push(...tapping.green.map(({ id }) => id));
    unanswered += tapping.unanswered();
    red += tapping.red();
    const { lost, doubled, invented } = differences(green, found.punches);
    expect({ trial: n, lost, doubled, wrong: found.wrong }).toEqual({
      ...{ trial: n, lost: [], doubled: [], wrong: [] },
    });
    expect(outOfOrder(tapping.green)).toEqual([]);
    expect(invented.length).toBeLessThanOrEqual(unanswered);
    expect(found.epochs).toHaveLength(1);
    // What the cloud said it has is never less than what the device believes it has.
    const [own] = found.epochs;
    const mark = marksOf(product).find(({ epoch }) => epoch === own?.epoch);
    expect(own?.acked).toBeLessThanOrEqual(mark?.up_to ?? 0);
  }
  const openings = openingsIn(gpioLog);
  expect(openings.length).toBeGreaterThan(0);
  expect(withoutPunch(openings, last?.at ?? [], 3_000)).toEqual([]);

  // And all of it reaches the cloud, which saw the device vanish as often.
  const device = childPart('device', product.env);
  running = device;
  device.start();
  await waitFor('everything to arrive', () => allArrived(product), 60_000);
  await device.stop();
  const outside = await seenOutside(product);
  expect(differences(last?.punches ?? [], outside.punches)).toEqual(everyOneOnce);
  expect(await product.all('/api/v1/incidents')).toEqual([]);
  console.log(
    `${trials} power cuts in ${((performance.now() - began) / 1_000).toFixed(1)} s: ${green.length} green lights, ` +
      `${last?.punches.length} punches on the disk, 0 lost, 0 doubled; ${unanswered} taps without an answer, ` +
      `${red} told that they could not be recorded`,
  );
}, 1_200_000);

test('the same device with synchronous=NORMAL loses green lights, and its file looks sound', async () => {
  const patches: Patch[] = [
    { file: 'shared/runtime/sqlite', from: "'synchronous = FULL'", to: "'synchronous = NORMAL'" },
    { file: 'shared/runtime/sqlite', from: '!== 2)', to: '!== 1)' },
  ];
  let lost = 0;
  let green = 0;
  for (let n = 1; n <= trialsLosing; n++) {
    const { tapping, ...found } = await trial({ patches, cutAt: whileTapped });
    expect(found.wrong).toEqual([]);
    const ids = tapping.green.map(({ id }) => id);
    lost += differences(ids, found.punches).lost.length;
    green += ids.length;
  }
  console.log(`${trialsLosing} power cuts: ${lost} of ${green} green lights lost`);
  expect(lost).toBeGreaterThan(0);
}, 1_200_000);

test('a disk that takes no more writes: no green light without one, the device starts afresh, and finds it all', async () => {
  const device = childPart('device', product.env);
  running = device;
  device.start();
  const tapping = tapThrough(product, 4, 0);
  await waitFor('green lights', () => tapping.green.length > 20, 30_000);
  disk.breakWrites();
  await waitFor('a red light', () => tapping.red() > 0, 30_000);
  // By itself: what a process knows of a file after a failed fsync cannot be believed.
  await waitFor('the device to end', () => !device.isRunning(), 30_000);
  expect(device.said()).toContain('[device ended: 1]');
  await tapping.stop();
  disk.cut();
  await disk.takeOff();
  disk.mendWrites();
  await disk.powerOn();

  const found = readJournal(join(product.deviceFolder, 'journal.db'), join(scratch, 'journal.db'));
  expect(found.wrong).toEqual([]);
  const ids = tapping.green.map(({ id }) => id);
  const { lost, doubled } = differences(ids, found.punches);
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  device.start();
  await waitFor('everything to arrive', () => allArrived(product), 60_000);
  // Where all had arrived before, the device may still be starting.
  const tapped = async () => product.observer.tap(product.uids[0] ?? '');
  const answer = await waitFor('an answer to a tap', tapped, 30_000);
  expect(answer.decision).toBe('granted');
  await device.stop();
}, 120_000);
