import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';

test('a thread gives way to the others, and these go on as before', async () => {
  const before = getPriority();
  const giveWay = new URL('../../../shared/runtime/give-way.ts', import.meta.url);
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    const { readlinkSync } = require('node:fs');
    const { getPriority } = require('node:os');
    import(${JSON.stringify(giveWay.href)}).then(({ giveWay }) => {
      giveWay();
      parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))));
    });`,
    { eval: true },
  );
  const [priority] = await once(worker, 'message');
  expect(priority).toBe(Math.max(10, before));
  expect(getPriority()).toBe(before);
  await worker.terminate();
});
