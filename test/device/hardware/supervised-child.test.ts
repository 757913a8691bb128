import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, jest, test } from '@jest/globals';
import {
  type ChildTempo,
  type SupervisedChild,
  superviseChild,
} from '../../../device/hardware/supervised-child.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { waitUntil } from '../../parts/wait-for.ts';

jest.setTimeout(60_000);

type Order = { readonly do: 'beat' | 'hang' | 'end' };
type Word = { readonly say: 'here'; readonly pid: number };

const entry = fileURLToPath(new URL('../../fakes/beating-child.ts', import.meta.url));
const tempo: ChildTempo = {
  beatMs: 200,
  patienceMs: 1_000,
  startPatienceMs: 10_000,
  firstRetryMs: 20,
  lastRetryMs: 200,
  steadyMs: 60_000,
};

let env: Record<string, string> = {};
let child: SupervisedChild<Order, Word>;
let pids: number[];
let gone: string[];
let replaced: unknown[];
let retries: number[];
const begin = () => {
  pids = [];
  gone = [];
  replaced = [];
  retries = [];
  const logger = {
    ...silentLogger,
    error: () => undefined,
    warn: (fields: object) => {
      if ('retryMs' in fields) retries.push(Number(fields.retryMs));
    },
  };
  child = superviseChild<Order, Word>({
    ...{ entry, env, tempo, logger },
    args: [],
    timers: systemTimers,
  });
  child.start({
    said: ({ pid }) => pids.push(pid),
    started: () => undefined,
    replaced: (why, isHung) => replaced.push([why, isHung]),
    gone: (detail) => gone.push(detail),
  });
};
afterEach(() => child.stop());
const isRunning = (pid: number | undefined) => existsSync(`/proc/${pid}/exe`);

test('a child that ends is started again, ever more slowly', async () => {
  begin();
  for (const count of [1, 2, 3, 4, 5, 6]) {
    await waitUntil(() => pids.length === count, 20_000);
    child.send({ do: 'end' });
  }
  await waitUntil(() => gone.length === 6, 20_000);
  expect(gone[0]).toBe('ended with 3');
  expect(retries).toEqual([20, 40, 80, 160, 200, 200]);
});

test('a child that hangs is killed and replaced', async () => {
  begin();
  await waitUntil(() => pids.length === 1);
  await child.alive(10_000);
  child.send({ do: 'hang' });
  await expect(child.alive(300)).rejects.toThrow('no answer within 300 ms');
  await waitUntil(() => pids.length === 2, 20_000);
  expect(isRunning(pids[0])).toBe(false);
  expect(gone).toEqual(['it no longer answers']);
  expect(replaced).toEqual([['it no longer answers', true]]);
  await child.alive(10_000);
});

test('stopping leaves no child behind, not even one that hangs', async () => {
  begin();
  await waitUntil(() => pids.length === 1);
  child.send({ do: 'hang' });
  await child.stop();
  expect(isRunning(pids[0])).toBe(false);
  expect(child.send({ do: 'beat' })).toBe(false);
  expect(gone).toEqual([]);
});

test('one that could not be started is tried again', async () => {
  // More than the kernel hands on to any process.
  env = { TOO_LONG: 'x'.repeat(1_000_000) };
  begin();
  await waitUntil(() => gone.length === 3, 20_000);
  expect(gone[0]).toBe('it could not be started');
  delete env['TOO_LONG'];
  await waitUntil(() => pids.length === 1, 20_000);
});
