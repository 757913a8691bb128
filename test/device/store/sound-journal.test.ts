import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../../device/store/journal.ts';
import { openDeviceStore } from '../../../device/store/open-store.ts';
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

/** 60 entries, of which a page is zeroed; nothing of them was sent. */
function damagedStore(): string {
  const path = newPath();
  const before = openJournal(path);
  before.append(Array.from({ length: 60 }, (_, n) => draft(n)));
  before.tidy();
  before.close();
  const bytes = readFileSync(path);
  const somewhere = bytes.indexOf('"seq":30');
  bytes.fill(0, somewhere - (somewhere % 4096), somewhere - (somewhere % 4096) + 4096);
  writeFileSync(path, bytes);
  return path;
}

test('a power cut while it is rebuilt costs a second start, and no entry', () => {
  const path = damagedStore();
  const whole = openSoundJournal(path, now);
  const saved = whole.salvaged?.saved ?? 0;
  expect(saved).toBeGreaterThan(40);
  whole.journal.close();

  // Cut off while the new store was written: half of it waits, the damaged one stands where it stood.
  const early = damagedStore();
  writeFileSync(`${early}.rebuilt`, readFileSync(path).subarray(0, 6_000));
  writeFileSync(`${early}.rebuilt-wal`, 'half');
  const first = openSoundJournal(early, now);
  expect(first.salvaged?.saved).toBe(saved);
  first.journal.close();

  // Cut off while the old files were put aside: the first of them is away, its log is not.
  const late = newPath();
  copyFileSync(path, `${late}.rebuilt`);
  writeFileSync(`${late}-wal`, 'left behind');
  const second = openSoundJournal(late, now);
  expect(second.salvaged).toMatchObject({ saved, lost: 60 - saved });
  const batch = second.journal.nextBatch({ maxEntries: 99, maxBytes: 60_000 });
  expect(entriesOf(batch)).toHaveLength(saved);
  expect(readdirSync(join(late, '../quarantine'))).toHaveLength(1);
  second.journal.close();
});

test('where no new store can be written nothing is put aside, and the next start saves what there is', () => {
  const path = damagedStore();
  const fullAt = `${path}.rebuilt`;
  mkdirSync(fullAt); // whatever is written there fails
  writeFileSync(join(fullAt, 'in the way'), '');
  expect(() => openSoundJournal(path, now)).toThrow();
  expect(existsSync(join(path, '../quarantine'))).toBe(false);
  rmSync(fullAt, { recursive: true });
  const { journal, salvaged } = openSoundJournal(path, now);
  expect(salvaged?.saved).toBeGreaterThan(40);
  journal.close();
});

test('where the disk is full while it is rebuilt, that is said and the damaged store stands where it stood', () => {
  const path = damagedStore();
  const damaged = readFileSync(path);
  const full: typeof openDeviceStore = (at, migrations) => {
    const store = openDeviceStore(at, migrations);
    if (at.endsWith('.rebuilt')) {
      const pages = Number(store.pragma('page_count', { simple: true }));
      store.pragma(`max_page_count = ${pages + 1}`); // SQLITE_FULL from here on
    }
    return store;
  };
  expect(() => openSoundJournal(path, now, full)).toThrow(
    expect.objectContaining({ code: 'diskFull' }),
  );
  expect(readFileSync(path).equals(damaged)).toBe(true);
  expect(existsSync(join(path, '../quarantine'))).toBe(false);
  const { journal, salvaged } = openSoundJournal(path, now);
  expect(salvaged?.saved).toBeGreaterThan(40);
  expect(readFileSync(salvaged?.quarantine ?? '').equals(damaged)).toBe(true);
  journal.close();
});

test('after an unclean stop everything is checked, an index too', () => {
  const path = newPath();
  const left = openJournal(path);
  left.append([draft(1)]);
  left.tidy();
  const copy = newPath();
  copyFileSync(path, copy);
  copyFileSync(`${path}-wal`, `${copy}-wal`);
  left.close();
  // The index of the epochs names another row than there is: the quick check does not compare.
  const bytes = readFileSync(copy);
  const epoch = /[0-9a-f]{32}/.exec(bytes.toString('latin1').slice(4096))?.[0] ?? '';
  const name = Buffer.from(epoch);
  const second = bytes.indexOf(name, bytes.indexOf(name) + 1);
  expect(second).toBeGreaterThan(0);
  bytes.write('0'.repeat(8), second, 'latin1');
  const clean = newPath();
  writeFileSync(clean, bytes);
  writeFileSync(copy, bytes);
  const unclean = openSoundJournal(copy, now);
  expect(unclean.salvaged).toMatchObject({ saved: 1, lost: 0 });
  unclean.journal.close();
  const quick = openSoundJournal(clean, now);
  expect(quick.salvaged).toBeNull();
  quick.journal.close();
});

test('whichever page is gone, no entry goes with it but those that lie in it; without the first nothing can be found', () => {
  const path = newPath();
  const before = openJournal(path);
  before.append(Array.from({ length: 80 }, (_, n) => draft(n % 60)));
  before.tidy();
  before.close();
  const bytes = readFileSync(path);
  const pages = bytes.length / 4_096;
  expect(pages).toBeGreaterThan(8);
  const saved = Array.from({ length: pages }, (_, page) => {
    const damaged = newPath();
    const copy = Buffer.from(bytes);
    copy.fill(0, page * 4_096, (page + 1) * 4_096);
    writeFileSync(damaged, copy);
    const { journal, salvaged } = openSoundJournal(damaged, now);
    const batch = journal.nextBatch({ maxEntries: 99, maxBytes: 60_000 });
    journal.close();
    expect(entriesOf(batch)).toHaveLength(salvaged?.saved ?? 0);
    return salvaged?.saved ?? 0;
  });
  expect(saved[0]).toBe(0);
  expect(Math.min(...saved.slice(1))).toBeGreaterThan(60);
  // The pages that hold none of them: the counters, their index, the way to the entries.
  expect(saved.filter((n) => n === 80).length).toBeGreaterThanOrEqual(4);
});
