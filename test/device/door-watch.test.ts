import { describe, expect, test } from '@jest/globals';
import { createDoorWatch } from '../../device/door-watch.ts';
import { createHealth } from '../../device/health.ts';
import type { DoorListener, Signal, Stamp } from '../../device/ports.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import type { DoorEntry } from '../../shared/wire/entry.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import { demoConfig } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { entriesOf } from '../parts/entries-of.ts';

type Door = SignedConfig['doors'][number];

const atTheDoor = async (door: Partial<Door> = {}, more: Partial<SignedConfig> = {}) => {
  // Saturday 21 November 2026, nine o'clock in Paris.
  const time = manualTime();
  const journal = memoryJournal();
  const health = createHealth(time, silentLogger);
  const did: string[] = [];
  const world = { broken: false, clock: 'synced' as Stamp['clock'], commits: 0 };
  const wired: Door = {
    ...{ id: 'front', name: 'Main door', line: 17, activeLow: false },
    ...{ unlockMs: 3_000, capMs: 8_000, heldOpenSeconds: 60 },
    contact: { line: 5, activeLow: false },
    exitButton: { line: 6, activeLow: true },
    fire: { line: 13, activeLow: false },
    ...door,
  };
  let config: SignedConfig = { ...demoConfig(), ...more, doors: [wired] };
  let listener: DoorListener | null = null;
  const drive = (what: string) => {
    if (world.broken) throw failure('keeperRestarting', { detail: 'test' });
    did.push(what);
  };
  const doors = createDoorWatch({
    strike: {
      drives: () => true,
      unlockFor: (id, ms) => void drive(`unlock ${id} ${ms}`),
      holdFor: (id, ms) => drive(`hold ${id} ${ms}`),
      listen: (heard) => {
        listener = heard;
      },
      configure: async () => undefined,
      alive: async () => undefined,
      fault: () => null,
      stop: async () => undefined,
    },
    config: () => config,
    append(drafts) {
      const recorded = journal.append(drafts);
      world.commits += 1;
      did.push(`commit ${drafts.map((one) => (one as DoorEntry).event).join(' ')}`);
      return recorded;
    },
    recorded: () => undefined,
    watch: {
      stamp: () => ({
        at: new Date(time.now()).toISOString(),
        monoMs: time.monotonicNow(),
        boot: 'b',
        clock: world.clock,
      }),
      decisionTime: () => time.now(),
    },
    indicator: { show: (_at, signal: Signal) => void signals.push(signal) },
    clock: time,
    timers: time,
    health,
    logger: silentLogger,
  });
  const signals: Signal[] = [];
  await doors.strike.configure(config.doors);
  const hear = (input: 'contact' | 'exitButton' | 'fire', on: boolean | null) =>
    listener?.heard('front', input, on);
  hear('contact', false);
  return {
    ...{ doors, did, signals, health, time, world, journal, hear },
    moved: (to: 'unlocked' | 'secured') => listener?.moved('front', to),
    change: (next: (before: SignedConfig) => SignedConfig) => {
      config = next(config);
      return doors.strike.configure(config.doors);
    },
    notes: () => health.notes().map(({ code }) => code),
    events: () =>
      entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 })).map(
        (entry) => `${entry.monoMs} ${(entry as DoorEntry).event}`,
      ),
    causes: () =>
      entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 })).map(
        (entry) => (entry as DoorEntry).cause,
      ),
  };
};

test('what a door went through is committed together, each at its own time and by its cause', async () => {
  const door = await atTheDoor();
  door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
  door.time.advance(100);
  door.hear('contact', true);
  door.time.advance(500);
  door.moved('secured');
  expect(door.events()).toEqual([]);
  door.time.advance(399);
  door.hear('contact', false);
  expect(door.world.commits).toBe(0);
  door.time.advance(101);
  expect(door.did).toEqual(['unlock front 3000', 'commit opened secured closed']);
  expect(door.events()).toEqual(['10100 opened', '10600 secured', '10999 closed']);
  expect(door.causes()).toEqual([{ seq: 41 }, { seq: 41 }, { seq: 41 }]);
});

