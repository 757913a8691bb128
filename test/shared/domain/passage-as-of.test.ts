import { describe, expect, test } from '@jest/globals';
import { pairPunches } from '../../../shared/domain/pair.ts';
import { asOf, durationMs } from '../../../shared/domain/passage-as-of.ts';
import type { PlaceExit } from '../../../shared/domain/place-exit.ts';
import type { VisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { line, local, parisPolicy, tapsOf } from './taps.ts';

const shown = (
  taps: readonly string[],
  now: string,
  over: Partial<VisitPolicy> = {},
  placeExit?: PlaceExit,
) => {
  const rules = visitRules({ ...parisPolicy, ...over });
  return pairPunches(tapsOf(taps), [], rules).passages.map((passage) =>
    asOf(passage, local(now), rules, placeExit),
  );
};

describe('the status shown is a function of now', () => {
  test.each<[string, string, Partial<VisitPolicy>]>([
    ['21:00', 'Mon 09:00 - ? open', {}],
    ['21:00:01', 'Mon 09:00 - ? missing_exit', {}],
    ['20:59', 'Mon 09:00 - ? open', { closesAt: '21:00' }],
    ['21:00', 'Mon 09:00 - ? missing_exit', { closesAt: '21:00' }],
    ['20:59', 'Mon 09:00 - ? open', { closesAt: '21:00', missingExit: 'closeAtClosing' }],
    [
      '21:00',
      'Mon 09:00 - Mon 21:00 by rule auto_closed',
      { closesAt: '21:00', missingExit: 'closeAtClosing' },
    ],
    ['21:01', 'Mon 09:00 - ? missing_exit', { closesAt: '23:00', missingExit: 'closeAtClosing' }],
    [
      '23:01',
      'Mon 09:00 - Mon 23:00 by rule auto_closed',
      { closesAt: '23:00', missingExit: 'closeAtClosing' },
    ],
  ])('at %s: %s, %j', (now, expected, over) => {
    expect(shown(['09:00'], now, over).map(line)).toEqual([expected]);
  });

  test('what is not open stays what it is', () => {
    expect(shown(['out 08:00', '09:00', '10:00', 'presence 11:00'], 'Sun 09:00').map(line)).toEqual(
      ['? - Mon 08:00 missing_entry', 'Mon 09:00 - Mon 10:00 closed', 'Mon 11:00 - ? presence'],
    );
  });

  test('an area that closes at the place exit does so once its passage is stale', () => {
    const exitAtNoon: PlaceExit = (entryAt, at) =>
      entryAt === local('10:00') && at >= local('12:00') ? local('12:00') : null;
    const rule = { missingExit: 'closeAtPlaceExit' as const };
    expect(shown(['10:00'], '14:00', rule, exitAtNoon).map(line)).toEqual(['Mon 10:00 - ? open']);
    expect(shown(['10:00'], '23:00', rule, exitAtNoon).map(line)).toEqual([
      'Mon 10:00 - Mon 12:00 by rule auto_closed',
    ]);
    expect(shown(['10:00'], '23:00', rule).map(line)).toEqual(['Mon 10:00 - ? missing_exit']);
  });

  test('an open passage has no duration, an auto_closed one has', () => {
    const rule = { closesAt: '21:00', missingExit: 'closeAtClosing' } as const;
    expect(shown(['09:00'], '20:00', rule).map(durationMs)).toEqual([null]);
    expect(shown(['09:00'], '22:00', rule).map(durationMs)).toEqual([12 * 3_600_000]);
    expect(shown(['out 09:00'], '22:00', rule).map(durationMs)).toEqual([null]);
  });
});
