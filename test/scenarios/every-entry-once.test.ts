import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Journal } from '../../device/ports.ts';
import { openJournal } from '../../device/store/journal.ts';
import { draft } from '../contract/journal.ts';
import { deviceBench, deviceKey, seeded } from '../fakes/device-bench.ts';
import { tinyCloud } from '../fakes/tiny-cloud.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const newFolder = () => scratchFolder('once');
const allAcked = (journal: Journal) => () => journal.epochs().every((e) => e.acked === e.last);
const seqs = (entries: readonly { seq: number }[]) => entries.map((entry) => entry.seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test.each([1, 2, 3, 4, 5, 6])(
  'a link that loses, doubles, delays and reorders: each entry once and in order (seed %i)',
  async (seed) => {
    const journal = openJournal(join(newFolder(), 'journal.db'));
    const bench = deviceBench({ journal, badness: 0.35, seed });
    const random = seeded(seed * 77);
    const ids: string[] = [];
    for (let n = 0; n < 300; n++) {
      for (const { entry } of bench.record(draft(n % 60))) ids.push(entry.id);
      if (random() < 0.05) bench.link.disconnect();
      if (random() < 0.1) bench.link.connect();
      if (random() < 0.3) await bench.run(random() * 3_000);
    }
    bench.link.connect();
    await bench.until(allAcked(journal));
    expect(bench.cloud.stored().map((entry) => entry.id)).toEqual(ids);
    expect(seqs(bench.cloud.stored())).toEqual(upTo(300));
    expect(bench.cloud.conflicts).toEqual([]);
    journal.close();
  },
);

test('an old image put back: what was unacked comes under a new epoch, what was taken later is kept', async () => {
  const folder = newFolder();
  const path = join(folder, 'journal.db');
  const cloud = tinyCloud('demo-1', deviceKey.publicKey);
  const first = openJournal(path);
  const before = deviceBench({ journal: first, cloud });
  before.link.connect();
  before.record(draft(1), draft(2));
  await before.until(allAcked(first));
  await before.run(1_000);
  before.link.disconnect();
  // Recorded and never sent: on the image, and to arrive from it.
  const unsent = before.record(draft(3))[0]?.entry;
  first.tidy();
  const image = join(newFolder(), 'journal.db');
  await first.backup(image);
  before.link.connect();
  before.record(draft(4), draft(5));
  await before.until(allAcked(first));
  await before.sync.stop();
  first.close();

  cpSync(image, path);
  for (const suffix of ['-wal', '-shm']) cpSync('/dev/null', path + suffix, { force: true });
  const second = openJournal(path);
  const old = second.currentEpoch();
  const after = deviceBench({ journal: second, cloud });
  // Tapped before the link is back: their numbers were given to others in the meantime.
  const tapped = after.record(draft(6), draft(7)).map((r) => r.entry);
  after.link.connect();
  await after.until(() => second.currentEpoch() !== old && allAcked(second)());

  const stored = cloud.stored();
  expect(new Set(stored.map((e) => e.id)).size).toBe(stored.length);
  const ids = stored.map((e) => e.id);
  for (const entry of [unsent, ...tapped]) {
    expect(ids.filter((id) => id === entry?.id)).toHaveLength(1);
  }
  const events = stored.map((e) => ('event' in e ? e.event : ''));
  expect(events.filter((event) => event === 'storeRolledBack')).toHaveLength(1);
  expect(stored).toHaveLength(8);
  expect(after.health.notes().map((n) => n.code)).toContain('store.rolledBack');
  expect(after.hellos().at(-1)?.payload).toContain(second.currentEpoch());
  second.close();
});

test('a cloud put back to yesterday is given again what it lost, pruned entries as lost', async () => {
  const journal = openJournal(join(newFolder(), 'journal.db'));
  const bench = deviceBench({ journal });
  bench.link.connect();
  bench.record(...upTo(50).map((n) => draft(n)));
  await bench.until(allAcked(journal));
  journal.prune(Date.UTC(2026, 10, 21, 8, 31));
  bench.cloud.restore(journal.currentEpoch(), 20);
  await bench.run(31_000);
  await bench.until(allAcked(journal));
  await bench.run(1_000);
  expect(seqs(bench.cloud.stored())).toEqual([...upTo(20), ...upTo(50).slice(30)]);
  expect(bench.batches().at(-1)?.payload).toContain(
    '"lost":[{"from":21,"reason":"pruned","to":30}]',
  );
  journal.close();
});

test('an entry the cloud cannot read goes alone, then raw, and the others still arrive', async () => {
  const journal = openJournal(join(newFolder(), 'journal.db'));
  const bench = deviceBench({ journal });
  bench.cloud.behave(({ from, to }) =>
    from <= 7 && to >= 7
      ? { maxEntries: Math.max(1, Math.floor((to - from + 1) / 2)), error: 'messageNotJson' }
      : null,
  );
  bench.record(...upTo(20).map((n) => draft(n)));
  bench.link.connect();
  await bench.until(allAcked(journal), 60_000);
  expect(bench.cloud.rawSeqs()).toEqual([7]);
  expect(seqs(bench.cloud.stored())).toEqual(upTo(20).filter((n) => n !== 7));
  journal.close();
});

test('waits as long as a busy cloud asks, and a minute where its signature is refused', async () => {
  const journal = openJournal(join(newFolder(), 'journal.db'));
  const bench = deviceBench({ journal });
  bench.cloud.behave(() => ({ busy: { retryAfterMs: 5_000 } }));
  bench.record(draft(1));
  bench.link.connect();
  await bench.run(4_900);
  expect(bench.batches()).toHaveLength(1);
  bench.cloud.behave(() => ({ error: 'signatureInvalid' }));
  await bench.run(1_000);
  expect(bench.batches()).toHaveLength(2);
  expect(bench.health.notes().map((n) => n.details?.['error'])).toContain('signatureInvalid');
  await bench.run(58_000);
  expect(bench.batches()).toHaveLength(2);
  bench.cloud.behave(() => null);
  await bench.until(allAcked(journal), 10_000);
  expect(bench.health.notes()).toEqual([]);
  journal.close();
});

test('without an ack it sends again after a second, then ever later, at most a minute apart', async () => {
  const journal = openJournal(join(newFolder(), 'journal.db'));
  const bench = deviceBench({ journal, badness: 1 });
  bench.record(draft(1));
  bench.link.connect();
  const at: number[] = [0];
  for (let ms = 0; ms < 400_000; ms += 50) {
    const before = bench.batches().length;
    await bench.run(50);
    if (bench.batches().length > before) at.push(ms);
  }
  const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
  expect(gaps[0]).toBeGreaterThanOrEqual(950);
  expect(gaps[0]).toBeLessThanOrEqual(1_400);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(60_100);
  expect(at.length).toBeGreaterThan(8);
  expect(at.length).toBeLessThan(16);
  journal.close();
});
