import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type PcscdState, pcscdNow, watchPcscd } from '../../../device/hardware/pcscd-pulse.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

const path = join(scratchFolder('pcscd-pulse'), 'pcscd.comm');
const real = { clock: systemClock, timers: systemTimers };
let server: Server | null = null;
let stop: () => void = () => undefined;
let clients: Socket[] = [];
afterEach(async () => {
  stop();
  for (const client of clients) client.destroy();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = null;
  rmSync(path, { force: true });
});

const serve = async (taken: (client: Socket) => void) => {
  clients = [];
  const made = createServer((client) => {
    client.on('error', () => undefined);
    clients.push(client);
    taken(client);
  });
  await new Promise<void>((resolve) => made.listen(path, resolve));
  server = made;
};
const watch = () => {
  const told: PcscdState[] = [];
  stop = watchPcscd(path, real, (state) => told.push(state));
  return (state: PcscdState) => waitFor(state, () => told.at(-1) === state, 20_000);
};

test('absent, there, silent, there again on one connection, and gone', async () => {
  const becomes = watch();
  await becomes('absent');
  let answers = true;
  let asked = 0;
  await serve((client) =>
    client.on('data', () => {
      asked += 1;
      if (answers) client.write(Buffer.alloc(12));
    }),
  );
  await becomes('answers');
  answers = false;
  await becomes('silent');
  const before = asked;
  clients[0]?.write(Buffer.alloc(12));
  await becomes('answers');
  // One question at a time: what stands still is not buried in them.
  expect(asked).toBe(before);
  expect(clients).toHaveLength(1);
  clients[0]?.destroy();
  await new Promise((resolve) => server?.close(resolve));
  server = null;
  await becomes('absent');
});

test('a file that nobody listens to is no pcscd, and one that hangs up refuses', async () => {
  await serve((client) => client.destroy());
  expect(await pcscdNow(path, real)).toBe('refuses');
});
