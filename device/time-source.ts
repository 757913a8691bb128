import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { TimeSource } from './ports.ts';

const run = promisify(execFile);

/** Where to look; a test puts a tree of its own there. */
export interface Machine {
  readonly root: string;
  readonly arch: string;
  /** Standard output of a program, or null where it is absent or fails. */
  readonly ask: (command: string, args: readonly string[]) => Promise<string | null>;
}

export const thisMachine: Machine = {
  root: '',
  arch: process.arch,
  ask: async (command, args) => {
    try {
      return (await run(command, [...args], { timeout: 5_000 })).stdout.trim();
    } catch {
      return null;
    }
  },
};

/**
 * Who vouches for this machine's wall clock, in this order: systemd-timesyncd's mark, systemd's word for any
 * other NTP program, chrony's own; then a battery clock the kernel started from. Every PC, and every virtual one,
 * has that built in, whether the system lists it or not, so on x86-64 the kernel's start time is vouched for; on
 * a Pi only a listed RTC with `hctosys` is. A container asks the same questions of its host's kernel.
 */
export function machineTimeSource(machine: Machine = thisMachine): TimeSource {
  const { root, arch, ask } = machine;
  return {
    async vouchedBy() {
      if (existsSync(`${root}/run/systemd/timesync/synchronized`)) return 'ntp';
      if (existsSync(`${root}/run/systemd/system`)) {
        const word = await ask('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
        if (word === 'yes') return 'ntp';
      }
      if (existsSync(`${root}/run/chrony`)) {
        const tracking = await ask('chronyc', ['-c', 'tracking']);
        if (tracking?.endsWith(',Normal')) return 'ntp';
      }
      if (read(`${root}/sys/class/rtc/rtc0/hctosys`) === '1') return 'rtc';
      return arch === 'x64' ? 'rtc' : null;
    },
  };
}

/** Names this boot of the machine; a process of its own where the kernel gives no name. */
export const bootId = (root = ''): string =>
  read(`${root}/proc/sys/kernel/random/boot_id`) ?? randomUUID();

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
