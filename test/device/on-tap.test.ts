import { expect, test } from '@jest/globals';
import { createClockWatch } from '../../device/clock-watch.ts';
import { createHealth } from '../../device/health.ts';
import { createOnTap } from '../../device/on-tap.ts';
import { createPlaceState } from '../../device/place-state.ts';
import type { LockAnswer, Signal, Tap, TapOutcome } from '../../device/ports.ts';
import { freeOfCharge } from '../../shared/domain/rate.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { encode } from '../../shared/wire/codec.ts';
import { parseEntry } from '../../shared/wire/parse-entry.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { entriesOf } from '../parts/entries-of.ts';

const dayMs = 86_400_000;

interface World {
  drives: boolean;
  strikeFails: boolean;
  online: boolean;
  /** What the lock will have answered; undefined: it is a relay. */
  lock: Promise<LockAnswer> | undefined;
}

/** A device at the wall, every part a fake that says in which order it was asked. */
function atTheDoor(
  options: { config?: SignedConfig | null; listAgeMs?: number | null; locked?: boolean } = {},
) {
  const time = manualTime();
  const journal = memoryJournal();
  const access = memoryAccessStore();
  const config = options.config === undefined ? demoConfig() : options.config;
  if (config) access.applyConfig(config);
  void access.applyList(wholeList(73, [card(1), card(2, { state: 'lost' })]));
  const did: string[] = [];
  const signals: Signal[] = [];
  const health = createHealth(time, silentLogger);
  const world: World = { drives: true, strikeFails: false, online: false, lock: undefined };
  const amended: TapOutcome[] = [];
  const state = createPlaceState({
    access,
    watch: { state: () => 'unsynced', boot: () => 'b' },
    clock: time,
    timers: time,
    health,
    logger: silentLogger,
  });
  const onTap = createOnTap({
    access,
    journal: {
      append(drafts) {
        const recorded = journal.append(drafts);
        did.push('recorded');
        return recorded;
      },
    },
    strike: {
      drives: () => world.drives,
      unlockFor(door, ms) {
        if (world.strikeFails) throw failure('keeperRestarting', { detail: 'test' });
        did.push(`unlocked ${door} ${ms}`);
        return world.lock;
      },
    },
    indicator: {
      show(_accessPoint, signal) {
        did.push(signal.kind);
        signals.push(signal);
      },
    },
    listAge: { ms: () => (options.listAgeMs === undefined ? 1_000 : options.listAgeMs) },
    watch: createClockWatch({
      clock: time,
      timers: time,
      source: { vouchedBy: async () => null },
      boot: 'boot-1',
      floorMs: 0,
      record: () => undefined,
    }),
    state,
    pins: { isLocked: () => options.locked ?? false },
    clock: time,
    health,
    logger: silentLogger,
    isOnline: () => world.online,
    recorded: () => did.push('told the link'),
    stayedShut: (outcome) => void amended.push(outcome),
  });
  const tap = (uid: string, more: Partial<Tap> = {}) =>
    onTap({
      uid,
      level: 'uid',
      reader: 'ACS ACR122U 00 00',
      accessPoint: null,
      heardAtMonoMs: time.monotonicNow(),
      ...more,
    });
  const entries = () => entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 }));
  /** What the cloud says of card 1, as of now. */
  const told = (inside: boolean, more: object = {}) => {
    const asOf = new Date(time.now()).toISOString();
    const who = { memberRef: 'm_1', day: asOf.slice(0, 10), todaySeconds: 0, balance: null };
    const members = [{ ...who, in: inside ? ['demo'] : [], entered: { demo: asOf }, ...more }];
    const parts = { whole: true, part: 1, parts: 1 };
    const message = { v: 1, place: 'demo', asOf, ...parts, members, inside: { demo: 3 } };
    state.take(Buffer.from(encode(message)), false);
    time.advance(60_000);
  };
  return { tap, did, signals, journal, entries, health, time, world, access, told, amended };
}

