import { describe, expect, test } from '@jest/globals';
import { rememberTaps } from '../../../cloud/pairing/remembered-taps.ts';
import {
  moreNeeded,
  nearTo,
  type TapWindow,
  walkFrom,
  withTaps,
} from '../../../cloud/pairing/tap-window.ts';
import type { StoredPunch } from '../../../cloud/store/punches.ts';
import { eventAt, tapEvent } from '../../../shared/domain/pair-event.ts';
import { tapAt } from '../../shared/domain/taps.ts';

const tap = (at: number, role: StoredPunch['role'] = 'entry'): StoredPunch => ({
  punch: tapAt('09:00', 'toggle', { id: `tap-${at}`, occurredAt: at, seq: at }),
  role,
  passageId: `tap-${at}`,
});
const at = (window: TapWindow) => window.taps.map(({ punch }) => punch.occurredAt);
const whole = (...instants: number[]): TapWindow => ({
  taps: instants.map((instant) => tap(instant)),
  fromStart: true,
  toEnd: true,
});
const middle = (...instants: number[]) => ({
  ...whole(...instants),
  fromStart: false,
  toEnd: false,
});

describe('a window of taps', () => {
  const walk = (window: TapWindow, instant: number) =>
    walkFrom(window, tapEvent(tap(instant).punch), [], []);

  test('is walked both ways from where the sequence changed', () => {
    const { backward, following } = walk(whole(1, 2, 3, 4), 3);
    expect([...backward()].map(({ event }) => eventAt(event))).toEqual([2, 1]);
    expect([...following()].map(({ event }) => eventAt(event))).toEqual([3, 4]);
  });

  test('that is cut says so where a walk leaves it', () => {
    const { backward, following } = walk(middle(1, 2, 3), 2);
    const [back, on] = [backward(), following()];
    expect(back.next().value?.event.punch.occurredAt).toBe(1);
    expect(() => back.next()).toThrow(moreNeeded);
    expect([on.next().done, on.next().done]).toEqual([false, false]);
    expect(() => on.next()).toThrow(moreNeeded);
  });

  test.each([
    ['before', 0],
    ['after', 9],
  ])('that is cut says nothing of what lies %s it', (_, instant) => {
    const { backward, following } = walk(middle(1, 2, 3), instant);
    expect(() => [[...backward()], [...following()]]).toThrow(moreNeeded);
  });

  test('takes new taps in their order, and new roles in place', () => {
    const window = withTaps(whole(1, 3), [tap(2), tap(3, 'exit'), tap(4)]);
    expect(at(window)).toEqual([1, 2, 3, 4]);
    expect(window.taps[2]?.role).toBe('exit');
  });

  test('too wide is cut to what lies around an instant, and then no longer reaches the ends', () => {
    const all = whole(1, 2, 3, 4, 5, 6, 7, 8);
    const cuts = [1, 5, 9].map((instant) => nearTo(all, instant, 4));
    expect(cuts.map((cut) => [...at(cut), cut.fromStart, cut.toEnd])).toEqual([
      [1, 2, 3, 4, true, false],
      [3, 4, 5, 6, false, false],
      [5, 6, 7, 8, false, true],
    ]);
  });
});

describe('remembered taps', () => {
  test('make room by forgetting the sequence that was not used for longest', () => {
    const remembered = rememberTaps(5);
    remembered.keep('a', whole(1, 2), 1);
    remembered.keep('b', whole(1, 2), 1);
    remembered.keep('a', whole(1, 2, 3), 1);
    remembered.keep('c', whole(1), 1);
    expect(remembered.of('b')).toBeNull();
    expect(at(remembered.of('a') ?? whole())).toEqual([1, 2, 3]);
    expect(remembered.of('c')).not.toBeNull();
  });

  test('grow at the end only where they reach it', () => {
    const remembered = rememberTaps(100);
    remembered.extend('new', [tap(1)], true);
    remembered.extend('new', [tap(2)], false);
    expect(remembered.of('new')).toEqual(whole(1, 2));
    remembered.extend('older', [tap(7)], false);
    expect(remembered.of('older')).toEqual({ ...whole(7), fromStart: false });
    remembered.keep('cut', middle(1, 2), 1);
    remembered.extend('cut', [tap(9)], false);
    expect(at(remembered.of('cut') ?? whole())).toEqual([1, 2]);
  });

  test('of one sequence are no more than a month or so', () => {
    const remembered = rememberTaps(10_000);
    for (let instant = 0; instant < 300; instant++)
      remembered.extend('often', [tap(instant)], instant === 0);
    const window = remembered.of('often');
    expect(window).toMatchObject({ fromStart: false, toEnd: true });
    const taps = at(window ?? whole());
    expect(taps.at(-1)).toBe(299);
    expect(taps).toHaveLength(300 - (taps[0] ?? 0));
    expect(taps.length).toBeGreaterThanOrEqual(128);
    expect(taps.length).toBeLessThanOrEqual(256);
  });

  test('are none where there is no room for any', () => {
    const remembered = rememberTaps(0);
    remembered.keep('a', whole(1), 1);
    remembered.extend('b', [tap(1)], true);
    expect([remembered.of('a'), remembered.of('b')]).toEqual([null, null]);
  });
});
