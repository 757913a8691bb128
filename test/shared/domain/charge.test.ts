import { describe, expect, test } from '@jest/globals';
import { chargeOf, priceOf } from '../../../shared/domain/charge.ts';
import { pairPunches } from '../../../shared/domain/pair.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import {
  freeOfCharge,
  type RateTerms,
  type RateVersion,
  rateProblem,
} from '../../../shared/domain/rate.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { instant, local, made, parisPolicy, tapsOf } from './taps.ts';

const hourly: RateTerms = { ...freeOfCharge, unitsPerHour: 100 };
const rate = (over: Partial<RateVersion>): RateVersion => ({
  id: 'r1',
  place: 'demo',
  scope: 'area',
  of: 'demo',
  since: 0,
  terms: hourly,
  ...over,
});
const where = { place: 'demo', area: 'demo', accessPoint: 'entree', item: 'badger' };
const passageOf = (...taps: string[]): Passage => {
  const [passage] = pairPunches(tapsOf(taps), [], visitRules(parisPolicy)).passages;
  if (!passage) throw new Error('no passage');
  return passage;
};

describe('a duration is priced by its rate, rounded once', () => {
  test.each([
    ['1:00:00', {}, 100],
    ['1:30:00', {}, 150],
    ['1:00:01', {}, 102],
    ['0:00:00', {}, 0],
    ['1:00:01', { roundingStepMinutes: 15 }, 125],
    ['1:07:29', { roundingStepMinutes: 15, rounding: 'nearest' }, 100],
    ['1:07:30', { roundingStepMinutes: 15, rounding: 'nearest' }, 125],
    ['0:10:00', { roundingStepMinutes: 60 }, 100],
    ['0:10:00', { freeMinutes: 10 }, 0],
    ['0:10:01', { freeMinutes: 10 }, 2],
    ['0:10:00', { freeMinutes: 10, minimumUnits: 50 }, 0],
    ['0:11:00', { freeMinutes: 10, minimumUnits: 50 }, 50],
    ['0:01:00', { unitsPerHour: 37 }, 1],
  ] as const)('%s by %j costs %d', (text, over, units) => {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
    const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    expect(priceOf(ms + 999, { ...hourly, ...over }).units).toBe(units);
  });

  test('the night the clocks go back has an hour more', () => {
    const [passage] = pairPunches(
      [
        { ...tapsOf(['in 09:00'])[0], occurredAt: instant('2026-10-25T01:30+02:00') },
        { ...tapsOf(['out 10:00'])[0], occurredAt: instant('2026-10-25T03:30+01:00') },
      ] as never,
      [],
      visitRules(parisPolicy),
    ).passages;
    expect(passage && chargeOf(passage, where, [rate({})]).time?.units).toBe(300);
  });
});