test('a granted tap is recorded, then the door opens, then the light turns green', () => {
  const { tap, did, entries } = atTheDoor();
  const outcome = tap(card(1).uid);
  expect(did).toEqual(['recorded', 'unlocked front 3000', 'granted', 'told the link']);
  const [entry] = entries();
  expect(parseEntry(entry).ok).toBe(true);
  expect(entry).toMatchObject({
    kind: 'punch',
    card: { uid: card(1).uid, level: 'uid' },
    accessPoint: 'entree',
    direction: 'toggle',
    memberRef: 'm_1',
    accessVersion: 73,
    item: 'badger',
    door: 'front',
    clock: 'unsynced',
  });
  expect(outcome).toEqual({
    decision: 'granted',
    kind: 'punch',
    seq: 1,
    id: entry?.id,
    accessPoint: 'entree',
    direction: 'toggle',
    at: entry?.at,
    name: 'Member',
    door: 'front',
    saved: 'offline',
    repeat: false,
    way: null,
    todaySeconds: null,
    balance: null,
    peopleInside: null,
    warnings: [],
  });
});

test('few tokens and an exit to be settled are said, with a word at the desk, and let in all the same', () => {
  const { tap, told, signals } = atTheDoor();
  told(false, { balance: 99, exitToSettle: true });
  expect(tap(card(1).uid)).toMatchObject({
    decision: 'granted',
    door: 'front',
    lowBalance: true,
    exitToSettle: true,
  });
  expect(signals.at(-1)).toMatchObject({ kind: 'granted', seeDesk: true });
});

test('where the place refuses, a tap without tokens is a refusal with its reason, and the door stays shut', () => {
  const { tap, told, entries, did, access } = atTheDoor();
  const { place } = demoConfig();
  const terms = { ...freeOfCharge, unitsPerHour: 100 };
  access.applyConfig(
    demoConfig({
      version: 9,
      place: { ...place, tokens: { none: 'refuse', low: 100 } },
      rates: [{ id: 'rate-1', scope: 'accessPoint', of: 'entree', since: 0, terms }],
    }),
  );
  told(false, { balance: 0 });
  did.length = 0;
  expect(tap(card(1).uid)).toMatchObject({ decision: 'denied', reason: 'noTokens' });
  expect(entries().at(-1)).toMatchObject({ kind: 'refusal', reason: 'noTokens' });
  expect(did).not.toContain('unlocked front 3000');
  // Who is in leaves, whatever is left.
  told(true, { balance: -500 });
  expect(tap(card(1).uid)).toMatchObject({ decision: 'granted', way: 'out' });
  told(false, { balance: 0, pass: true });
  expect(tap(card(1).uid)).toMatchObject({ decision: 'granted', way: 'in' });
});

test.each([
  [card(1).uid, 'punch'],
  [card(2).uid, 'refusal'],
] as const)('what %s is tapped for on a terminal is recorded with the %s', (uid, kind) => {
  const { tap, entries } = atTheDoor();
  const chosen = { item: 'room', pointOfSale: 'desk' };
  expect(tap(uid, { chosen })).toMatchObject({ kind, seq: 1 });
  expect(entries()[0]).toMatchObject({ kind, ...chosen, accessPoint: 'entree' });
  expect(parseEntry(entries()[0]).ok).toBe(true);
  tap(uid);
  expect(entries()[1]).toMatchObject({ kind, item: 'badger' });
  expect(entries()[1]).not.toHaveProperty('pointOfSale');
});

test.each([
  ['an unknown card', '04FFFFFFFFFFFF', {}, 'unknownCard'],
  ['a lost card', card(2).uid, {}, 'cardInactive'],
  ['a random number', '08A1B2C3', {}, 'randomUid'],
  ['a list too old', card(1).uid, { listAgeMs: 31 * dayMs }, 'listTooOld'],
  ['a list never confirmed', card(1).uid, { listAgeMs: null }, 'listTooOld'],
] as const)(
  '%s is recorded and shown as refused, and the door stays shut',
  (_what, uid, options, reason) => {
    const { tap, did, signals, entries } = atTheDoor(options);
    expect(tap(uid)).toMatchObject({ decision: 'denied', kind: 'refusal', reason, seq: 1 });
    expect(did).toEqual(['recorded', 'refused', 'told the link']);
    expect(signals).toEqual([{ kind: 'refused', reason }]);
    expect(entries()[0]).toMatchObject({ kind: 'refusal', reason, accessPoint: 'entree' });
    expect(parseEntry(entries()[0]).ok).toBe(true);
  },
);

