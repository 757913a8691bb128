import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

/**
 * A disk whose power can be cut: ext4 on a loop device on nbdfuse on nbdkit, which keeps in memory what it was not
 * told to flush, as a card does. nbdkit killed, that is gone, and every later write fails. Needs root, /dev/fuse and
 * the Debian packages nbdkit, libnbd-bin and e2fsprogs.
 */
export interface DiskThatDies {
  /** Where it is seen while it has power. */
  readonly at: string;
  /** Mounts what the last cut left. */
  powerOn(): Promise<void>;
  /** SIGKILL for nbdkit, and nothing else: who writes just now finds out by itself. */
  cut(): void;
  /** What was mounted is let go; who had files open there has to be gone. After a cut, or in good order. */
  takeOff(): Promise<void>;
  /** From now on until `mend` every write fails, the fsync that needs it with it. */
  breakWrites(): void;
  mendWrites(): void;
  /** Takes it off, whatever state it is in, and forgets it. */
  end(): Promise<void>;
}

const size = 96 * 1024 * 1024;

/** Seen at `at`, an empty folder. */
export async function makeDisk(at: string): Promise<DiskThatDies> {
  const folder = mkdtempSync(join(roomInMemory() ? '/dev/shm' : tmpdir(), 'badgeuse-disk-'));
  const platter = join(folder, 'platter.img');
  const socket = join(folder, 'nbd.sock');
  const devices = join(folder, 'devices');
  const broken = join(folder, 'writes-fail');
  const device = join(devices, 'disk');
  mkdirSync(devices, { recursive: true });
  mkdirSync(at, { recursive: true });
  writeFileSync(platter, '');
  truncateSync(platter, size);
  await run('mkfs.ext4', ['-q', '-F', platter]);
  let server: ChildProcess | null = null;
  let bridge: ChildProcess | null = null;
  let mounted = false;

  const ended = async (child: ChildProcess | null) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const start = (command: string, args: readonly string[]) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: beside });
    child.on('error', () => undefined); // waiting for its file says that it is missing
    return child;
  };
  const beside = { ...process.env, TMPDIR: folder };

  async function takeOff(): Promise<void> {
    if (mounted) await letGo(at);
    mounted = false;
    if (bridge) await run('umount', ['--lazy', devices]).catch(() => undefined);
    await ended(bridge);
    await ended(server);
    server = null;
    bridge = null;
  }

  return {
    at,
    async powerOn() {
      if (server) throw new Error('it has power already');
      rmSync(socket, { force: true });
      server = start('nbdkit', [
        ...['--foreground', '--exit-with-parent', '--unix', socket],
        ...['--filter=error', '--filter=cache', 'file', platter],
        ...['cache=writeback', 'cache-min-block-size=4K'],
        ...['error-pwrite=EIO', 'error-pwrite-rate=100%', `error-pwrite-file=${broken}`],
      ]);
      await waitFor('nbdkit (Debian package nbdkit)', () => existsSync(socket));
      bridge = start('nbdfuse', [device, '--unix', socket]);
      await waitFor('nbdfuse (Debian package libnbd-bin)', () => existsSync(device));
      await run('mount', ['-o', 'loop,noatime,errors=remount-ro', device, at]);
      mounted = true;
    },
    cut: () => void server?.kill('SIGKILL'),
    takeOff,
    breakWrites: () => writeFileSync(broken, ''),
    mendWrites: () => rmSync(broken, { force: true }),
    async end() {
      await takeOff();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A flush then costs the bridge alone: what is flushed outlives nbdkit, and nothing here outlives the machine. */
function roomInMemory(): boolean {
  if (!existsSync('/dev/shm')) return false;
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > 3 * size;
}

/** Whoever was killed may still be on the way out. */
async function letGo(at: string): Promise<void> {
  let why: unknown = null;
  const free = () =>
    run('umount', [at]).then(
      () => true,
      (err: unknown) => {
        why = err;
        return false;
      },
    );
  await waitFor(`${at} to be free`, free, 10_000).catch(async () => {
    await run('umount', ['--lazy', at]);
    throw why;
  });
}
