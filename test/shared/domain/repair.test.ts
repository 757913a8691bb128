import { describe, expect, test } from '@jest/globals';
import { byTime, pairPunches } from '../../../shared/domain/pair.ts';
import { compareEvents, eventsOf, tapEvent } from '../../../shared/domain/pair-event.ts';
import { pairNext } from '../../../shared/domain/pair-next.ts';
import {
  emptyPairState,
  type PairedTap,
  replay,
  sameState,
  stateBefore,
} from '../../../shared/domain/pair-state.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import { repair } from '../../../shared/domain/repair.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { pairStore } from './pair-store.ts';
import { line, local, made, parisPolicy, tapAt } from './taps.ts';

const rules = visitRules(parisPolicy);

/** Two visits a day, at 09:00 to 12:00 and 13:00 to 18:00, for as many days. */
const weeks = (days: number): SequencePunch[] =>
  Array.from({ length: days }, (_, day) =>
    [9, 12, 13, 18].map((hour) =>
      tapAt('09:00', 'toggle', {
        id: `${day}-${hour}`,
        occurredAt: local('00:00') + (day * 24 + hour) * 3_600_000,
      }),
    ),
  ).flat();

describe('a repair is bounded', () => {
  test('a late tap is felt until the first stale gap, not until today', () => {
    const store = pairStore(rules);
    for (const tap of weeks(300)) store.arrive(tap);
    store.arrive(tapAt('10:00'));
    // 12:00, 13:00 and 18:00 of that day take other roles; the next morning both pairings agree.
    expect(store.reads()).toBe(4);
    const all = pairPunches([...weeks(300), tapAt('10:00')], [], rules).passages;
    expect([...store.passages().values()].toSorted(byTime).map(line)).toEqual(all.map(line));
  });

  test('a late tap in a direction of its own is felt until the next one', () => {
    const store = pairStore(rules);
    for (const tap of weeks(300))
      store.arrive({ ...tap, direction: tap.id.match(/9$|13$/) ? 'in' : 'out' });
    store.arrive(tapAt('10:00', 'in'));
    expect(store.reads()).toBe(1);
  });

  test('taps in order read nothing', () => {
    const store = pairStore(rules);
    for (const tap of weeks(300)) store.arrive(tap);
    expect(store.reads()).toBe(0);
  });

  test('the state before a tap is found in a few rows', () => {
    const { taps } = pairPunches(weeks(50), [], rules);
    let read = 0;
    function* backward() {
      for (const tap of taps.toReversed()) {
        read++;
        yield tap;
      }
    }
    const next = tapEvent(
      tapAt('09:00', 'toggle', { occurredAt: local('00:00') + 50 * 86_400_000 }),
    );
    expect(stateBefore(next, backward(), [])).toEqual(pairPunches(weeks(50), [], rules).state);
    expect(read).toBe(1);
  });
});

describe('the state before an event', () => {
  test('of an empty sequence is empty', () => {
    expect(stateBefore(tapEvent(tapAt('09:00')), [], [])).toEqual(emptyPairState);
  });

  test('is what pairing left there, event by event, with staff’s words in between', () => {
    const punches = ['09:00', '09:00:02', '10:00', '12:00', '13:00', '18:00'].map((when) =>
      tapAt(when, when === '12:00' ? 'presence' : 'toggle'),
    );
    const corrections = [
      made({ kind: 'voidPunch', punchId: '10:00' }),
      made({ kind: 'addExit', punchId: '09:00', at: local('11:00') }),
      made({ kind: 'addEntry', punchId: '18:00', at: local('12:30') }),
      made({ kind: 'addEntry', punchId: '18:00', at: local('17:00') }),
      made({ kind: 'addExit', punchId: '13:00', at: local('23:00') }),
    ];
    const events = eventsOf(punches, corrections).toSorted(compareEvents);
    const additions = events.flatMap((event) => (event.kind === 'tap' ? [] : [event]));
    const { taps } = pairPunches(punches, corrections, rules);

    let state = emptyPairState;
    for (const event of events) {
      const backward = taps.filter((one) => compareEvents(one.event, event) < 0).toReversed();
      expect(stateBefore(event, backward, additions)).toEqual(state);
      expect(stateBefore(event, backward, additions.toReversed())).toEqual(state);
      state = pairNext(state, event, rules).state;
    }
    expect(state.holdUntil).toBe(local('23:00'));
  });

  test('replay tells it from what is stored', () => {
    const punches = weeks(2).concat(tapAt('09:00:02'), tapAt('10:00', 'presence'));
    const { taps, state } = pairPunches(punches, [], rules);
    expect(taps.reduce(replay, emptyPairState)).toEqual(state);
  });

  test('two states differ in what is open, in the tap before, and in what staff said', () => {
    const { state } = pairPunches([tapAt('09:00')], [], rules);
    expect(sameState(state, { ...state, at: 0 })).toBe(true);
    expect(sameState(state, { ...state, open: null })).toBe(false);
    expect(sameState(state, { ...state, tapAt: 0 })).toBe(false);
    expect(sameState(state, { ...state, tapDirection: 'in' })).toBe(false);
    expect(sameState(state, { ...state, holdUntil: 0 })).toBe(false);
  });
});

test('a repair that is not given what changed is our own mistake, and says so', () => {
  const punch = tapAt('09:00');
  const was: PairedTap = { event: tapEvent(punch), role: 'entry', passageId: punch.id };
  expect(() => repair(emptyPairState, [], [{ was, now: null }], rules)).toThrow(
    'a changed event is among those that follow',
  );
});
