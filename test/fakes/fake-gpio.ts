import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../parts/wait-for.ts';

/** A /sys/class/gpio of our own (gpio-fuse.c), in a mount namespace that nobody else sees. */
export interface FakeGpio {
  readonly base: number;
  /** The electrical level of a line, by BCM number. */
  level(line: number): 0 | 1;
  /** Drives an input line from outside. */
  drive(line: number, level: 0 | 1): void;
  /** Starts a script inside the namespace, with an IPC channel. */
  run(
    script: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): ChildProcess;
  stop(): Promise<void>;
}

const source = fileURLToPath(new URL('./gpio-fuse.c', import.meta.url));

/** Compiled once per version of the source. */
const compiled = (): string => {
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const program = join(tmpdir(), `badgeuse-gpio-fuse-${version}`);
  if (existsSync(program)) return program;
  const flags = execFileSync('pkg-config', ['fuse3', '--cflags', '--libs'], { encoding: 'utf8' });
  const fresh = `${program}.${process.pid}`;
  execFileSync('gcc', [
    '-O2',
    '-Wall',
    '-Wextra',
    source,
    '-o',
    fresh,
    ...flags.trim().split(/\s+/),
  ]);
  renameSync(fresh, program);
  return program;
};

/**
 * tmpfs over /sys/class with the other classes linked back, and ours as gpio. Everything hangs below /sys, which is
 * a mount of its own also where / is none: in a chroot nothing else can be kept from those who share it.
 */
const setUp = `
  set -e
  mount --make-rprivate /sys
  exec 9</sys/class
  mount -t tmpfs -o size=1m tmpfs /sys/class
  mkdir /sys/class/.real /sys/class/gpio
  mount --no-canonicalize --bind /proc/self/fd/9 /sys/class/.real
  exec 9<&-
  for class in /sys/class/.real/*; do [ "$class" = /sys/class/.real/gpio ] || ln -s "$class" /sys/class/; done
  exec "$1" -f -o allow_other,auto_unmount /sys/class/gpio
`;

export const startFakeGpio = async ({
  base = 512,
  label = 'pinctrl-bcm2711',
}: {
  base?: number;
  label?: string;
} = {}): Promise<FakeGpio> => {
  const holder = spawn(
    'unshare',
    ['--mount', '--propagation', 'unchanged', 'bash', '-c', setUp, 'bash', compiled()],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, BASE: String(base), LABEL: label },
    },
  );
  let said = '';
  holder.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const gone = new Promise<void>((resolve) => holder.once('exit', () => resolve()));
  const inside = (...path: string[]) =>
    join(`/proc/${holder.pid}/root/sys/class/gpio`, ...path.map(String));
  await waitUntil(() => {
    if (holder.exitCode !== null || holder.signalCode !== null) throw notHere(said);
    return existsSync(inside('sim'));
  });
  // With `--root`: a program that only changes the namespace finds itself outside the chroot it was started in.
  const enter = ['--target', String(holder.pid), '--mount', '--root', '--wd'];
  const look = 'process.exit(require("node:fs").existsSync("/sys/class/gpio/sim") ? 0 : 1)';
  const entered = spawnSync('nsenter', [...enter, process.execPath, '-e', look], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (entered.status !== 0) {
    holder.kill('SIGKILL');
    throw notHere(entered.stderr || String(entered.error ?? 'nsenter leads somewhere else'));
  }
  return {
    base,
    level: (line) => (readFileSync(inside('sim', `gpio${base + line}`), 'utf8')[0] === '1' ? 1 : 0),
    drive: (line, level) => writeFileSync(inside('sim', `gpio${base + line}`), String(level)),
    run: (script, args, env = {}) =>
      spawn('nsenter', [...enter, process.execPath, script, ...args], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, ...env },
      }),
    async stop() {
      holder.kill('SIGKILL');
      await gone;
    },
  };
};

const notHere = (said: string) =>
  new Error(
    `No simulated GPIO here: it takes root, /dev/fuse, and mount namespaces (unshare, nsenter). ${said.trim()}`,
  );
