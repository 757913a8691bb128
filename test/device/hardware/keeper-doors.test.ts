import { beforeEach, describe, expect, test } from '@jest/globals';
import { createKeeperDoors, type KeeperDoors } from '../../../device/hardware/keeper-doors.ts';
import type { Timers } from '../../../shared/domain/clock.ts';

/** Monotonic time moved by hand; the wall clock does not exist here, so it cannot matter. */
const handTime = () => {
  let now = 0;
  const due = new Set<{ at: number; run: () => void }>();
  const timers: Timers = {
    after(delayMs, run) {
      const entry = { at: now + delayMs, run };
      due.add(entry);
      return () => void due.delete(entry);
    },
    every: () => () => undefined,
  };
  const advance = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const [next] = [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) break;
      due.delete(next);
      now = next.at;
      next.run();
    }
    now = until;
  };
  return { timers, advance, clock: { monotonicNow: () => now } };
};

describe('a door is secured again within its cap', () => {
  let time: ReturnType<typeof handTime>;
  let doors: KeeperDoors;
  let open: boolean;
  let broken: boolean;
  const strike = {
    unlock: () => {
      if (broken) throw new Error('EIO');
      open = true;
    },
    secure: () => {
      open = false;
    },
  };

  beforeEach(() => {
    time = handTime();
    open = false;
    broken = false;
    doors = createKeeperDoors({ clock: time.clock, timers: time.timers, moved: () => undefined });
    doors.configure(new Map([['front', { strike, capMs: 10_000 }]]));
  });

  test('it opens for the time asked', () => {
    expect(doors.unlockFor('front', 3_000)).toBe(true);
    time.advance(2_999);
    expect(open).toBe(true);
    time.advance(1);
    expect(open).toBe(false);
  });

  test('a longer wish is cut at the cap', () => {
    doors.unlockFor('front', 60_000);
    time.advance(9_999);
    expect(open).toBe(true);
    time.advance(1);
    expect(open).toBe(false);
  });

  test('a second tap extends, never shortens, and the cap counts from the first', () => {
    doors.unlockFor('front', 3_000);
    time.advance(2_000);
    doors.unlockFor('front', 500);
    time.advance(999);
    expect(open).toBe(true);
    for (let second = 3; second < 30 && open; second += 1) {
      doors.unlockFor('front', 3_000);
      time.advance(1_000);
    }
    expect(open).toBe(false);
    expect(time.clock.monotonicNow()).toBeLessThanOrEqual(11_000);
  });

  test.each([0, -1, Number.NaN])('a wish of %p ms does nothing', (ms) => {
    expect(doors.unlockFor('front', ms)).toBe(false);
    expect(open).toBe(false);
  });

  test('a door it does not know stays as it is', () => {
    expect(doors.unlockFor('back', 3_000)).toBe(false);
  });

  test('a line that fails while opening is secured, and the door can be opened later', () => {
    broken = true;
    expect(() => doors.unlockFor('front', 3_000)).toThrow('EIO');
    expect(open).toBe(false);
    broken = false;
    doors.unlockFor('front', 3_000);
    expect(open).toBe(true);
  });

  test('a new configuration secures what was open', () => {
    doors.unlockFor('front', 3_000);
    doors.configure(new Map());
    expect(open).toBe(false);
  });

  test('one line that cannot be secured leaves no other unlocked', () => {
    const stuck = {
      unlock: () => undefined,
      secure: () => {
        throw new Error('EIO');
      },
    };
    doors.configure(
      new Map([
        ['stuck', { strike: stuck, capMs: 1_000 }],
        ['front', { strike, capMs: 10_000 }],
      ]),
    );
    doors.unlockFor('front', 3_000);
    expect(() => doors.secureAll()).toThrow('not every line');
    expect(open).toBe(false);
  });
});
