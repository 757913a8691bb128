import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { waitUntil } from '../parts/wait-for.ts';

/**
 * The real pcscd with two virtual readers. There is one pcscd on a machine, so test files take turns, and a pcscd
 * that somebody else runs is left alone.
 */
export interface Pcscd {
  /** With readers and surroundings of its own, if these are given. */
  start(own?: {
    readonly config: string;
    readonly env: Readonly<Record<string, string>>;
  }): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** SIGKILL: leaves its socket file behind. */
  kill(): Promise<void>;
  /** Stops it and lets the next test file have its turn. */
  release(): Promise<void>;
}

export const pcscdSocketPath = '/run/pcscd/pcscd.comm';
const turnDir = '/tmp/badgeuse-test-pcscd';
const turnMs = 120_000;

const accepts = () =>
  new Promise<boolean>((resolve) => {
    const socket = connect(pcscdSocketPath);
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const takeTurn = (): boolean => {
  try {
    mkdirSync(turnDir);
    writeFileSync(`${turnDir}/pid`, String(process.pid));
    return true;
  } catch {
    try {
      if (!isRunning(Number(readFileSync(`${turnDir}/pid`, 'utf8')))) {
        rmSync(turnDir, { recursive: true, force: true });
      }
    } catch {
      // The owner is between its two steps: look again.
    }
    return false;
  }
};

export const takePcscd = async (): Promise<Pcscd> => {
  await waitUntil(takeTurn, turnMs);
  if (await accepts()) {
    rmSync(turnDir, { recursive: true, force: true });
    throw new Error('pcscd already runs here: stop it first (systemctl stop pcscd.socket pcscd)');
  }
  mkdirSync('/run/pcscd', { recursive: true });
  let running: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals) => {
    const leaving = running;
    running = null;
    if (leaving === null || leaving.exitCode !== null) return;
    const gone = new Promise((resolve) => leaving.once('exit', resolve));
    leaving.kill(signal);
    await gone;
  };
  return {
    async start(own) {
      const args = ['--foreground', ...(own ? ['--config', own.config] : [])];
      const env = { ...process.env, ...own?.env };
      running = spawn('/usr/sbin/pcscd', args, { stdio: 'ignore', env });
      await waitUntil(accepts, 20_000);
    },
    pause: () => void running?.kill('SIGSTOP'),
    resume: () => void running?.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    async release() {
      await end('SIGKILL');
      rmSync(turnDir, { recursive: true, force: true });
    },
  };
};