test('when the disk is full the member is refused and the door stays shut', () => {
  const { tap, did, journal, health } = atTheDoor();
  journal.breakWith(failure('diskFull', { path: 'journal.db' }));
  expect(tap(card(1).uid)).toMatchObject({
    decision: 'denied',
    reason: 'cannotRecord',
    seq: null,
    id: null,
  });
  expect(did).toEqual(['refused']);
  expect(health.notes().map((n) => n.code)).toEqual(['journal']);
  journal.breakWith(null);
  expect(tap(card(1).uid)).toMatchObject({ decision: 'granted', seq: 1 });
  expect(health.notes()).toEqual([]);
});

test('a door that does not unlock is shown as a fault; the punch stands', () => {
  const { tap, did, world, entries, health } = atTheDoor();
  world.strikeFails = true;
  const outcome = tap(card(1).uid);
  expect(outcome).toMatchObject({
    decision: 'granted',
    door: null,
    doorFault: 'keeperRestarting',
  });
  expect(did).toEqual(['recorded', 'recorded', 'fault', 'told the link']);
  const [punch, event] = entries();
  expect(punch).toMatchObject({ kind: 'punch', door: 'front' });
  expect(event).toMatchObject({
    kind: 'device',
    event: 'doorNotUnlocked',
    details: { door: 'front', seq: 1, code: 'keeperRestarting' },
  });
  expect(parseEntry(event).ok).toBe(true);
  expect(health.notes().map((n) => n.code)).toEqual(['strike']);
  world.strikeFails = false;
  expect(tap(card(1).uid)).toMatchObject({ door: 'front' });
  expect(health.notes()).toEqual([]);
});

test('a lock behind a network was only asked: it says later that it stayed shut, and may never say', async () => {
  const { tap, world, amended, signals } = atTheDoor();
  const answered = async (answer: LockAnswer) => {
    world.lock = Promise.resolve(answer);
    const outcome = tap(card(1).uid);
    expect(outcome).toMatchObject({ decision: 'granted', door: 'front', doorAsked: true });
    await new Promise(setImmediate);
    return outcome;
  };
  await answered({ outcome: 'granted', why: null });
  await answered({ outcome: 'unknown', why: 'neverAnswers' });
  expect([amended, signals.map(({ kind }) => kind)]).toEqual([[], ['granted', 'granted']]);
  const outcome = await answered({ outcome: 'refused', why: 'notAllowed' });
  const { doorAsked: _, ...rest } = outcome as TapOutcome & { decision: 'granted' };
  expect(amended).toEqual([{ ...rest, door: null, doorFault: 'notAllowed' }]);
  expect(signals.at(-1)).toEqual({ kind: 'fault', code: 'lock' });
});

test('no punch and no light claims a door whose lock is not here', () => {
  const { tap, did, world, entries } = atTheDoor();
  world.drives = false;
  const outcome = tap(card(1).uid);
  expect(outcome).toMatchObject({ decision: 'granted', door: null });
  expect(outcome).not.toHaveProperty('doorFault');
  expect(did).toEqual(['recorded', 'granted', 'told the link']);
  expect(entries()[0]).not.toHaveProperty('door');
});

test('the same card again within the debounce is recorded and called a repeat', () => {
  const { tap, time, did, signals } = atTheDoor();
  expect(tap(card(1).uid)).toMatchObject({ repeat: false });
  time.advance(4_000);
  expect(tap(card(1).uid)).toMatchObject({ repeat: true, seq: 2 });
  const opened = did.filter((what) => what.startsWith('unlocked'));
  expect([opened.length, signals.at(-1)]).toEqual([2, { ...signals[0], repeat: true }]);
  time.advance(6_000);
  expect(tap(card(1).uid)).toMatchObject({ repeat: false, seq: 3 });
});

test('a reader belongs to the access point that names it, else to the one that names none', () => {
  const [entry] = demoConfig().accessPoints;
  if (!entry) throw new Error('the demo has an access point');
  const { tap } = atTheDoor({
    config: demoConfig({
      accessPoints: [
        { ...entry, id: 'in', direction: 'in', reader: 'Reader A' },
        { ...entry, id: 'out', direction: 'out', reader: 'Reader B', door: null },
        { ...entry, id: 'any', reader: null },
      ],
    }),
  });
  expect(tap(card(1).uid, { reader: 'Reader A' })).toMatchObject({ accessPoint: 'in' });
  expect(tap(card(1).uid, { reader: 'Reader B' })).toMatchObject({
    accessPoint: 'out',
    door: null,
  });
  expect(tap(card(1).uid, { reader: 'Reader C' })).toMatchObject({ accessPoint: 'any' });
  expect(tap(card(1).uid, { reader: 'Reader A', accessPoint: 'out' })).toMatchObject({
    accessPoint: 'out',
  });
});

