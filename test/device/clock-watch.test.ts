import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { createClockWatch } from '../../device/clock-watch.ts';
import { createListAge } from '../../device/list-age.ts';
import { bootId, machineTimeSource, thisMachine } from '../../device/time-source.ts';
import type { EntryDraft } from '../../shared/wire/entry.ts';
import { card, wholeList } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const wall = Date.UTC(2026, 10, 21, 8);

function watched(vouchedBy: 'ntp' | 'rtc' | null, floorMs = 0, startWallMs = wall) {
  const time = manualTime(startWallMs);
  const source = { vouches: vouchedBy };
  const events: EntryDraft[] = [];
  const watch = createClockWatch({
    clock: time,
    timers: time,
    source: { vouchedBy: async () => source.vouches },
    boot: 'boot-1',
    floorMs,
    record: (event) => events.push(event),
  });
  watch.start();
  return { time, watch, source, events };
}

test.each([
  ['ntp', wall - 1, 'synced'],
  ['ntp', wall + 1e9, 'synced'],
  ['rtc', wall + 1_000, 'synced'],
  ['rtc', wall + 60_000, 'floor'],
  [null, wall - 1, 'unsynced'],
  [null, wall + 60_000, 'floor'],
] as const)('vouched for by %s with the newest entry at %i: %s', async (source, floor, state) => {
  const { watch } = watched(source, floor);
  await watch.refresh();
  expect(watch.state()).toBe(state);
  expect(watch.stamp()).toEqual({
    at: new Date(wall).toISOString(),
    monoMs: 10_000,
    boot: 'boot-1',
    clock: state,
  });
  expect(watch.decisionTime()).toBe(state === 'floor' ? floor : wall);
});

test('a clock set is noted, a clock slewed is not', async () => {
  const { time, watch, events } = watched(null);
  await watch.refresh();
  time.step(400);
  time.advance(3_000);
  expect(events).toEqual([]);
  time.step(7_200_000);
  time.advance(1_000);
  expect(events).toMatchObject([
    { kind: 'device', event: 'clockStep', details: { offsetBeforeMs: wall - 9_600 } },
  ]);
});

test.each(['ntp', 'rtc'] as const)(
  'a clock that is set is not believed from that moment, whatever %s said before',
  async (by) => {
    const { time, watch, source, events } = watched(by);
    await watch.refresh();
    expect(watch.state()).toBe('synced');
    time.step(5 * 365 * 86_400_000);
    expect(watch.stamp().clock).toBe('unsynced');
    // Asked before it was set, answered after: that is no word for this clock.
    const before = watch.refresh();
    source.vouches = null;
    time.advance(1_000);
    await before;
    expect(watch.state()).toBe('unsynced');
    expect(events).toMatchObject([{ event: 'clockStep', clock: 'unsynced' }]);
    source.vouches = by;
    await watch.refresh();
    expect(watch.state()).toBe('synced');
  },
);

test('a clock that becomes synced is noted once', async () => {
  const { time, watch, source, events } = watched(null, wall + 60_000);
  await watch.refresh();
  expect(watch.state()).toBe('floor');
  source.vouches = 'ntp';
  time.step(3_600_000);
  time.advance(1_000);
  await watch.refresh();
  await watch.refresh();
  expect(events.map((e) => (e.kind === 'device' ? e.event : ''))).toEqual([
    'clockStep',
    'clockSynced',
  ]);
  expect(events[1]?.clock).toBe('synced');
});

test('knows who vouches for a machine of each kind', async () => {
  const machine = (
    files: Record<string, string>,
    arch = 'arm64',
    said: Record<string, string> = {},
  ) => {
    const root = scratchFolder('machine');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    }
    const source = machineTimeSource({ root, arch, ask: async (command) => said[command] ?? null });
    return source.vouchedBy();
  };
  expect(await machine({ '/run/systemd/timesync/synchronized': '' })).toBe('ntp');
  const systemd = { '/run/systemd/system/x': '' };
  expect(await machine(systemd, 'arm64', { timedatectl: 'yes' })).toBe('ntp');
  expect(await machine(systemd, 'arm64', { timedatectl: 'no' })).toBeNull();
  const chrony = { '/run/chrony/chronyd.pid': '1' };
  expect(await machine(chrony, 'arm64', { chronyc: 'A9FE,time,2,0,Normal' })).toBe('ntp');
  expect(await machine(chrony, 'arm64', { chronyc: '0,,0,0,Not synchronised' })).toBeNull();
  expect(await machine({ '/sys/class/rtc/rtc0/hctosys': '1\n' })).toBe('rtc');
  expect(await machine({ '/sys/class/rtc/rtc0/hctosys': '0\n' })).toBeNull();
  expect(await machine({}, 'x64')).toBe('rtc');
  expect(await thisMachine.ask('no-such-program-here', [])).toBeNull();
  expect(bootId()).toMatch(/^[0-9a-f-]{36}$/);
});

test('without a clock to believe, a list ages by the time the device ran, through restarts', async () => {
  const store = memoryAccessStore();
  await store.applyList(wholeList(1, [card(1)]));
  const first = watched(null);
  const age = createListAge(store, first.time, first.watch);
  expect(age.ms()).toBeNull();
  age.confirmedAt(first.time.monotonicNow());
  first.time.advance(5_000);
  first.time.step(-90 * 86_400_000);
  expect(age.ms()).toBe(5_000);
  age.keep();
  const time = manualTime(wall, 400);
  const watch = createClockWatch({
    clock: time,
    timers: time,
    source: { vouchedBy: async () => null },
    boot: 'boot-2',
    floorMs: 0,
    record: () => undefined,
  });
  const second = createListAge(store, time, watch);
  time.advance(2_000);
  expect(second.ms()).toBe(7_000);
});
