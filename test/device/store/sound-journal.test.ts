import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../../device/store/journal.ts';
import { openSoundJournal } from '../../../device/store/sound-journal.ts';
import { draft } from '../../contract/journal.ts';
import { entriesOf } from '../../parts/entries-of.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

const now = '2026-11-21T08:00:00.000Z';
const newPath = () => join(scratchFolder('sound'), 'journal.db');

test('a sound store, and none yet, open as they are', () => {
  const path = newPath();
  const first = openSoundJournal(path, now);
  expect(first.salvaged).toBeNull();
  first.journal.append([draft(1)]);
  first.journal.close();
  const again = openSoundJournal(path, now);
  expect(again.salvaged).toBeNull();
  expect(again.journal.epochs()[0]?.last).toBe(1);
  again.journal.close();
});

test('a file that is no database any more goes aside, and a new epoch begins', () => {
  const path = newPath();
  writeFileSync(path, Buffer.alloc(20_000, 7));
  const { journal, salvaged } = openSoundJournal(path, now);
  expect(salvaged).toMatchObject({ saved: 0 });
  expect(existsSync(salvaged?.quarantine ?? '')).toBe(true);
  expect(journal.append([draft(1)])[0]?.entry.seq).toBe(1);
  journal.close();
});

test('a damaged page costs its own entries; the others keep epoch, number and hash', () => {
  const path = newPath();
  const before = openJournal(path);
  const epoch = before.currentEpoch();
  before.append(Array.from({ length: 300 }, (_, n) => draft(n % 60)));
  before.acknowledge(epoch, 20);
  const hash300 = before.hashAt(epoch, 300);
  before.tidy();
  before.close();
  const bytes = readFileSync(path);
  const somewhere = bytes.indexOf('"seq":150');
  bytes.fill(0, somewhere - (somewhere % 4096), somewhere - (somewhere % 4096) + 4096);
  writeFileSync(path, bytes);

  const { journal, salvaged } = openSoundJournal(path, now);
  expect(salvaged?.saved).toBeGreaterThan(200);
  expect(salvaged?.lost).toBeGreaterThan(0);
  expect((salvaged?.saved ?? 0) + (salvaged?.lost ?? 0)).toBe(300);
  expect(journal.currentEpoch()).not.toBe(epoch);
  const sent: number[] = [];
  let lost = 0;
  for (;;) {
    const batch = journal.nextBatch({ maxEntries: 50, maxBytes: 60_000 });
    if (!batch) break;
    expect(batch.epoch).toBe(epoch);
    sent.push(...entriesOf(batch).map((e) => e.seq));
    for (const hole of batch.lost) {
      expect(hole.reason).toBe('damaged');
      lost += hole.to - hole.from + 1;
    }
    journal.acknowledge(epoch, batch.to);
  }
  expect(sent.length + lost).toBe(280);
  expect(sent).not.toContain(150);
  expect(journal.hashAt(epoch, 300)).toBe(hash300);
  expect(journal.append([draft(1)])[0]?.entry.seq).toBe(1);
  journal.close();
});
