import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
  run(script: string, args: readonly string[]): ChildProcess;
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

/** tmpfs over /sys/class with the other classes linked back, and ours as gpio. */
const setUp = `
  set -e
  mount --bind /sys/class "$1"
  mount -t tmpfs -o size=1m tmpfs /sys/class
  for class in "$1"/*; do ln -s "$class" /sys/class/; done
  rm -f /sys/class/gpio
  mkdir /sys/class/gpio
  exec "$2" -f -o allow_other,auto_unmount /sys/class/gpio
`;

export const startFakeGpio = async (
  folder: string,
  { base = 512, label = 'pinctrl-bcm2711' }: { base?: number; label?: string } = {},
): Promise<FakeGpio> => {
  const realClasses = join(folder, 'classes');
  mkdirSync(realClasses, { recursive: true });
  const holder = spawn(
    'unshare',
    ['--mount', '--propagation', 'private', 'bash', '-c', setUp, 'bash', realClasses, compiled()],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BASE: String(base), LABEL: label },
    },
  );
  const inside = (...path: string[]) =>
    join(`/proc/${holder.pid}/root/sys/class/gpio`, ...path.map(String));
  await waitUntil(() => existsSync(inside('sim')));
  return {
    base,
    level: (line) => (readFileSync(inside('sim', `gpio${base + line}`), 'utf8')[0] === '1' ? 1 : 0),
    drive: (line, level) => writeFileSync(inside('sim', `gpio${base + line}`), String(level)),
    run: (script, args) =>
      spawn(
        'nsenter',
        ['--target', String(holder.pid), '--mount', process.execPath, script, ...args],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      ),
    async stop() {
      const gone = new Promise((resolve) => holder.once('exit', resolve));
      holder.kill('SIGKILL');
      await gone;
    },
  };
};
