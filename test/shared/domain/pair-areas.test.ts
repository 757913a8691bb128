import { describe, expect, test } from '@jest/globals';
import { pairPunches } from '../../../shared/domain/pair.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import {
  concernedByPlaceExit,
  openAmong,
  placeExitOf,
} from '../../../shared/domain/place-exits.ts';
import { sequenceKeyOf } from '../../../shared/domain/sequence.ts';
import type { MissingExitRule } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { line, local, parisPolicy, tapAt } from './taps.ts';

const points = {
  front: { place: 'demo', area: null, counts: true },
  inner: { place: 'demo', area: null, counts: false },
  laser: { place: 'demo', area: 'laser', counts: true },
};

/** One person's taps, `front 09:00`, routed and paired as a store does it: the place first, then the laser. */
const areas = (
  taps: readonly string[],
  laserRule: MissingExitRule = 'flag',
  placeOver: Partial<typeof parisPolicy> = {},
) => {
  const byArea = new Map<string, ReturnType<typeof tapAt>[]>();
  for (const text of taps) {
    const [point = '', when = ''] = text.split(/ (.*)/s);
    const tap = tapAt(when, 'toggle', { id: text, accessPoint: point });
    const key = sequenceKeyOf(
      { ...tap, memberRef: 'zoe' },
      points[point as keyof typeof points],
      [],
    );
    if (key !== null) byArea.set(key.area, [...(byArea.get(key.area) ?? []), tap]);
  }
  const placeRules = visitRules({ ...parisPolicy, ...placeOver });
  const place = pairPunches(byArea.get('demo') ?? [], [], placeRules).passages;
  const laserRules = visitRules({ ...parisPolicy, missingExit: laserRule });
  const placeExit = placeExitOf((at) => openAmong(place, at), placeRules);
  const laser = pairPunches(byArea.get('laser') ?? [], [], laserRules, placeExit).passages;
  return { place: place.map(line), laser: laser.map(line) };
};

describe('areas never open or close each other’s passages', () => {
  test('a machine is metered within the stay', () => {
    expect(areas(['front 09:00', 'laser 10:00', 'laser 10:30', 'front 12:00'])).toEqual({
      place: ['Mon 09:00 - Mon 12:00 closed'],
      laser: ['Mon 10:00 - Mon 10:30 closed'],
    });
  });

  test('a door that does not count is no punch to pair', () => {
    expect(areas(['front 09:00', 'inner 09:01', 'front 12:00'])).toEqual({
      place: ['Mon 09:00 - Mon 12:00 closed'],
      laser: [],
    });
  });

  test.each<[MissingExitRule, string]>([
    ['flag', 'Mon 10:00 - ? missing_exit'],
    ['closeAtClosing', 'Mon 10:00 - ? missing_exit'],
    ['closeAtPlaceExit', 'Mon 10:00 - Mon 12:00 by rule auto_closed'],
  ])('a forgotten exit from the machine, with %s', (rule, expected) => {
    const { place, laser } = areas(
      ['front 09:00', 'laser 10:00', 'front 12:00', 'laser Tue 10:00'],
      rule,
    );
    expect(place).toEqual(['Mon 09:00 - Mon 12:00 closed']);
    expect(laser).toEqual([expected, 'Tue 10:00 - ? open']);
  });
});

describe('closing at the place exit', () => {
  const forgotten = (...front: string[]) =>
    areas([...front, 'laser 10:00', 'laser Tue 10:00'], 'closeAtPlaceExit').laser[0];

  test.each<[string, readonly string[], string]>([
    ['no passage of the place', [], '?'],
    ['left before', ['front 08:00', 'front 09:00'], '?'],
    ['left at that very instant', ['front 08:00', 'front 10:00'], '?'],
    ['came at that very instant', ['front 10:00', 'front 11:00'], 'Mon 11:00 by rule'],
    ['came later', ['front 10:01', 'front 11:00'], '?'],
    ['not left yet', ['front 09:00'], '?'],
    [
      'the stay it began in, not the next',
      ['front 09:00', 'front 11:00', 'front 12:00', 'front 13:00'],
      'Mon 11:00 by rule',
    ],
    [
      'the stay it began in, not the one before',
      ['front 07:00', 'front 08:00', 'front 09:00', 'front 13:00'],
      'Mon 13:00 by rule',
    ],
    ['left after the tap that shows it', ['front 09:00', 'front Tue 11:00'], '?'],
  ])('%s', (_, front, exit) => {
    expect(forgotten(...front)).toBe(
      `Mon 10:00 - ${exit} ${exit === '?' ? 'missing_exit' : 'auto_closed'}`,
    );
  });

  test('the place itself may have closed by then, though nobody tapped since', () => {
    const { laser } = areas(['front 09:00', 'laser 10:00', 'laser Tue 10:00'], 'closeAtPlaceExit', {
      closesAt: '20:00',
      missingExit: 'closeAtClosing',
    });
    expect(laser[0]).toBe('Mon 10:00 - Mon 20:00 by rule auto_closed');
  });

  test('a presence and an exit alone are no stay', () => {
    const { passages } = pairPunches(
      [tapAt('09:00', 'presence'), tapAt('09:30', 'out')],
      [],
      visitRules(parisPolicy),
    );
    expect(openAmong(passages, local('09:15'))).toBeNull();
  });

  test('of two entries at one instant the greater id counts, in whatever order they come', () => {
    const at = (id: string): Passage => ({
      id,
      entry: { at: local('09:00'), punchId: id, accessPoint: 'front', by: 'card' },
      exit: null,
      status: 'missing_exit',
      anomalies: ['missing_exit'],
      cardUid: '04A1B2C3',
      corrected: false,
    });
    expect(openAmong([at('a'), at('b')], local('10:00'))?.id).toBe('b');
    expect(openAmong([at('b'), at('a')], local('10:00'))?.id).toBe('b');
  });
});

describe('the entries that a change of the place’s passages may concern', () => {
  const passagesOf = (...taps: Parameters<typeof tapAt>[]) =>
    pairPunches(
      taps.map((one) => tapAt(...one)),
      [],
      visitRules(parisPolicy),
    ).passages;

  test('from the first entry to the last exit, without end where one is missing', () => {
    expect(concernedByPlaceExit([])).toBeNull();
    expect(concernedByPlaceExit(passagesOf(['09:00', 'presence'], ['10:00', 'out']))).toBeNull();
    expect(concernedByPlaceExit(passagesOf(['09:00'], ['12:00'], ['13:00'], ['14:00']))).toEqual({
      from: local('09:00'),
      to: local('14:00'),
    });
    const open = passagesOf(['09:00'], ['12:00'], ['13:00']);
    expect(concernedByPlaceExit(open)).toEqual({ from: local('09:00'), to: null });
    expect(concernedByPlaceExit(open.toReversed())).toEqual({ from: local('09:00'), to: null });
  });
});
