import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Patch } from './patched-sources.ts';

/** A part of the product in a process of its own, as systemd runs it; here the test ends it, mostly by force. */
export interface ChildPart {
  start(...args: readonly string[]): void;
  /** SIGKILL, and until the kernel says it is gone. What it had not written is lost. */
  kill(): Promise<void>;
  /** SIGTERM, as an orderly stop; by force after ten seconds. */
  stop(): Promise<void>;
  /** Starts it with these words after its own, and resolves with its exit code once it ended by itself. */
  run(...args: readonly string[]): Promise<number | null>;
  isRunning(): boolean;
  pid(): number | undefined;
  /** The last lines of both outputs, for the message of a test that failed. */
  said(): string;
}

const main = fileURLToPath(new URL('../../dist/scripts/badgeuse/main.js', import.meta.url));
const patcher = new URL('patched-sources.ts', import.meta.url).href;

/**
 * From what was built, as it is installed: it starts faster than from its sources. `settings` are the BADGEUSE_ ones;
 * none of the surroundings reach the part. These lines of it are replaced.
 */
export function childPart(
  command: string,
  settings: Record<string, string>,
  patches: readonly Patch[] = [],
): ChildPart {
  const isPatched = patches.length > 0;
  const program = [...(isPatched ? ['--import', patcher] : []), main, command];
  const env = { ...settings, ...(isPatched && { PATCHES: JSON.stringify(patches) }) };
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(BADGEUSE_|NODE_OPTIONS$|NOTIFY_SOCKET$|WATCHDOG_USEC$)/.test(name),
  );
  let child: ChildProcess | null = null;
  let lines: string[] = [];

  function start(...args: readonly string[]): void {
    if (child) throw new Error(`${command} runs already`);
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...program, ...args],
      { env: { ...Object.fromEntries(clean), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [started.stdout, started.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines = [...lines, line].slice(-60);
      });
    }
    started.once('exit', (code, signal) => {
      lines.push(`[${command} ended: ${signal ?? code}]`);
      if (child === started) child = null;
    });
    child = started;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    if (!ending) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    const force = setTimeout(() => ending.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(force);
  }

  return {
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async run(...args) {
      start(...args);
      const running = child;
      if (!running) return null;
      const [code] = await once(running, 'exit');
      return code as number | null;
    },
    isRunning: () => child !== null,
    pid: () => child?.pid,
    said: () => `${command} said last:\n${lines.join('\n')}`,
  };
}