test('the exit button is written down before the relay moves', async () => {
  const door = await atTheDoor();
  door.hear('exitButton', true);
  expect(door.did).toEqual(['commit exitButton unlocked', 'unlock front 3000']);
  door.hear('exitButton', false);
  door.time.advance(1_000);
  door.hear('contact', true);
  door.time.advance(2_000);
  expect(door.events()).toEqual(['10000 exitButton', '10000 unlocked', '11000 opened']);
  expect(door.notes()).toEqual([]);
});

test('a button that only cuts the power is written down, and moves no relay', async () => {
  const door = await atTheDoor({ exitButtonOpens: false });
  door.hear('exitButton', true);
  door.time.advance(1_000);
  expect(door.did).toEqual(['commit exitButton']);
});

test('a disk that refuses: the button opens nothing, and what happened is written when it can be', async () => {
  const door = await atTheDoor();
  door.journal.breakWith(failure('diskFull', {}));
  door.hear('exitButton', true);
  door.hear('contact', true);
  door.time.advance(3_000);
  expect(door.did).toEqual([]);
  expect(door.notes()).toContain('journal');
  door.journal.breakWith(null);
  door.time.advance(1_000);
  expect(door.events()).toEqual(['10000 exitButton', '10000 opened']);
});

test('a forced door is said at once, sounds for a while, and is noted until it is shut', async () => {
  const door = await atTheDoor();
  door.hear('contact', true);
  door.time.advance(300);
  expect(door.signals).toEqual([{ kind: 'door', alarm: 'forced' }]);
  expect(door.notes()).toEqual(['door.forced']);
  expect(door.health.notes()[0]?.hint).toContain('Main door');
  expect(door.doors.told()).toEqual([{ door: 'Main door', what: 'forced' }]);
  door.time.advance(600_000);
  expect(door.doors.told()).toHaveLength(1);
  expect(door.signals).toHaveLength(46);
  expect(door.notes()).toEqual(['door.forced']);
  door.hear('contact', false);
  expect(door.signals.at(-1)).toEqual({ kind: 'quiet' });
  expect(door.notes()).toEqual([]);
  expect(door.doors.told()).toEqual([]);
});

test('a door left open asks quietly first', async () => {
  const door = await atTheDoor();
  door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
  door.hear('contact', true);
  door.time.advance(44_999);
  expect(door.signals).toEqual([]);
  door.time.advance(1);
  expect(door.signals).toEqual([{ kind: 'door', alarm: 'preAlarm' }]);
  expect(door.doors.told()).toEqual([{ door: 'Main door', what: 'preAlarm' }]);
  expect(door.notes()).toEqual([]);
  door.time.advance(15_000);
  expect(door.signals.at(-1)).toEqual({ kind: 'door', alarm: 'heldOpen' });
  expect(door.notes()).toEqual(['door.heldOpen']);
  expect(door.doors.told()).toEqual([{ door: 'Main door', what: 'heldOpen' }]);
});

test('fire is written down and noted, moves no relay, and ends with the panel', async () => {
  const door = await atTheDoor();
  door.hear('fire', true);
  door.hear('contact', true);
  door.time.advance(60_000);
  expect([door.did, door.notes()]).toEqual([['commit fire opened'], ['door.fire']]);
  expect(door.doors.told()).toEqual([{ door: 'Main door', what: 'fire' }]);
  door.hear('fire', false);
  expect([door.notes(), door.doors.told()]).toEqual([[], []]);
});

test('a line that cannot be read is noted, and nobody is accused by it', async () => {
  const door = await atTheDoor();
  door.hear('contact', null);
  expect(door.notes()).toEqual(['door.lineLost']);
  door.hear('contact', true);
  door.time.advance(5_000);
  expect([door.notes(), door.events()]).toEqual([[], []]);
});

test('a door whose contact is taken away has no alarm any more', async () => {
  const door = await atTheDoor();
  door.hear('contact', true);
  door.time.advance(1_000);
  expect(door.notes()).toEqual(['door.forced']);
  await door.change((config) => ({
    ...config,
    doors: config.doors.map((one) => ({ ...one, contact: null })),
  }));
  expect(door.notes()).toEqual([]);
  door.time.advance(60_000);
  expect(door.signals.at(-1)).toEqual({ kind: 'quiet' });
});

