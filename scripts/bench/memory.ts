import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchRow, type BenchRun, inMiB } from './bench.ts';

const settleMs = 6_000;

/** What the device keeps in memory, against a process that only loads the two libraries nobody could do without. */
export const memoryBench: Bench = {
  name: 'memory',
  about: 'resident memory of the device, and whether taps make it grow',
  run: async (run) => [...(await atRest(run)), growth(run)],
};

async function atRest(run: BenchRun): Promise<readonly BenchRow[]> {
  const minimal = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "await import('mqtt'); await import('better-sqlite3'); setInterval(() => 0, 1000);",
    ],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'ignore' },
  );
  const device = spawn(process.execPath, [process.argv[1] ?? '', 'device'], {
    env: {
      ...process.env,
      BADGEUSE_DATA: join(run.folder, 'memory'),
      BADGEUSE_READER: 'simulated',
      BADGEUSE_GPIO: 'simulated',
      BADGEUSE_TERMINAL_PORT: '0',
      BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9',
    },
    stdio: 'ignore',
  });
  try {
    run.tell('letting the device settle');
    await sleep(settleMs);
    const mine = residentOf(device.pid);
    const floor = residentOf(minimal.pid);
    for (const child of childrenOf(device.pid)) {
      run.tell(`its child ${nameOf(child)}: ${inMiB(residentOf(child))}`);
    }
    return [
      {
        what: 'device, main process, against mqtt + better-sqlite3 alone',
        measured: inMiB(mine),
        baseline: inMiB(floor),
        ratio: mine / floor,
        target: { atMost: 1.4 },
      },
    ];
  } finally {
    await Promise.all([minimal, device].map(ended));
  }
}

function growth(run: BenchRun): BenchRow {
  const taps = run.quick ? 5_000 : 100_000;
  run.tell(`${taps.toLocaleString('en')} taps, each with its own fsync`);
  const child = new URL(`./tap-child${extname(import.meta.url)}`, import.meta.url);
  const args = [fileURLToPath(child), join(run.folder, 'growth'), String(taps)];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const [early = Number.NaN, late = Number.NaN] = JSON.parse(said) as number[];
  return {
    what: `memory after ${taps.toLocaleString('en')} taps, against a tenth of them`,
    measured: inMiB(late),
    baseline: inMiB(early),
    ratio: late / early,
    target: { atMost: 1.1 },
  };
}

function residentOf(pid: number | undefined): number {
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
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1]?.split('/').at(-1) ?? String(pid);

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
