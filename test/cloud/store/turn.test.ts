import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { createTurn, newTickets } from '../../../cloud/store/turn.ts';

test('one after the other, in the order they asked', async () => {
  const turn = createTurn(newTickets());
  const order: number[] = [];
  let holding = 0;
  await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      const end = await turn.take();
      holding++;
      expect(holding).toBe(1);
      order.push(n);
      await new Promise((resolve) => setImmediate(resolve));
      holding--;
      end();
    }),
  );
  expect(order).toEqual([1, 2, 3, 4]);
});

/** Another thread that takes a hundred turns and counts, unguarded, what only one at a time may touch. */
const other = (module: string) => `
  const { workerData } = require('node:worker_threads');
  import(${JSON.stringify(module)}).then(async ({ createTurn }) => {
    const turn = createTurn(workerData.tickets);
    for (let i = 0; i < 100; i++) {
      const end = await turn.take();
      const seen = workerData.counted[0];
      await new Promise((resolve) => setImmediate(resolve));
      workerData.counted[0] = seen + 1;
      end();
    }
  });`;

test('threads that share tickets take turns too, and nobody is left out', async () => {
  const tickets = newTickets();
  const counted = new Int32Array(new SharedArrayBuffer(4));
  const turn = createTurn(tickets);
  const module = new URL('../../../cloud/store/turn.ts', import.meta.url).href;
  const worker = new Worker(other(module), { eval: true, workerData: { tickets, counted } });
  const ended = new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
  // It may take long to begin: turns are taken here until it has had all of its own.
  let own = 0;
  while ((counted[0] ?? 0) - own < 100) {
    const end = await turn.take();
    const seen = counted[0] ?? 0;
    await new Promise((resolve) => setImmediate(resolve));
    counted[0] = seen + 1;
    own++;
    end();
  }
  await ended;
  expect(counted[0]).toBe(own + 100);
}, 30_000);