test('a tap where no access point is, or before any config, records nothing and says so', () => {
  const { tap, did, health } = atTheDoor({ config: null });
  expect(tap(card(1).uid)).toBeNull();
  expect(did).toEqual(['fault']);
  expect(health.notes().map((n) => n.code)).toEqual(['reader.unbound']);
  const there = atTheDoor();
  expect(there.tap(card(1).uid, { accessPoint: 'elsewhere' })).toBeNull();
});

test('says whether the link was there, and waits for it either way no longer', () => {
  const { tap, world, signals } = atTheDoor();
  world.online = true;
  expect(tap(card(1).uid)).toMatchObject({ saved: 'online' });
  expect(signals).toEqual([{ kind: 'granted', direction: 'toggle', saved: 'online' }]);
});

/** The demo place by other rules. */
function ruled(
  rules: Partial<SignedConfig['place']>,
  more: Partial<SignedConfig['accessPoints'][number]> = {},
) {
  const { place, accessPoints } = demoConfig();
  return demoConfig({
    place: { ...place, ...rules },
    accessPoints: accessPoints.map((point) => ({ ...point, ...more })),
  });
}

test('in twice is refused where the place wants it so and everything is known, else noted', () => {
  const hard = { antiPassback: { kind: 'hard', minutes: 15 } } as const;
  const { tap, told, world, entries } = atTheDoor({ config: ruled(hard, { direction: 'in' }) });
  world.online = true;
  told(true);
  expect(tap(card(1).uid)).toMatchObject({ decision: 'denied', reason: 'antiPassback' });
  world.online = false;
  expect(tap(card(1).uid)).toMatchObject({ decision: 'granted', warnings: ['antiPassback'] });
  expect(entries()).toMatchObject([
    { kind: 'refusal', reason: 'antiPassback' },
    { kind: 'punch', warnings: ['antiPassback'] },
  ]);
  for (const entry of entries()) expect(parseEntry(entry).ok).toBe(true);
});

test('a full place refuses the next one, and a punch of which nothing is noted says nothing', () => {
  const full = { capacity: { most: 3, when: 'refuse' } } as const;
  const { tap, told, world, entries } = atTheDoor({ config: ruled(full) });
  world.online = true;
  told(false);
  expect(tap(card(1).uid)).toMatchObject({ decision: 'denied', reason: 'placeFull' });
  told(true);
  expect(tap(card(1).uid)).toMatchObject({ decision: 'granted', way: 'out', peopleInside: 2 });
  expect(entries()[1]).not.toHaveProperty('warnings');
});

test('a toggle shows the way it went where that is known', () => {
  const { tap, told, signals, time } = atTheDoor();
  told(false);
  expect(tap(card(1).uid)).toMatchObject({ direction: 'toggle', way: 'in', todaySeconds: 0 });
  time.advance(60_000);
  expect(tap(card(1).uid)).toMatchObject({ direction: 'toggle', way: 'out', todaySeconds: 60 });
  expect(signals).toMatchObject([{ direction: 'in' }, { direction: 'out' }]);
});

test('locked down, nobody comes in and whoever is in gets out', () => {
  const lockdown = { since: '2026-11-21T10:00:00.000Z', reason: 'Gas' };
  const toggle = atTheDoor({ config: ruled({ lockdown }) });
  expect(toggle.tap(card(1).uid)).toMatchObject({ decision: 'denied', reason: 'lockedDown' });
  const out = atTheDoor({ config: ruled({ lockdown }, { direction: 'out' }) });
  expect(out.tap(card(1).uid)).toMatchObject({ decision: 'granted', door: 'front' });
});

test('a PIN, where one is asked for, is judged with the card', () => {
  const config = ruled({}, { pin: { schedule: null } });
  const { tap } = atTheDoor({ config });
  expect(tap(card(1).uid)).toMatchObject({ reason: 'pinRequired' });
  expect(tap(card(1).uid, { pin: 'wrong' })).toMatchObject({ reason: 'pinWrong' });
  expect(tap(card(1).uid, { pin: 'right' })).toMatchObject({ decision: 'granted' });
  const { tap: late } = atTheDoor({ config, locked: true });
  expect(late(card(1).uid, { pin: 'right' })).toMatchObject({ reason: 'tooManyAttempts' });
});
