import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Tap, TapOutcome } from '../../../device/ports.ts';
import { createTerminalFlow } from '../../../device/terminal/flow.ts';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { card, demoConfig } from '../../contract/demo-place.ts';
import { manualTime } from '../../fakes/manual-time.ts';

const item = (id: string) => ({
  id,
  asset: 'a',
  category: 'BDG' as const,
  name: id,
  nameEn: null,
  hundredthsPerHour: 0,
});
const config = demoConfig({
  pointsOfSale: [{ id: 'desk', name: 'Accueil', showPrices: true, items: ['badger', 'room'] }],
  items: [item('badger'), item('room')],
});
const primary = card(9, { primary: ['desk'], name: 'Maëlle Petit' });
const entries: Readonly<Record<string, AccessEntry>> = {
  [primary.uid]: primary,
  [card(1).uid]: card(1),
};

/** A device of one access point whose taps are all granted, unless a test says otherwise. */
function atTerminal() {
  const time = manualTime();
  const judged: (Tap & { readonly given?: string })[] = [];
  const shown: TapOutcome[] = [];
  const world = {
    changes: 0,
    turnedDown: 0,
    heard: 0,
    outcome: { decision: 'granted' } as TapOutcome,
    asksPin: false,
  };
  const flow = createTerminalFlow({
    config: () => config,
    find: (uid) => entries[uid] ?? null,
    accessPointOf: () => config.accessPoints[0] ?? null,
    isPinAsked: () => world.asksPin,
    judge(tap) {
      judged.push(tap);
      return world.outcome;
    },
    async judgeWithPin(tap, given) {
      judged.push({ ...tap, given });
      return world.outcome;
    },
    logger: silentLogger,
    clock: time,
    timers: time,
    changed: () => {
      world.changes++;
    },
    heard: () => {
      world.heard++;
    },
    turnedDown: () => {
      world.turnedDown++;
    },
    shown: (outcome) => shown.push(outcome),
  });
  const tap = (uid: string) =>
    flow.tap({ uid, level: 'uid', reader: 'any', accessPoint: null, heardAtMonoMs: 0 });
  const touch = (what: Parameters<typeof flow.touch>[0]) => flow.touch(what, flow.view().turn);
  return { flow, tap, touch, time, judged, shown, world };
}
const at = ({ flow }: ReturnType<typeof atTerminal>) => flow.view().state.at;

test('primary card, item, validate, card: the punch is for that, and the point of sale stays open', () => {
  const terminal = atTerminal();
  const { flow, tap, touch, judged, shown, world } = terminal;
  expect(tap(primary.uid)).toBeNull();
  expect(flow.taken()).toBe('opened');
  expect(flow.view().state).toMatchObject({ at: 'open', opened: { by: 'Maëlle', item: null } });
  expect(touch({ do: 'select', which: 'room' })).toBe(true);
  expect(touch({ do: 'validate' })).toBe(true);
  expect(judged).toEqual([]);
  expect(tap(primary.uid)).toEqual({ decision: 'granted' });
  expect(flow.taken()).toBeNull();
  expect(world.heard).toBe(1);
  expect(judged).toMatchObject([
    { uid: primary.uid, chosen: { pointOfSale: 'desk', item: 'room' } },
  ]);
  expect(shown).toEqual([{ decision: 'granted' }]);
  expect(flow.view().state).toMatchObject({ at: 'open', opened: { item: null } });
  expect(tap(primary.uid)).toBeNull();
  expect([at(terminal), flow.taken()]).toEqual(['idle', 'left']);
  expect(world.heard).toBe(2);
});

