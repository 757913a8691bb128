import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Journal } from '../../../device/ports.ts';
import { openJournal } from '../../../device/store/journal.ts';
import { draft, journalContract } from '../../contract/journal.ts';
import { memoryJournal } from '../../fakes/memory-journal.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

const opened: Journal[] = [];
const newPath = () => join(scratchFolder('journal'), 'journal.db');
const open = (path = newPath()): Journal => {
  const journal = openJournal(path);
  opened.push(journal);
  return journal;
};
afterAll(() => {
  for (const journal of opened) journal.close();
});

journalContract('SQLite', () => open());
journalContract('memory', memoryJournal);

test('goes on where it stopped after a restart, also when all but the newest was pruned', () => {
  const path = newPath();
  const first = openJournal(path);
  first.append([draft(1), draft(2)]);
  const epoch = first.currentEpoch();
  first.acknowledge(epoch, 2);
  first.prune(Date.UTC(2030, 0, 1));
  first.close();
  const second = open(path);
  expect(second.currentEpoch()).toBe(epoch);
  expect(second.append([draft(3)])[0]?.entry.seq).toBe(3);
  expect(second.newestAt()).toBe(Date.UTC(2026, 10, 21, 8, 3));
});

test('a backup is a whole journal', async () => {
  const journal = open();
  journal.append([draft(1), draft(2)]);
  const file = newPath();
  expect(await journal.backup(file)).toBeGreaterThan(0);
  expect(open(file).epochs()).toEqual(journal.epochs());
});

test('the first entry after a checkpoint does not pay for it', () => {
  const journal = open();
  journal.append([draft(1)]);
  journal.tidy();
  journal.tidy();
  expect(journal.append([draft(2)])[0]?.entry.seq).toBe(2);
});

test('an entry that could not be sent is never written', () => {
  const journal = open();
  const huge = draft(2, { details: { text: 'x'.repeat(20_000) } });
  expect(() => journal.append([draft(1), huge])).toThrow('16 KiB');
  expect(journal.epochs()[0]?.last).toBe(0);
});
