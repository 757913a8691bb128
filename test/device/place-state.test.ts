import { describe, expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { createPlaceState } from '../../device/place-state.ts';
import type { Direction } from '../../shared/domain/access-point.ts';
import type { ClockState } from '../../shared/domain/clock.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { freeOfCharge } from '../../shared/domain/rate.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { StateMessage } from '../../shared/wire/messages.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import { demoConfig } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';

const epoch = 'ab'.repeat(16);
const minuteMs = 60_000;
const ana: Person = 'member:m_1';
type Row = StateMessage['members'][number];

function wall({ time = manualTime(), access = memoryAccessStore() } = {}) {
  if (access.config() === null) access.applyConfig(demoConfig());
  const health = createHealth(time, silentLogger);
  const clock: { state: ClockState; boot: string } = { state: 'synced', boot: 'boot-1' };
  const state = createPlaceState({
    access,
    watch: { state: () => clock.state, boot: () => clock.boot },
    clock: time,
    timers: time,
    health,
    logger: silentLogger,
  });
  const iso = (ms: number) => new Date(ms).toISOString();
  const today = iso(time.now()).slice(0, 10);
  const row = (more: Partial<Row> = {}): Row => ({
    memberRef: 'm_1',
    day: today,
    in: ['demo'],
    todaySeconds: 60,
    balance: null,
    entered: { demo: iso(time.now() - 10 * minuteMs) },
    ...more,
  });
  const message = (more: Partial<StateMessage> = {}): StateMessage => ({
    v: 1,
    place: 'demo',
    asOf: iso(time.now()),
    whole: true,
    part: 1,
    parts: 1,
    members: [row()],
    inside: { demo: 1 },
    upTo: {},
    ...more,
  });
  const take = (more: Partial<StateMessage> = {}, retained = false) =>
    state.take(Buffer.from(encode(message(more))), retained);
  const at = (direction: Direction, more: object = {}) => ({
    person: ana,
    accessPoint: { area: 'demo', counts: true, direction },
    ...more,
  });
  const now = () => ({ at: time.now(), monoMs: time.monotonicNow(), boot: clock.boot });
  let seq = 0;
  const punch = (direction: Direction, more: object = {}) => {
    seq += 1;
    return state.punched(at(direction, more), { ...now(), epoch, seq });
  };
  const known = (more: object = {}) => state.known(at('toggle', more), true);
  return { time, health, clock, access, state, row, take, at, punch, known, iso };
}

test('before the cloud told anything nothing is known, said or refused by', () => {
  const { known, punch, state } = wall();
  expect(known()).toEqual({
    fresh: false,
    inside: null,
    enteredAt: null,
    balance: null,
    balanceIsRecent: false,
    hasPass: false,
    peopleInside: null,
  });
  expect(punch('toggle')).toEqual({
    way: null,
    repeat: false,
    todaySeconds: null,
    balance: null,
    isLow: false,
    exitToSettle: false,
    peopleInside: null,
  });
  expect(punch('in').way).toBe('in');
  expect(state.asOf()).toBeNull();
});

test('what it told is known, and the device adds its own later punches', () => {
  const { time, take, known, punch, row } = wall();
  take({ members: [row({ balance: 450 })] });
  expect(known()).toMatchObject({ fresh: true, inside: true, balance: 450, peopleInside: 1 });
  expect(known({ person: 'member:m_2' })).toMatchObject({ inside: false, enteredAt: null });
  time.advance(minuteMs);
  expect(punch('toggle')).toEqual({
    way: 'out',
    repeat: false,
    todaySeconds: 60 + 11 * 60,
    balance: 450,
    isLow: false,
    exitToSettle: false,
    peopleInside: 0,
  });
  expect(known()).toMatchObject({ inside: false, peopleInside: 0 });
  time.advance(minuteMs);
  expect(punch('toggle')).toMatchObject({ way: 'in', peopleInside: 1, todaySeconds: 720 });
  expect(known()).toMatchObject({ inside: true, enteredAt: time.now() });
});

test('a card without a member stands for itself', () => {
  const { take, known, punch, iso, time } = wall();
  const card = { person: 'card:04A1B2C3D4E5F6' };
  const { memberRef: _, ...rest } = wall().row();
  take({ cards: [{ ...rest, uid: '04A1B2C3D4E5F6', entered: { demo: iso(time.now()) } }] });
  expect(known(card)).toMatchObject({ inside: true });
  expect(punch('toggle', card)).toMatchObject({ way: 'out' });
});

test('a tap read again goes the way of the first, before and after the cloud knows of it', () => {
  const { time, take, punch, row } = wall();
  take({ members: [], inside: {} });
  expect(punch('toggle')).toMatchObject({ way: 'in', peopleInside: 1 });
  time.advance(2_000);
  expect(punch('toggle')).toMatchObject({ way: 'in', peopleInside: 1 });
  take({ whole: false, members: [row({ todaySeconds: 0 })], upTo: { [epoch]: 2 } });
  time.advance(2_000);
  expect(punch('toggle')).toMatchObject({ way: 'in', peopleInside: 1 });
});

test('how soon is again is for the rules of its area, and measured by running time', () => {
  const { time, take, punch, clock } = wall();
  take({ members: [], inside: {} });
  const presence = { accessPoint: { area: 'demo', counts: true, debounceSeconds: 60 } };
  const here = { accessPoint: { ...presence.accessPoint, direction: 'presence' } };
  expect(punch('presence', here)).toMatchObject({ way: null, repeat: false });
  time.advance(59_000);
  expect(punch('presence', here)).toMatchObject({ way: null, repeat: true });
  // The other way is no second tap of the first.
  expect(punch('out')).toMatchObject({ way: 'out', repeat: false });
  time.advance(61_000);
  expect(punch('presence', here)).toMatchObject({ repeat: false });
  // A wall clock that is set, or stands still at its floor, makes nobody's way out a tap read again.
  clock.state = 'floor';
  expect(punch('toggle')).toMatchObject({ way: 'in', repeat: false });
  time.step(-2_000_000);
  time.advance(2_000_000);
  expect(punch('toggle')).toMatchObject({ repeat: false });
  clock.boot = 'boot-2';
  time.advance(1_000);
  expect(punch('toggle')).toMatchObject({ repeat: true });
  const inner = { accessPoint: { area: 'demo', counts: false, direction: 'in' } };
  expect([punch('in', inner).repeat, punch('in', inner).repeat]).toEqual([false, false]);
});

test('own punches that the cloud counts are not counted twice, and the others are kept', () => {
  const { time, take, punch, known, row } = wall();
  take({ members: [], inside: {} });
  punch('toggle');
  time.advance(minuteMs);
  punch('toggle');
  // It has the first of the two.
  take({ whole: false, members: [row()], inside: { demo: 1 }, upTo: { [epoch]: 1 } });
  expect(known()).toMatchObject({ inside: false, peopleInside: 0 });
  take({ whole: false, members: [row({ in: [] })], inside: { demo: 0 }, upTo: { [epoch]: 2 } });
  expect(known()).toMatchObject({ inside: false, peopleInside: 0 });
});

test('a cloud that does not say up to where counts what came before', () => {
  const { time, take, punch, known, row, state } = wall();
  punch('in');
  time.advance(1_000);
  const { upTo: _, ...message } = {
    v: 1,
    place: 'demo',
    asOf: new Date(time.now()).toISOString(),
    whole: true,
    part: 1,
    parts: 1,
    members: [row({ in: [] })],
    inside: {},
    upTo: {},
  };
  state.take(Buffer.from(encode(message)), false);
  expect(known()).toMatchObject({ inside: false, peopleInside: 0 });
  take({ members: [] });
});

test('past its age it greets nobody and refuses nobody, and what was known is only noted', () => {
  const { time, take, known, punch } = wall();
  take();
  time.advance(10 * minuteMs);
  expect(known().fresh).toBe(true);
  time.advance(1);
  expect(known()).toMatchObject({ fresh: false, inside: true });
  expect(punch('toggle')).toEqual({
    way: null,
    repeat: false,
    todaySeconds: null,
    balance: null,
    isLow: false,
    exitToSettle: false,
    peopleInside: null,
  });
  time.advance(13 * 60 * minuteMs);
  expect(known({ person: 'member:m_2' })).toMatchObject({ fresh: false, peopleInside: null });
});

test('a message that was long on its way is as old as it says, where the clock can be believed', () => {
  const { time, take, known, iso, clock } = wall();
  take({ asOf: iso(time.now() - 11 * minuteMs) });
  expect(known().fresh).toBe(false);
  clock.state = 'unsynced';
  expect(known().fresh).toBe(true);
});

test('offline it refuses nobody; after the link went a whole one is needed again', () => {
  const { take, known, state, at, row } = wall();
  take();
  expect(state.known(at('in'), false)).toMatchObject({ fresh: false, inside: true });
  expect(state.asOf()).not.toBeNull();
  state.interrupted();
  expect(state.asOf()).toBeNull();
  take({ whole: false, members: [row({ in: [] })] });
  expect(known()).toMatchObject({ fresh: false, inside: false });
  take({ members: [row()] });
  expect(known()).toMatchObject({ fresh: true });
});

test('a whole one in parts counts when all are there, with what changed meanwhile', () => {
  const { time, take, known, row, iso } = wall();
  const asOf = iso(time.now());
  const parts = { asOf, parts: 2 };
  take({ ...parts, part: 1, members: [row()] });
  expect(known().fresh).toBe(false);
  time.advance(10);
  take({ whole: false, members: [row({ in: [] })], inside: { demo: 7 } });
  take({ ...parts, part: 1, members: [row()] });
  take({ ...parts, part: 2, members: [row({ memberRef: 'm_2' })] });
  expect(known()).toMatchObject({ fresh: true, inside: false, peopleInside: 7 });
  expect(known({ person: 'member:m_2' })).toMatchObject({ inside: true });
});

test('an older one changes nothing, in whatever order they come', () => {
  const { time, take, known, row, iso } = wall();
  const before = iso(time.now());
  time.advance(minuteMs);
  take({ members: [row({ in: [] })], inside: {} });
  take({ asOf: before });
  take({ asOf: before, whole: false });
  expect(known()).toMatchObject({ inside: false, peopleInside: 0 });
});

test.each([
  ['not JSON', () => Buffer.from('{'), false],
  ['of another shape', () => Buffer.from('{"v":1}'), false],
  ['kept by a broker', null, true],
] as const)('%s: changes nothing, and is shown', (_name, payload, retained) => {
  const { take, known, state, health } = wall();
  if (payload) state.take(payload(), retained);
  else take({}, retained);
  expect(known()).toMatchObject({ fresh: false, inside: null });
  expect(health.notes().map(({ code }) => code)).toEqual(['link.message']);
});

test.each([
  ['of another place', { place: 'elsewhere' }],
  ['with a part too many', { part: 3, parts: 2 }],
  ['of a time to come', { asOf: '2999-01-01T00:00:00.000Z' }],
] as const)('%s: changes nothing, and is shown until a good one comes', (_name, more) => {
  const { take, known, health } = wall();
  take(more);
  expect(known()).toMatchObject({ fresh: false, inside: null });
  expect(health.notes()).toHaveLength(1);
  take();
  expect(known()).toMatchObject({ fresh: true, inside: true });
  expect(health.notes()).toEqual([]);
});

test('a door that does not count says nothing of a way, and changes nobody', () => {
  const { take, punch, known } = wall();
  take();
  const inner = { accessPoint: { area: 'demo', counts: false, direction: 'out' } };
  expect(punch('out', inner)).toMatchObject({ way: null, todaySeconds: 60, peopleInside: 1 });
  expect(known()).toMatchObject({ inside: true });
});

test('a room of its own counts by itself, and the day is the place’s', () => {
  const { take, punch, known } = wall();
  take();
  const laser = { accessPoint: { area: 'laser', counts: true, direction: 'toggle' } };
  expect(punch('toggle', laser)).toMatchObject({ way: 'in', todaySeconds: 60, peopleInside: 1 });
  expect(known()).toMatchObject({ inside: true, peopleInside: 1 });
  expect(known(laser)).toMatchObject({ inside: true });
});

describe('kept through a restart', () => {
  const restart = ({ time, access }: ReturnType<typeof wall>) => {
    const after = wall({ time, access });
    after.state.recall([]);
    return after;
  };

  test('it is known and old: who taps is greeted by nothing that was told before', () => {
    const before = wall();
    before.take({ members: [before.row({ balance: 450 })] });
    before.state.keep();
    const { known, punch, state } = restart(before);
    expect(known()).toMatchObject({ fresh: false, inside: true, balance: 450, peopleInside: 1 });
    expect(punch('toggle')).toEqual({
      way: null,
      repeat: false,
      todaySeconds: null,
      balance: null,
      isLow: false,
      exitToSettle: false,
      peopleInside: null,
    });
    // The cloud is asked for all of it.
    expect(state.asOf()).toBeNull();
  });

  test('the next whole word takes its place, whoever it leaves out', () => {
    const before = wall();
    before.take({ members: [before.row(), before.row({ memberRef: 'm_2' })] });
    before.state.keep();
    const after = restart(before);
    after.time.advance(minuteMs);
    after.take({ members: [after.row({ memberRef: 'm_2' })] });
    expect(after.known()).toMatchObject({ fresh: true, inside: false });
    after.state.keep();
    expect([...after.access.told().rows].map(([person]) => person)).toEqual(['member:m_2']);
  });

  test('messages that come together are one write, half a minute later; the end does not wait', () => {
    const { time, take, access, row, state } = wall();
    const writes: number[] = [];
    const { keepTold } = access;
    access.keepTold = (rows, about) => {
      const slice = [...rows];
      writes.push(slice.length);
      keepTold(slice, about);
    };
    take();
    take({ whole: false, members: [row({ memberRef: 'm_2' })] });
    expect(writes).toEqual([]);
    time.advance(30_000);
    expect(writes).toEqual([2]);
    time.advance(60_000);
    expect(writes).toEqual([2]);
    take({ whole: false, members: [row({ in: [] })] });
    state.keep();
    expect(writes).toEqual([2, 1]);
  });

  test('a full house is written in slices, and said to be kept with the last of them', () => {
    const { time, take, access, row } = wall();
    for (const part of [1, 2]) {
      const members = Array.from({ length: 300 }, (_, n) => row({ memberRef: `m_${part}_${n}` }));
      take({ members, part, parts: 2 });
    }
    const about: (string | null)[] = [];
    const { keepTold } = access;
    access.keepTold = (rows, what) => {
      about.push(what);
      keepTold(rows, what);
    };
    time.advance(30_000);
    expect(about).toEqual([null]);
    time.advance(40);
    expect(about).toEqual([null, null, expect.stringContaining('"asOf"')]);
    expect([...access.told().rows]).toHaveLength(600);
  });

  test('a disk that refuses loses nothing of it: it is tried again', () => {
    const { time, take, access } = wall();
    const { keepTold } = access;
    access.keepTold = () => {
      throw new Error('disk full');
    };
    take();
    time.advance(30_000);
    access.keepTold = keepTold;
    time.advance(30_000);
    expect([...access.told().rows]).toHaveLength(1);
  });

  test.each(['no JSON', '{"place":"demo"}'])(
    '%s that cannot be read does not stop a start',
    (about) => {
      const before = wall();
      before.access.keepTold([['member:m_1', '{}']], about);
      const { state, known, access } = restart(before);
      expect(known()).toMatchObject({ fresh: false, inside: null });
      expect(state.insiders()).toEqual([]);
      expect(access.told().about).toBeNull();
    },
  );
});

describe('balances', () => {
  const terms = { ...freeOfCharge, unitsPerHour: 100 };
  const rated = (more: Partial<SignedConfig> = {}) => {
    const access = memoryAccessStore();
    access.applyConfig(
      demoConfig({
        rates: [{ id: 'rate-1', scope: 'area', of: 'demo', since: 0, terms }],
        ...more,
      }),
    );
    return wall({ access });
  };
  const out = { in: [], entered: {} };

  test('are less by what passed here since, and told so on the way out', () => {
    const { take, row, punch, known, time } = rated();
    take({ members: [row({ ...out, balance: 500 })], inside: {} });
    expect(punch('in').balance).toBe(500);
    time.advance(6 * minuteMs);
    // Somewhere else of the place, where what goes on here counts; at the exit it does not.
    const elsewhere = { accessPoint: { area: 'laser', counts: true, direction: 'in' } };
    expect(known(elsewhere).balance).toBe(490);
    expect(known().balance).toBe(500);
    expect(punch('out').balance).toBe(490);
    expect(known().balance).toBe(490);
  });

  test('refuse without a network for as long as what was told is recent, and not after a start that lost the time', () => {
    const { take, row, known, time, state, clock } = rated();
    take({ members: [row({ ...out, balance: 0 })], inside: {} });
    state.interrupted();
    expect(known()).toMatchObject({ fresh: false, balance: 0, balanceIsRecent: true });
    clock.state = 'unsynced';
    clock.boot = 'boot-2';
    expect(known()).toMatchObject({ balance: 0, balanceIsRecent: false });
    clock.boot = 'boot-1';
    time.advance(11 * minuteMs);
    expect(known()).toMatchObject({ balance: 0, balanceIsRecent: false });
  });

  test('of who is not named are nothing only where everybody who has one was named', () => {
    const { take, known, state } = rated();
    take({ members: [] });
    expect(known().balance).toBeNull();
    take({ members: [], accounts: true });
    expect(known().balance).toBe(0);
    state.interrupted();
    expect(known().balance).toBeNull();
  });

  test('are not said where a tap of another reader may have cost something else', () => {
    const item = { id: 'rate-2', scope: 'item', of: 'tile', since: 0, terms } as const;
    const { take, row, punch } = rated({ rates: [item] });
    take({ members: [row({ balance: 500 })] });
    expect(punch('out').balance).toBeNull();
  });

  test('that are low are said so, by the threshold of the place, and not of who has a pass', () => {
    const low = (balance: number | null, more: object = {}) => {
      const { take, row, punch } = rated(more);
      take({ members: [row({ ...out, balance })], inside: {}, accounts: true });
      return punch('in').isLow;
    };
    expect([low(100), low(99), low(-1), low(null)]).toEqual([false, true, true, false]);
    const { place } = demoConfig();
    const never = { place: { ...place, tokens: { none: 'warn', low: 0 } } };
    expect([low(99, never), low(0, never)]).toEqual([false, false]);
    const { take, row, punch, known } = rated();
    take({ members: [row({ ...out, balance: 0, pass: true })], inside: {} });
    expect(known()).toMatchObject({ hasPass: true, balance: 0 });
    expect(punch('in').isLow).toBe(false);
    // The pass pays its hours.
    expect(punch('out').balance).toBe(0);
  });

  test('an exit to be settled is said while the cloud says so, and of an entry that leaves one behind', () => {
    const { take, row, punch, time } = rated();
    const settled = (exitToSettle?: true) =>
      take({
        members: [row({ ...out, balance: 500, ...(exitToSettle && { exitToSettle }) })],
        inside: {},
      });
    settled(true);
    expect(punch('in').exitToSettle).toBe(true);
    time.advance(minuteMs);
    settled();
    expect(punch('out').exitToSettle).toBe(false);
    time.advance(minuteMs);
    expect(punch('in').exitToSettle).toBe(false);
    time.advance(minuteMs);
    expect(punch('in')).toMatchObject({ exitToSettle: true, balance: 498 });
  });
});
