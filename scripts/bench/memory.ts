import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchRow, type BenchRun, inMiB } from './bench.ts';
import { ended, runMemoryDevice } from './memory-device.ts';

const settleMs = 4_000;

/** What the device keeps in memory, against a process that only loads the two libraries nobody could do without. */
export const memoryBench: Bench = {
  name: 'memory',
  about: 'resident memory of the connected device, and whether taps make it grow',
  run: async (run) => [await atRest(run), await growth(run)],
};

async function atRest(run: BenchRun): Promise<BenchRow> {
  const minimal = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "await import('mqtt'); await import('better-sqlite3'); setInterval(() => 0, 1000);",
    ],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'ignore' },
  );
  const device = await runMemoryDevice(join(run.folder, 'at-rest'), 'pcsc');
  try {
    await settled(device, run);
    const mine = residentOf(device.pid);
    const floor = residentOf(minimal.pid);
    for (const child of childrenOf(device.pid)) {
      run.tell(`its child ${nameOf(child)}: ${inMiB(residentOf(child))}`);
    }
    return {
      what: 'device, main process, against mqtt + better-sqlite3 alone',
      measured: inMiB(mine),
      baseline: inMiB(floor),
      ratio: mine / floor,
      target: { atMost: 1.4 },
    };
  } finally {
    await Promise.all([ended(minimal), device.stop()]);
  }
}

async function growth(run: BenchRun): Promise<BenchRow> {
  const taps = run.quick ? 2_000 : 100_000;
  const device = await runMemoryDevice(join(run.folder, 'growth'), 'simulated');
  try {
    await settled(device, run);
    run.tell(`${taps.toLocaleString('en')} taps; at rest ${inMiB(residentOf(device.pid))}`);
    const seen: number[] = [];
    for (let n = 1; n <= taps; n++) {
      await device.tap(n);
      if (n % (taps / 10) === 0) seen.push(residentOf(device.pid));
    }
    run.tell(`after each tenth: ${seen.map(inMiB).join(', ')}`);
    const [early = Number.NaN] = seen;
    const late = seen.at(-1) ?? Number.NaN;
    return {
      what: `memory after ${taps.toLocaleString('en')} taps, against a tenth of them`,
      measured: inMiB(late),
      baseline: inMiB(early),
      ratio: late / early,
      target: { atMost: 1.1 },
    };
  } finally {
    await device.stop();
  }
}

async function settled(device: { connected(): boolean }, run: BenchRun): Promise<void> {
  run.tell('letting the device settle');
  const startedAt = performance.now();
  while (!device.connected() && performance.now() - startedAt < 30_000) await sleep(100);
  if (!device.connected()) throw new Error('the device of the bench did not connect');
  await sleep(settleMs);
}

export function residentOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

const childrenOf = (pid: number | undefined): readonly number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );

/** The script a Node process runs, without its folder. */
const nameOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .find((word) => /\.[jt]s$/.test(word))
    ?.split('/')
    .at(-1) ?? String(pid);