test('a lock that never says that it locked again has done so: what comes later is forced', async () => {
  const door = await atTheDoor();
  door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
  door.time.advance(60_000);
  door.hear('contact', true);
  door.time.advance(2_000);
  expect(door.events()).toEqual(['15000 secured', '70000 opened', '70300 forced']);
});

test('stopping writes down what was not yet written', async () => {
  const door = await atTheDoor();
  door.hear('contact', true);
  door.doors.stop();
  expect(door.events()).toEqual(['10000 opened']);
});

describe('opening hours', () => {
  const desk = {
    ...{ id: 'desk', name: 'Desk', closures: [] },
    weekly: [{ weekdays: [6 as const], from: '08:00', until: '10:00' }],
  };
  const withHours = (more: Partial<Door> = {}) =>
    atTheDoor({ openingHours: { schedule: 'desk' }, ...more }, { schedules: [desk] });
  const holds = (did: readonly string[]) => did.filter((one) => one.startsWith('hold'));

  test('from the first valid tap, by leases within the cap, to closing', async () => {
    const door = await withHours();
    door.time.advance(60_000);
    expect(door.did).toEqual([]);
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    expect(door.did).toEqual(['unlock front 3000', 'hold front 8000']);
    expect(door.notes()).toEqual(['door.openHours']);
    door.time.advance(20_000);
    expect(holds(door.did)).toHaveLength(11);
    // It may stand open, and who comes in later changes nothing.
    door.hear('contact', true);
    door.doors.strike.unlockFor('front', 3_000, { seq: 42 });
    door.time.advance(3_600_000 - 82_000);
    expect(door.notes()).toEqual(['door.openHours']);
    expect(holds(door.did)).not.toContain('hold front 0');
    door.time.advance(4_000);
    expect(door.did.at(-1)).toBe('hold front 0');
    expect(door.notes()).toEqual([]);
    const renewed = holds(door.did).length;
    door.time.advance(30_000);
    expect(holds(door.did)).toHaveLength(renewed);
    expect(door.signals).toEqual([]);
  });

  test('a lockdown ends them at once, and no tap begins them again', async () => {
    const door = await withHours();
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    const lockdown = { since: '2026-11-21T08:10:00.000Z', reason: 'drill' };
    await door.change((config) => ({ ...config, place: { ...config.place, lockdown } }));
    expect(door.did.at(-1)).toBe('hold front 0');
    door.doors.strike.unlockFor('front', 3_000, { seq: 42 });
    door.time.advance(9_000);
    expect(door.did.at(-1)).toBe('unlock front 3000');
  });

  test('a connected lock cannot be held: its hours are left out, and that is said', async () => {
    const lock = { kind: 'tasmota', address: 'http://10.0.0.9' } as const;
    const door = await withHours({ lock });
    expect(door.notes()).toEqual(['door.cannotHold']);
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    expect(holds(door.did)).toEqual([]);
    expect(door.notes()).toEqual(['door.cannotHold']);
    await door.change((config) => ({
      ...config,
      doors: config.doors.map((one) => ({ ...one, lock: null })),
    }));
    expect(door.notes()).toEqual([]);
  });

  test('a button, a command and a clock that nobody vouches for begin nothing', async () => {
    const door = await withHours();
    door.hear('exitButton', true);
    door.doors.strike.unlockFor('front', 3_000, { command: 'c1' });
    door.world.clock = 'unsynced';
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    expect(holds(door.did)).toEqual([]);
  });

  test('outside the hours a tap is a tap', async () => {
    const door = await withHours();
    door.time.advance(3_600_000);
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    expect(holds(door.did)).toEqual([]);
  });

  test('a keeper that is being replaced is asked again', async () => {
    const door = await withHours();
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    door.world.broken = true;
    door.moved('secured');
    door.time.advance(4_000);
    door.world.broken = false;
    door.time.advance(2_000);
    expect(holds(door.did).length).toBeGreaterThan(1);
    expect(door.notes()).toEqual(['door.openHours']);
  });

  test('stopping the device locks the door', async () => {
    const door = await withHours();
    door.doors.strike.unlockFor('front', 3_000, { seq: 41 });
    await door.doors.strike.stop();
    expect(door.did.at(-1)).toBe('hold front 0');
    door.time.advance(60_000);
    expect(door.did.at(-1)).not.toBe('hold front 8000');
  });
});
