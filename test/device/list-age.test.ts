import { expect, test } from '@jest/globals';
import { createListAge } from '../../device/list-age.ts';
import type { ClockWatch } from '../../device/ports.ts';
import type { ClockState } from '../../shared/domain/clock.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';

const hour = 3_600_000;

/** One boot of a device after another on one disk, as far as its clock and list go. */
function device() {
  const store = memoryAccessStore();
  let boots = 0;
  return {
    start(state: ClockState, wallMs = Date.UTC(2026, 10, 21, 8)) {
      const time = manualTime(wallMs, 5_000);
      const boot = `boot-${++boots}`;
      const watch = { boot: () => boot, state: () => state } as ClockWatch;
      return { time, age: createListAge(store, time, watch) };
    },
  };
}

test('nobody ever said that it is current: no age at all', () => {
  expect(device().start('synced').age.ms()).toBeNull();
});

test('without a clock to believe it ages while the device runs, over as many restarts as it likes', () => {
  const { start } = device();
  const first = start('unsynced');
  first.time.advance(2 * hour);
  first.age.confirmedAt(first.time.monotonicNow() - hour);
  expect(first.age.ms()).toBe(hour);
  first.time.advance(3 * hour);
  first.age.keep();
  first.time.advance(60_000); // and its power is cut
  const second = start('unsynced');
  expect(second.age.ms()).toBe(4 * hour);
  second.time.advance(hour);
  second.age.keep();
  const third = start('unsynced');
  third.time.advance(hour);
  expect(third.age.ms()).toBe(6 * hour);
  // A clock that is believed from now on says nothing of the time before.
  expect(start('synced').age.ms()).toBeGreaterThanOrEqual(5 * hour);
});

test('by the wall where it was believed then and now: time switched off counts too', () => {
  const { start } = device();
  const at = Date.UTC(2026, 10, 21, 8);
  const first = start('synced', at);
  first.age.confirmedAt(first.time.monotonicNow());
  first.age.keep();
  expect(start('synced', at + 40 * 24 * hour).age.ms()).toBe(40 * 24 * hour);
});

test('a confirmation that is late, or of a former boot, is told from a newer one', () => {
  const { start } = device();
  const { time, age } = start('synced');
  age.confirmedAt(4_000);
  expect([age.isNewer(3_999), age.isNewer(4_000), age.isNewer(4_001)]).toEqual([
    ...[false, false],
    true,
  ]);
  expect(age.ms()).toBe(time.monotonicNow() - 4_000);
  expect(start('synced').age.isNewer(1)).toBe(true);
});
