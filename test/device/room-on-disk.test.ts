import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { appendWithRoom } from '../../device/room-on-disk.ts';
import { createBallast } from '../../device/store/ballast.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { draft } from '../contract/journal.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { entriesOf } from '../parts/entries-of.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const stamp = { at: '2026-11-21T08:00:00.000Z', monoMs: 1, boot: 'b', clock: 'synced' } as const;

function onFullDisk(ballastHelps: boolean) {
  const journal = memoryJournal();
  const health = createHealth(manualTime(), silentLogger);
  journal.breakWith(failure('diskFull', { path: 'journal.db' }));
  let held = true;
  const append = appendWithRoom({
    journal,
    ballast: {
      release: () => {
        if (!held) return false;
        held = false;
        if (ballastHelps) journal.breakWith(null);
        return true;
      },
      hold: () => held,
    },
    stamp: () => stamp,
    health,
    logger: silentLogger,
  });
  return { append, journal, health };
}

test('a full disk gives up its ballast, and the tap is recorded after all', () => {
  const { append, journal, health } = onFullDisk(true);
  expect(append([draft(1)])[0]?.entry.seq).toBe(1);
  const entries = entriesOf(journal.nextBatch({ maxEntries: 9, maxBytes: 9_999 }));
  expect(entries.map((e) => (e.kind === 'device' ? e.event : ''))).toEqual(['boot', 'diskFull']);
  expect(health.notes().map((n) => n.code)).toEqual(['disk.full']);
});

test('where that does not help either, the tap is refused', () => {
  const { append } = onFullDisk(false);
  for (const _again of [1, 2]) {
    expect(() => append([draft(1)])).toThrow(expect.objectContaining({ code: 'diskFull' }));
  }
});

test('ballast is real space, given back once', () => {
  const path = join(scratchFolder('ballast'), 'ballast');
  const ballast = createBallast(path, 2 * 1024 * 1024);
  expect(ballast.release()).toBe(false);
  expect(ballast.hold()).toBe(true);
  expect(ballast.hold()).toBe(true);
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(2 * 1024 * 1024);
  expect(ballast.release()).toBe(true);
  expect(existsSync(path)).toBe(false);
});