test('who is inside opens after a primary card alone, and a card that leaves still punches', () => {
  const terminal = atTerminal();
  const { flow, tap, touch, judged, time } = terminal;
  expect(touch({ do: 'who' })).toBe(true);
  expect(at(terminal)).toBe('asked');
  expect(tap(card(1).uid)).toEqual({ decision: 'granted' });
  expect([at(terminal), judged.length]).toEqual(['idle', 1]);
  touch({ do: 'who' });
  expect(tap(primary.uid)).toBeNull();
  expect([at(terminal), flow.taken()]).toEqual(['inside', 'opened']);
  tap(card(1).uid);
  expect([at(terminal), judged.length]).toEqual(['inside', 2]);
  expect(touch({ do: 'who' })).toBe(false);
  time.advance(180_000);
  expect(at(terminal)).toBe('idle');
  touch({ do: 'who' });
  time.advance(30_000);
  expect(at(terminal)).toBe('idle');
  tap(primary.uid);
  touch({ do: 'who' });
  expect(at(terminal)).toBe('inside');
  touch({ do: 'close' });
  expect(flow.view().state).toMatchObject({ at: 'open', opened: { pointOfSale: 'desk' } });
});

test('a touch of a screen that is gone means nothing, so two quick ones are one', () => {
  const { flow, tap, touch } = atTerminal();
  tap(primary.uid);
  const { turn } = flow.view();
  expect(flow.touch({ do: 'select', which: 'room' }, turn)).toBe(true);
  expect(flow.touch({ do: 'select', which: 'room' }, turn)).toBe(false);
  expect(flow.view().state).toMatchObject({ at: 'open', opened: { item: 'room' } });
  expect(touch({ do: 'close' })).toBe(true);
});

test('one validation is one punch: the next card finds nothing validated', () => {
  const { tap, touch, judged, flow, world } = atTerminal();
  tap(primary.uid);
  touch({ do: 'select', which: 'room' });
  touch({ do: 'validate' });
  tap(card(1).uid);
  tap(card(1).uid);
  expect(judged.map(({ chosen }) => chosen?.item)).toEqual(['room', undefined]);
  touch({ do: 'select', which: 'room' });
  expect(tap(card(1).uid)).toBeNull();
  expect(flow.taken()).toBe('validateFirst');
  expect(world.turnedDown).toBe(1);
  expect(judged).toHaveLength(2);
});

test('counts down by running time: 30 s for a card, 60 s for a touch, whatever the wall clock does', () => {
  const terminal = atTerminal();
  const { flow, tap, touch, time, world } = terminal;
  tap(primary.uid);
  time.advance(59_000);
  touch({ do: 'select', which: 'badger' });
  time.advance(59_000);
  touch({ do: 'validate' });
  time.step(3_600_000);
  time.advance(10_000);
  expect(flow.view()).toMatchObject({ state: { at: 'waiting' }, leftMs: 20_000 });
  const before = world.changes;
  time.advance(20_000);
  expect(flow.view().state).toMatchObject({ at: 'open', opened: { item: 'badger' } });
  expect(world.changes).toBe(before + 1);
  time.advance(60_000);
  expect(at(terminal)).toBe('idle');
});

test('a PIN goes with one card, is asked again when wrong, and meets nobody else’s card', async () => {
  const terminal = atTerminal();
  const { flow, tap, touch, judged, shown, world } = terminal;
  world.outcome = { decision: 'denied', reason: 'pinRequired' } as TapOutcome;
  tap(card(1).uid);
  expect(flow.view().state).toMatchObject({ at: 'pad', why: 'pinRequired' });
  // The pad says so itself.
  expect(shown).toEqual([]);
  touch({ do: 'enter', pin: '4711' });
  world.outcome = { decision: 'denied', reason: 'pinWrong' } as TapOutcome;
  expect(tap(card(1).uid)).toBeNull();
  expect(flow.taken()).toBe('pin');
  expect(at(terminal)).toBe('idle');
  await setImmediate();
  expect(flow.view().state).toMatchObject({ at: 'pad', why: 'pinWrong' });
  touch({ do: 'enter', pin: '1234' });
  world.outcome = { decision: 'granted' } as TapOutcome;
  tap(card(1).uid);
  tap(primary.uid);
  await setImmediate();
  expect(judged.map(({ given }) => given)).toEqual([undefined, '4711', '1234']);
  expect(shown).toEqual([{ decision: 'granted' }]);
});
