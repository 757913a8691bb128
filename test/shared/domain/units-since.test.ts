import { describe, expect, test } from '@jest/globals';
import { freeOfCharge, type RateTerms, type RateVersion } from '../../../shared/domain/rate.ts';
import { unitsNeeded } from '../../../shared/domain/units-needed.ts';
import { type OpenThen, type TapSince, unitsSince } from '../../../shared/domain/units-since.ts';

const hour = 3_600_000;
const rate = (scope: RateVersion['scope'], of: string, terms: Partial<RateTerms>): RateVersion => ({
  ...{ id: `rate-${of}`, place: 'demo', scope, of, since: 0 },
  terms: { ...freeOfCharge, ...terms },
});
const room = rate('area', 'room', { unitsPerHour: 100 });
const tile = rate('item', 'tile', { prepaidUnits: 100 });

describe('what is needed to come in', () => {
  const here = { place: 'demo', area: 'room', accessPoint: 'door', item: 'tile' };
  test.each<[string, readonly RateVersion[], number]>([
    ['nothing costs', [], 0],
    ['time: anything at all', [room], 1],
    ['a minimum', [rate('area', 'room', { unitsPerHour: 100, minimumUnits: 50 })], 50],
    ['in advance', [tile], 100],
    ['in advance, and then time', [tile, room], 100],
    [
      'two rules: nothing until it is settled',
      [room, rate('accessPoint', 'door', { unitsPerHour: 1 })],
      0,
    ],
    ['elsewhere', [rate('area', 'hall', { unitsPerHour: 100 })], 0],
    ['from tomorrow on', [{ ...room, since: 10 }], 0],
  ])('%s', (_name, versions, units) => expect(unitsNeeded(versions, 5, here)).toBe(units));
});

describe('what was used since a balance was counted', () => {
  const tap = (
    direction: TapSince['direction'],
    hours: number,
    more: Partial<TapSince> = {},
  ): TapSince => ({
    ...{ area: 'room', accessPoint: 'door', item: null, direction, at: hours * hour },
    ...more,
  });
  const since = (
    taps: readonly TapSince[],
    {
      now = 4,
      but = null as string | null,
      opens = [] as [string, OpenThen][],
      versions = [room, tile],
    } = {},
  ) => {
    const known = { place: 'demo', opens: new Map(opens), isComplete: true, taps, versions };
    return unitsSince(known, now * hour, but);
  };
  const opened = (area: string, hours: number, known = true): [string, OpenThen] => [
    area,
    { at: hours * hour, tap: known ? { accessPoint: 'door', item: null } : null },
  ];
  const all = (ended: number, goesOn = 0, isSure = true, isToSettle = false) => ({
    ...{ ended, goesOn, isSure, isToSettle },
  });

  test.each<[string, ReturnType<typeof since>, ReturnType<typeof since>]>([
    ['nothing', since([]), all(0)],
    ['in and out', since([tap('in', 1), tap('out', 2)]), all(100)],
    ['two toggles', since([tap('toggle', 1), tap('toggle', 2.5)]), all(150)],
    ['still in', since([tap('in', 1)]), all(0, 300)],
    [
      'still in, and in here again: no exit, so nothing',
      since([tap('in', 1)], { but: 'room' }),
      all(0),
    ],
    ['in twice', since([tap('in', 1), tap('in', 2), tap('out', 3)]), all(100, 0, true, true)],
    [
      'in twice, where a missing exit has its price',
      since([tap('in', 1), tap('in', 2), tap('out', 3)], {
        versions: [rate('area', 'room', { unitsPerHour: 100, missingExitUnits: 300 })],
      }),
      all(400),
    ],
    ['was in, then out', since([tap('out', 3)], { opens: [opened('room', 1)] }), all(200)],
    [
      'was in by a tap elsewhere',
      since([tap('out', 3)], { opens: [opened('room', 1, false)] }),
      all(200, 0, false),
    ],
    [
      'the same where only areas cost',
      since([tap('out', 3)], { opens: [opened('room', 1, false)], versions: [room] }),
      all(200),
    ],
    ['out of nothing', since([tap('out', 3)]), all(0, 0, false)],
    ['a tile', since([tap('in', 1, { item: 'tile' })], { now: 1.5 }), all(100)],
    ['a tile, used beyond it', since([tap('in', 1, { item: 'tile' })]), all(100, 200)],
    [
      'a tile and out within it',
      since([tap('in', 1, { item: 'tile' }), tap('out', 1.5)]),
      all(100),
    ],
    [
      'a tile chosen twice',
      since([tap('in', 1, { item: 'tile' }), tap('in', 2, { item: 'tile' }), tap('out', 2.5)]),
      all(200, 0, true, true),
    ],
    ['a presence', since([tap('presence', 1, { item: 'tile' })]), all(100)],
    ['elsewhere it is free', since([tap('in', 1, { area: 'hall' })]), all(0)],
  ])('%s', (_name, found, expected) => expect(found).toEqual(expected));

  test('a toggle of somebody of whom nothing is known says nothing', () => {
    const known = { place: 'demo', opens: new Map(), isComplete: false, versions: [room] };
    expect(unitsSince({ ...known, taps: [tap('toggle', 1)] }, 2 * hour, null)).toEqual(
      all(0, 0, false),
    );
  });
});
