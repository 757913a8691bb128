import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Journal } from '../../device/ports.ts';
import { openJournal } from '../../device/store/journal.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { draft } from '../contract/journal.ts';
import { deviceBench } from '../fakes/device-bench.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const backlog = 1_050;
const drafts = Array.from({ length: backlog }, (_, n) => draft(n % 60));
const ackedOf = (journal: Journal) => journal.epochs().at(-1)?.acked ?? 0;
const isDrained = (journal: Journal) => () => journal.epochs().every((e) => e.acked === e.last);

const sentFrom = (bench: ReturnType<typeof deviceBench>) =>
  bench.batches().map(({ payload }) => (JSON.parse(payload) as { from: number }).from);

/** A journal that tells what is done with it. */
function watched(journal: Journal) {
  const did: string[] = [];
  const told: Journal = {
    ...journal,
    nextBatch(limits, reached) {
      const batch = journal.nextBatch(limits, reached);
      did.push(`read ${batch?.from ?? 'nothing'}`);
      return batch;
    },
    acknowledge(epoch, upTo) {
      did.push(`noted ${upTo}`);
      journal.acknowledge(epoch, upTo);
    },
  };
  return { told, did };
}

test('the next batch is read while the cloud is busy with the last, and each is read once', async () => {
  const { told, did } = watched(memoryJournal());
  told.append(drafts);
  const bench = deviceBench({ journal: told });
  let readBeforeAnswer = -1;
  bench.cloud.behave(({ from }) => {
    if (from === 1) readBeforeAnswer = did.filter((what) => what.startsWith('read')).length;
    return null;
  });
  bench.link.connect();
  await bench.until(() => bench.cloud.stored().length === backlog);
  expect(readBeforeAnswer).toBe(2);
  const read = did.filter((what) => /^read \d/.test(what));
  expect(read).toEqual(sentFrom(bench).map((from) => `read ${from}`));
  expect(read.length).toBeGreaterThan(4);
});

test('the mark is noted now and then while a backlog leaves, and at once after its last batch', async () => {
  const { told, did } = watched(memoryJournal());
  told.append(drafts);
  const bench = deviceBench({ journal: told });
  bench.link.connect();
  await bench.until(isDrained(told));
  const notes = did.filter((what) => what.startsWith('noted'));
  expect(notes.length).toBeLessThan(bench.batches().length);
  expect(notes.at(-1)).toBe(`noted ${backlog}`);
  const before = did.length;
  bench.record(draft(1));
  await bench.until(isDrained(told), 500);
  expect(did.slice(before)).toContain(`noted ${backlog + 1}`);
});

test('a device that dies before the mark is noted sends a little again, and everything is there once', async () => {
  const path = join(scratchFolder('ahead'), 'journal.db');
  const journal = openJournal(path);
  journal.append(drafts);
  const forgetful = { ...journal, acknowledge: () => undefined };
  const first = deviceBench({ journal: forgetful });
  first.link.connect();
  await first.until(() => first.cloud.stored().length >= 600);
  first.link.disconnect();
  journal.close();
  const again = openJournal(path);
  expect(ackedOf(again)).toBe(0);
  const second = deviceBench({ journal: again, cloud: first.cloud });
  second.link.connect();
  await second.until(isDrained(again));
  expect(first.cloud.stored().map((entry) => entry.seq)).toEqual(drafts.map((_, i) => i + 1));
  again.close();
});

test('a disk that takes no mark stops no backlog, and takes it once it can', async () => {
  const journal = memoryJournal();
  journal.append(drafts);
  let isFull = true;
  const bench = deviceBench({
    journal: {
      ...journal,
      acknowledge(epoch, upTo) {
        if (isFull) throw failure('diskFull', { path: 'journal.db' });
        journal.acknowledge(epoch, upTo);
      },
    },
  });
  bench.link.connect();
  await bench.until(() => bench.cloud.stored().length === backlog, 60_000);
  expect(ackedOf(journal)).toBe(0);
  isFull = false;
  await bench.until(isDrained(journal), 120_000);
});

test('what was read ahead is not sent where the cloud wants something else', async () => {
  const { told } = watched(memoryJournal());
  told.append(drafts);
  const bench = deviceBench({ journal: told });
  let nth = 0;
  bench.cloud.behave(() => {
    nth += 1;
    if (nth !== 3) return null;
    bench.cloud.restore(told.currentEpoch(), 150);
    return { resendFrom: 151 };
  });
  bench.link.connect();
  await bench.until(isDrained(told));
  expect(sentFrom(bench)[3]).toBe(151);
  expect(bench.cloud.stored().map((entry) => entry.seq)).toHaveLength(backlog);
});