describe('what a passage costs', () => {
  test('nothing while it is open, and one amount when it is closed', () => {
    expect(chargeOf(passageOf('in 10:00'), where, [rate({})]).time).toBeNull();
    const { time } = chargeOf(passageOf('in 10:00', 'out 11:00'), where, [rate({})]);
    expect(time).toEqual({ rate: 'r1', units: 100, minutes: 60 });
  });

  test('a missing exit costs nothing until staff say when it was, unless the rate says what it costs', () => {
    const forgotten = passageOf('in Mon 09:00', 'in Tue 10:00');
    expect(forgotten.status).toBe('missing_exit');
    const waits = chargeOf(forgotten, where, [rate({})]);
    expect([waits.time, waits.unsettled]).toEqual([null, 'missingExit']);
    const fixed = rate({ terms: { ...hourly, missingExitUnits: 400 } });
    expect(chargeOf(forgotten, where, [fixed]).time?.units).toBe(400);

    const [settled] = pairPunches(
      tapsOf(['in Mon 09:00', 'in Tue 10:00']),
      [made({ kind: 'addExit', punchId: 'Mon 09:00', at: local('Mon 11:00') })],
      visitRules(parisPolicy),
    ).passages;
    expect(settled && chargeOf(settled, where, [rate({})]).time?.units).toBe(200);
  });

  test('an exit that closing time set costs nothing until it is confirmed', () => {
    const rules = visitRules({
      ...parisPolicy,
      closesAt: '20:00',
      missingExit: 'closeAtClosing',
    });
    const [closed] = pairPunches(tapsOf(['in Mon 18:00', 'in Tue 10:00']), [], rules).passages;
    expect(closed?.status).toBe('auto_closed');
    const charge = closed && chargeOf(closed, where, [rate({})]);
    expect([charge?.time, charge?.unsettled]).toEqual([null, 'missingExit']);
  });

  test('two rules for one passage are a conflict, and nothing is taken for its time', () => {
    const both = [rate({}), rate({ id: 'r2', scope: 'item', of: 'badger' })];
    const charge = chargeOf(passageOf('in 10:00', 'out 11:00'), where, both);
    expect(charge.time).toBeNull();
    expect([charge.unsettled, charge.conflict]).toEqual(['conflict', ['r2', 'r1']]);
    // Of another room, or of nothing, it is no rule for this one.
    const apart = [
      rate({}),
      rate({ id: 'r2', of: 'laser' }),
      rate({ id: 'r3', scope: 'item', of: 'badger', terms: freeOfCharge }),
    ];
    expect(chargeOf(passageOf('in 10:00', 'out 11:00'), where, apart).time?.rate).toBe('r1');
  });

  test('the rule that held at its beginning prices it, whatever was set since', () => {
    const versions = [
      rate({}),
      rate({ id: 'r2', since: local('10:30'), terms: { ...hourly, unitsPerHour: 500 } }),
      rate({ id: 'r3', since: local('12:00'), terms: null }),
    ];
    const rateOf = (...taps: string[]) => chargeOf(passageOf(...taps), where, versions).time?.rate;
    expect(rateOf('in 10:00', 'out 11:00')).toBe('r1');
    expect(rateOf('in 10:30', 'out 11:00')).toBe('r2');
    expect(rateOf('in 12:00', 'out 13:00')).toBeUndefined();
  });

  test('what was prepaid with the item is used up first, and never taken twice', () => {
    const hour = { ...freeOfCharge, prepaidUnits: 100 };
    const versions = [rate({}), rate({ id: 'p1', scope: 'item', of: 'room', terms: hour })];
    const cost = (...taps: string[]) => {
      const { prepaid, time } = chargeOf(passageOf(...taps), { ...where, item: 'room' }, versions);
      return [prepaid?.units, time?.units];
    };
    expect(cost('in 10:00')).toEqual([100, undefined]);
    expect(cost('in 10:00', 'out 10:40')).toEqual([100, undefined]);
    expect(cost('in 10:00', 'out 11:00')).toEqual([100, undefined]);
    expect(cost('in 10:00', 'out 11:30')).toEqual([100, 50]);
    // On the way out alone it takes nothing: the stay it ends took it.
    expect(cost('out 11:30')).toEqual([undefined, undefined]);
  });

  test('a presence has no duration: it costs the minimum', () => {
    const minimum = rate({ terms: { ...hourly, minimumUnits: 50 } });
    expect(chargeOf(passageOf('presence 10:00'), where, [minimum]).time?.units).toBe(50);
  });
});

describe('a rate that would make a negative or absurd debit is no rate', () => {
  test.each([
    [{ unitsPerHour: -1 }, 'unitsPerHour', 'negative'],
    [{ unitsPerHour: 0.5 }, 'unitsPerHour', 'notWhole'],
    [{ unitsPerHour: 10_001 }, 'unitsPerHour', 'tooMuch'],
    [{ minimumUnits: -100 }, 'minimumUnits', 'negative'],
    [{ missingExitUnits: -1 }, 'missingExitUnits', 'negative'],
    [{ freeMinutes: 1_441 }, 'freeMinutes', 'tooMuch'],
    [{ freeMinutes: -5 }, 'freeMinutes', 'negative'],
    [{ unitsPerHour: Number.NaN }, 'unitsPerHour', 'notWhole'],
    [{ roundingStepMinutes: 7 }, 'roundingStepMinutes', 'badStep'],
    [{ prepaidUnits: 100 }, 'prepaidUnits', 'prepaidElsewhere'],
  ])('%j', (over, field, why) => {
    expect(rateProblem({ ...hourly, ...over } as RateTerms, 'area')).toEqual({ field, why });
  });

  test('the others are', () => {
    expect(rateProblem(hourly, 'area')).toBeNull();
    expect(rateProblem({ ...freeOfCharge, prepaidUnits: 100 }, 'item')).toBeNull();
  });
});
