import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import {
  type PcscdReader,
  type PcscdState,
  pcscdNow,
  watchPcscd,
} from '../../../device/hardware/pcscd-pulse.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

const path = join(scratchFolder('pcscd-pulse'), 'pcscd.comm');
/** Real time, four times as fast. */
const real: Parameters<typeof watchPcscd>[1] = {
  clock: { monotonicNow: () => systemClock.monotonicNow() * 4 },
  timers: { ...systemTimers, every: (ms, run) => systemTimers.every(ms / 4, run) },
};
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
  const readers: (readonly PcscdReader[] | null)[] = [];
  stop = watchPcscd(path, real, (state, these) => {
    told.push(state);
    readers.push(these);
  });
  const becomes = (state: PcscdState) => waitFor(state, () => told.at(-1) === state, 20_000);
  return { becomes, readers, told };
};
/** pcscd's table of readers, as 1.9 and 2 have it. */
const table = (...readers: readonly (readonly [name: string, state: number])[]) => {
  const bytes = Buffer.alloc(16 * 184);
  for (const [n, [name, state]] of readers.entries()) {
    bytes.write(name, n * 184);
    bytes.writeUInt32LE(0x10007, n * 184 + 128);
    bytes.writeUInt32LE(state, n * 184 + 132);
  }
  return bytes;
};
const isVersionAsked = (question: Buffer) => question.readUInt32LE(4) === 0x11;

test('absent, there, silent, there again on one connection, and gone', async () => {
  const { becomes } = watch();
  await becomes('absent');
  let answers = true;
  let asked = 0;
  await serve((client) =>
    client.on('data', (question: Buffer) => {
      asked += 1;
      if (answers) client.write(isVersionAsked(question) ? Buffer.alloc(12) : table());
    }),
  );
  await becomes('answers');
  answers = false;
  await becomes('silent');
  const before = asked;
  clients[0]?.write(table());
  await becomes('answers');
  // One question at a time: what stands still is not buried in them.
  expect(asked).toBe(before);
  expect(clients).toHaveLength(1);
  clients[0]?.destroy();
  await new Promise((resolve) => server?.close(resolve));
  server = null;
  await becomes('absent');
});

test('which readers pcscd has, and how much happened there, however the answer comes in pieces', async () => {
  const [unknown, present] = [0x1, 0x34];
  const questions: string[] = [];
  await serve((client) =>
    client.on('data', (question: Buffer) => {
      questions.push(question.toString('hex'));
      if (isVersionAsked(question)) return client.write(Buffer.alloc(12));
      const answer = table(['ACS ACR122U 00 00', unknown], ['', 0], ['ACS ACR122U 01 00', present]);
      client.write(answer.subarray(0, 1_000));
      return setTimeout(() => client.write(answer.subarray(1_000)), 50);
    }),
  );
  const { readers } = watch();
  await waitFor('the readers', () => readers.at(-1), 20_000);
  expect(readers.at(-1)).toEqual([
    { name: 'ACS ACR122U 00 00', events: null },
    { name: 'ACS ACR122U 01 00', events: 7 },
  ]);
  expect(questions).toEqual(['0c00000011000000040000000400000000000000', '0000000012000000']);
});

test.each([
  ['another version', Buffer.from('04000000090000001e001080', 'hex'), table()],
  ['a table of another form', Buffer.alloc(12), table().subarray(100)],
])(
  'a pcscd of %s is there, and is asked for nothing but its version',
  async (_, version, answer) => {
    const asked: boolean[] = [];
    await serve((client) =>
      client.on('data', (question: Buffer) => {
        asked.push(isVersionAsked(question));
        client.write(isVersionAsked(question) ? version : answer);
      }),
    );
    const { told, readers } = watch();
    await waitFor('four questions', () => asked.length >= 4 && told.length >= 4, 20_000);
    expect(asked.slice(2)).not.toContain(false);
    expect(new Set(told)).toEqual(new Set(['answers']));
    expect(new Set(readers)).toEqual(new Set([null]));
  },
);

test('a file that nobody listens to is no pcscd, and one that hangs up refuses', async () => {
  await serve((client) => client.destroy());
  expect(await pcscdNow(path, real)).toBe('refuses');
});
