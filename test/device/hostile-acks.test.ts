import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Journal } from '../../device/ports.ts';
import { openJournal } from '../../device/store/journal.ts';
import { draft } from '../contract/journal.ts';
import { deviceBench } from '../fakes/device-bench.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-acks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '');
const isDrained = (journal: Journal) => () => journal.epochs().every((e) => e.acked === e.last);

/** What a broker that lies may make up, with the numbers and hashes it has seen go by. */
const lie = fc.record(
  {
    v: fc.constant(1),
    epoch: fc.constantFrom('ours', 'ours', 'ours', 'f'.repeat(32)),
    upTo: fc.nat(12),
    hash: fc.constantFrom('right', 'right', '0'.repeat(64), 'e'.repeat(64)),
    resendFrom: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    busy: fc.record({ retryAfterMs: fc.constantFrom(0, 1, 5_000) }),
    error: fc.constant('no'),
  },
  { requiredKeys: ['v', 'epoch', 'upTo', 'hash'] },
);

test('a broker that makes up acks delays entries, and neither loses nor doubles one', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(lie, { minLength: 1, maxLength: 12 }), async (lies) => {
      const journal = openJournal(join(folder, `${++runs}.db`));
      const bench = deviceBench({ journal });
      bench.link.connect();
      const ids: string[] = [];
      const record = (n: number) => {
        for (const { entry } of bench.record(draft(n))) ids.push(entry.id);
      };
      for (const [n, { epoch, hash, ...ack }] of lies.entries()) {
        record(n);
        const named = epoch === 'ours' ? journal.currentEpoch() : epoch;
        const known = journal.hashAt(named, ack.upTo) ?? 'd'.repeat(64);
        const said = { ...ack, epoch: named, hash: hash === 'right' ? known : hash };
        bench.link.say('ack', bytes(said), false);
        await bench.sync.settled();
      }
      record(50);
      // A cloud whose acks were made up hears of it at the next hello.
      const isThere = () => {
        const there = new Set(bench.cloud.stored().map(({ id }) => id));
        return ids.every((id) => there.has(id)) && isDrained(journal)();
      };
      await bench.until(isThere, 400_000);
      const stored = bench.cloud.stored().map((entry) => entry.id);
      expect(new Set(stored).size).toBe(stored.length);
      expect(bench.cloud.conflicts).toEqual([]);
      await bench.sync.stop();
      journal.close();
    }),
    { numRuns: 30, endOnFailure: true },
  );
}, 60_000);

test('one entry goes raw, and only that one, whatever is asked for meanwhile', async () => {
  const journal = memoryJournal();
  const bench = deviceBench({ journal });
  const ids = [1, 2, 3].map((n) => bench.record(draft(n))[0]?.entry.id);
  bench.cloud.behave(({ from }) => (from === 1 ? { maxEntries: 1, error: 'no' } : null));
  bench.link.connect();
  await bench.until(() => bench.cloud.rawSeqs().length > 0 || bench.batches().length > 1);
  bench.link.say(
    'ack',
    bytes({ v: 1, epoch: journal.currentEpoch(), upTo: 0, hash: '0'.repeat(64), maxEntries: 200 }),
    false,
  );
  await bench.until(isDrained(journal));
  expect(bench.cloud.rawSeqs()).toEqual([1]);
  expect(bench.cloud.stored().map((entry) => entry.id)).toEqual(ids.slice(1));
});

test('an answer that asks for less and comes twice makes no good entry unreadable', async () => {
  const journal = memoryJournal();
  const bench = deviceBench({ journal });
  const ids = [1, 2, 3].map((n) => bench.record(draft(n))[0]?.entry.id);
  // The whole batch is refused once, and the refusal is delivered again while its first entry is under way.
  let refusals = 0;
  const refused = { v: 1, epoch: journal.currentEpoch(), upTo: 0, hash: '0'.repeat(64) };
  bench.cloud.behave(({ from, to }) => (to > from && refusals++ === 0 ? { maxEntries: 1 } : null));
  bench.link.connect();
  await bench.until(() => refusals > 0 && bench.batches().length > 1);
  bench.link.say('ack', bytes({ ...refused, maxEntries: 1 }), false);
  bench.link.say('ack', bytes({ ...refused, maxEntries: 200 }), false);
  await bench.until(isDrained(journal));
  expect(bench.cloud.rawSeqs()).toEqual([]);
  expect(bench.cloud.stored().map((entry) => entry.id)).toEqual(ids);
});

test('a journal that cannot be read for a while stops nothing: it is shown, and sent later', async () => {
  const journal = memoryJournal();
  let isBroken = false;
  const bench = deviceBench({
    journal: {
      ...journal,
      nextBatch(limits) {
        if (isBroken) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
        return journal.nextBatch(limits);
      },
    },
  });
  bench.record(draft(1));
  isBroken = true;
  // On connecting, on a timer and on an ack alike.
  bench.link.connect();
  await bench.run(5_000);
  expect(bench.health.notes().map((note) => note.code)).toContain('journal.read');
  isBroken = false;
  await bench.until(isDrained(journal));
  expect(bench.health.notes().map((note) => note.code)).not.toContain('journal.read');
  bench.cloud.behave(() => ({ busy: { retryAfterMs: 500 } }));
  bench.record(draft(2));
  await bench.run(200);
  isBroken = true;
  bench.cloud.behave(() => null);
  await bench.run(5_000);
  isBroken = false;
  await bench.until(isDrained(journal));
  expect(bench.cloud.stored()).toHaveLength(2);
});
