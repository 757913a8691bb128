import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { appendWithRoom, openWithRoom } from '../../device/room-on-disk.ts';
import { createBallast } from '../../device/store/ballast.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
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

test('ballast is real space, given back once', async () => {
  const path = join(scratchFolder('ballast'), 'ballast');
  const ballast = createBallast(path, 2 * 1024 * 1024);
  expect(ballast.release()).toBe(false);
  expect(await ballast.hold()).toBe(true);
  expect(await ballast.hold()).toBe(true);
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(2 * 1024 * 1024);
  expect(ballast.release()).toBe(true);
  expect(existsSync(path)).toBe(false);
});

test('space that is needed while it is being taken is given back', async () => {
  const folder = scratchFolder('ballast');
  const ballast = createBallast(join(folder, 'ballast'), 8 * 1024 * 1024);
  const holding = ballast.hold();
  // A fast disk has all of it in a few milliseconds: it is looked for at every turn of the loop.
  for (let turns = 0; turns < 100_000 && !existsSync(join(folder, 'ballast.new')); turns++)
    await breathe();
  expect(ballast.release()).toBe(true);
  expect(await holding).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a start on a full disk gives up the ballast too, once', () => {
  const health = createHealth(manualTime(), silentLogger);
  let held = true;
  const ballast = {
    release: () => {
      const was = held;
      held = false;
      return was;
    },
  };
  const open = () => {
    if (held) throw failure('diskFull', { path: 'journal.db' });
    return 'open';
  };
  expect(openWithRoom(open, { ballast, health, logger: silentLogger })).toBe('open');
  expect(health.notes().map((n) => n.code)).toEqual(['disk.full']);
  held = false;
  const never = () => {
    throw failure('diskFull', { path: 'journal.db' });
  };
  expect(() => openWithRoom(never, { ballast, health, logger: silentLogger })).toThrow(
    expect.objectContaining({ code: 'diskFull' }),
  );
});
