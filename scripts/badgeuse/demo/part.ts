import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { readableLine } from '../../../shared/runtime/readable-line.ts';

const graceMs = 15_000;
/** A part that runs this long came up well: its next end is a new story. */
const soundMs = 60_000;
const mostRestarts = 3;

/**
 * One part of the product in a process of its own, as systemd would run it: started again when it
 * dies.
 */
export interface Part {
  readonly name: string;
  /**
   * Resolves when it ended for good: asked to, or after it died too often (then with the reason).
   */
  readonly ended: Promise<string | null>;
  /** Asks it to end, and makes it end when it does not. */
  stop(): Promise<void>;
}

export function startPart(options: {
  readonly name: string;
  readonly args: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  /** Aborted once everything is to end: from then on nothing is started again. */
  readonly over: AbortSignal;
}): Part {
  const { name, print } = options;
  let child: ChildProcess;
  let stopping = false;
  let restarts = 0;
  let finish: (reason: string | null) => void = () => undefined;
  const ended = new Promise<string | null>((resolve) => {
    finish = resolve;
  });

  const start = () => {
    const startedAt = performance.now();
    // The channel is never used: when this process dies, whatever kills it, the part sees it close
    // and ends.
    const flags = ['--enable-source-maps', ...(options.nodeFlags ?? [])];
    child = spawn(process.execPath, [...flags, ...options.args], {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    printLines(child.stdout, name, print);
    printLines(child.stderr, name, print);
    child.once('exit', (code, signal) => {
      // Ctrl-C in a terminal reaches every part at once: none of them died.
      if (stopping || options.over.aborted) return finish(null);
      if (performance.now() - startedAt > soundMs) restarts = 0;
      const how = signal ?? `exit code ${code}`;
      if (restarts >= mostRestarts) return finish(how);
      restarts += 1;
      print(`${name} stopped (${how}); starting it again\n`);
      setTimeout(() => {
        if (stopping || options.over.aborted) finish(null);
        else start();
      }, 500 * restarts);
    });
  };
  start();

  return {
    name,
    ended,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return finish(null);
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(limit);
    },
  };
}

function printLines(stream: Readable | null, name: string, print: (text: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream }).on('line', (line) => {
    print(line.startsWith('{') ? readableLine(line) : `${name.padEnd(7)} ${line}\n`);
  });
}
