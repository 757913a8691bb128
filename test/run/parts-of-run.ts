import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { roomInMemory, startPostgres, type TestPostgres } from '../cloud/postgres.ts';

let server: Server | undefined;
let broom: ChildProcess | undefined;
let postgres: Promise<TestPostgres> | undefined;

/**
 * What all test files of one run share. It lives in jest's own process, not in those that run tests: these ask for it
 * by HTTP, at the address in their environment. What nobody asks for is never started.
 */
export const partsOfRun = {
  async open(): Promise<void> {
    const folder = mkdtempSync(join(roomInMemory(), 'badgeuse-run-'));
    broom = removeAtEnd(folder);
    const serving = createServer(async (asked, answer) => {
      try {
        if (asked.url !== '/postgres') throw new Error(`nobody has ${asked.url}`);
        postgres ??= startPostgres('memory');
        answer.end((await postgres).url);
      } catch (err) {
        answer.writeHead(500).end(String(err));
      }
    });
    // A run that ends before its tests began is not kept alive.
    serving.unref();
    await new Promise<void>((resolve) => serving.listen(0, '127.0.0.1', resolve));
    server = serving;
    process.env['TEST_RUN_URL'] = `http://127.0.0.1:${(serving.address() as AddressInfo).port}`;
    process.env['TEST_RUN_FOLDER'] = folder;
  },
  async close(): Promise<void> {
    server?.close();
    server?.closeAllConnections();
    const started = await postgres?.catch(() => undefined);
    await started?.stop();
    if (!broom) return;
    broom.stdin?.end();
    if (broom.exitCode === null) await once(broom, 'exit');
  },
};

/** Takes the folder away once the pipe to it closes: however jest ends. */
function removeAtEnd(folder: string): ChildProcess {
  const waits = ['-c', 'trap "" INT TERM; cat >/dev/null; rm -rf "$1"', 'sh', folder];
  const stdio = ['pipe', 'ignore', 'inherit'] as const;
  // Ctrl-C is for jest: what cleans up behind it outlives it.
  return spawn('/bin/sh', waits, { stdio: [...stdio], detached: true });
}
