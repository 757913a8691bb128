import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeOf } from '../../../shared/domain/charge.ts';
import { halfDayNames } from '../../../shared/domain/half-days.ts';
import {
  type Carnet,
  coverOf,
  type DayThere,
  daysThere,
  type PassUse,
  passKinds,
} from '../../../shared/domain/pass.ts';
import {
  overUseOf,
  postUses,
  standingUses,
  type UseEntry,
  usesOf,
} from '../../../shared/domain/pass-use.ts';
import type { Passage, PassageStatus } from '../../../shared/domain/passage.ts';
import { freeOfCharge, type RateVersion } from '../../../shared/domain/rate.ts';
import { instant } from './taps.ts';

const days = { timeZone: 'Europe/Paris', splitOf: () => '13:00' };

function passage(from: string | null, until: string | null, status: PassageStatus = 'closed') {
  const end = (at: string | null) =>
    at === null
      ? null
      : ({ at: instant(at), punchId: at, accessPoint: 'front', by: 'card' } as const);
  return {
    id: `${from}`,
    entry: end(from),
    exit: end(until),
    status,
    anomalies: [],
    cardUid: '04A1',
    corrected: false,
  } satisfies Passage;
}
const carnet = (over: Partial<Carnet>): Carnet => ({
  number: 1,
  kind: 'day',
  passes: 1,
  from: '2026-03-01',
  until: null,
  ...over,
});
const day = (date: string, ...halves: DayThere['halves']): DayThere => ({ day: date, halves });
const said = (uses: readonly PassUse[]) =>
  uses.map(({ day: on, part, carnet: of }) => `${on} ${part} ${of}`);

describe('a day somebody was there', () => {
  test.each([
    ['2026-03-02T09:00', '2026-03-02T12:00', ['morning']],
    ['2026-03-02T09:00', '2026-03-02T13:00', ['morning']],
    ['2026-03-02T13:00', '2026-03-02T13:00', ['afternoon']],
    ['2026-03-02T12:59', '2026-03-02T13:01', ['morning', 'afternoon']],
    ['2026-03-02T20:00', '2026-03-03T02:00', ['afternoon']],
    // A night of 25 hours, and one of 23.
    ['2026-10-25T00:30', '2026-10-25T13:00', ['morning']],
    ['2027-03-28T01:30', '2027-03-28T13:30', ['morning', 'afternoon']],
  ])('from %s to %s in Paris', (from, until, halves) => {
    expect(daysThere([passage(from, until)], days)).toEqual([{ day: from.slice(0, 10), halves }]);
  });

  test('an end that nobody gave says nothing of the afternoon, and passages of one day are one', () => {
    const guessed = passage('2026-03-02T09:00', '2026-03-02T20:00', 'auto_closed');
    expect(daysThere([guessed], days)).toEqual([day('2026-03-02', 'morning')]);
    const late = passage(null, '2026-03-02T15:00', 'missing_entry');
    expect(daysThere([late, guessed], days)).toEqual([day('2026-03-02', 'morning', 'afternoon')]);
  });
});

describe('what a day takes', () => {
  const whole = day('2026-03-02', 'morning', 'afternoon');
  const half = day('2026-03-02', 'afternoon');
  const halfDay = (passes: number) => carnet({ number: 2, kind: 'halfDay', passes });
  test.each([
    ['a day pass for a whole day', whole, [carnet({}), halfDay(5)], ['2026-03-02 day 1']],
    ['a half-day pass for a half', half, [carnet({}), halfDay(5)], ['2026-03-02 afternoon 2']],
    ['a day pass for a half where there is no other', half, [carnet({})], ['2026-03-02 day 1']],
    [
      'two half-day passes for a day',
      whole,
      [halfDay(2)],
      ['2026-03-02 morning 2', '2026-03-02 afternoon 2'],
    ],
    ['the last one for its morning', whole, [halfDay(1)], ['2026-03-02 morning 2']],
    ['none of tomorrow', whole, [carnet({ from: '2026-03-03' })], []],
    ['the last day counts', whole, [carnet({ until: '2026-03-02' })], ['2026-03-02 day 1']],
    ['none that ended', whole, [carnet({ until: '2026-03-01' })], []],
    [
      'what ends first',
      whole,
      [carnet({}), carnet({ number: 3, until: '2026-04-01' })],
      ['2026-03-02 day 3'],
    ],
  ])('%s', (_, there, carnets, uses) => {
    expect(said(usesOf(carnets, [there]))).toEqual(uses);
  });

  test('days without a pass are listed from the first carnet on, by the halves nobody paid for', () => {
    const there = ['2026-02-27', '2026-03-02', '2026-03-03', '2026-03-04'].map((on) =>
      day(on, 'morning', 'afternoon'),
    );
    const carnets = [carnet({}), carnet({ number: 2, kind: 'halfDay' })];
    const uses = usesOf(carnets, there);
    expect(said(uses)).toEqual(['2026-03-02 day 1', '2026-03-03 morning 2']);
    expect(overUseOf(carnets, there, uses)).toEqual([
      day('2026-03-03', 'afternoon'),
      day('2026-03-04', 'morning', 'afternoon'),
    ]);
    expect(overUseOf([], there, [])).toEqual([]);
  });
});

describe('what a passage costs on a day with a pass', () => {
  const rate = (scope: RateVersion['scope'], of: string, over = {}): RateVersion => ({
    id: `r-${scope}`,
    place: 'demo',
    scope,
    of,
    since: 0,
    terms: { ...freeOfCharge, unitsPerHour: 100, ...over },
  });
  const hours = rate('area', 'demo', { missingExitUnits: 300 });
  const where = { place: 'demo', area: 'demo', accessPoint: 'front', item: 'room' };
  const all = passage('2026-03-02T10:00', '2026-03-02T16:00');
  const cost = (of: Passage, parts: readonly PassUse['part'][], rates = [hours]) => {
    const used = parts.map((part) => ({ day: '2026-03-02', part }));
    return chargeOf(of, where, rates, coverOf(of, used, days));
  };
  test('its hours are paid, wholly or as far as the half goes', () => {
    expect(cost(all, []).time?.units).toBe(600);
    expect(cost(all, ['day']).time).toBeNull();
    expect(cost(all, ['morning']).time).toMatchObject({ units: 300, minutes: 180 });
    expect(cost(all, ['morning', 'afternoon']).time).toBeNull();
    const forgotten = passage('2026-03-02T10:00', null, 'missing_exit');
    expect(cost(forgotten, []).time?.units).toBe(300);
    expect(cost(forgotten, ['morning'])).toMatchObject({ time: null, unsettled: null });
  });

  test('an item that was chosen costs as ever, and is no conflict with hours that are paid', () => {
    const item = rate('item', 'room', { prepaidUnits: 100 });
    expect(cost(all, [], [hours, item]).unsettled).toBe('conflict');
    expect(cost(all, ['day'], [hours, item])).toMatchObject({
      prepaid: { units: 100 },
      time: { units: 500, rate: 'r-item' },
      unsettled: null,
    });
  });
});

const dates = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'] as const;
const date = fc.constantFrom(...dates);
type Deed =
  | { readonly kind: 'there'; readonly day: string; readonly halves: DayThere['halves'] }
  | { readonly kind: 'give'; readonly carnet: Omit<Carnet, 'number'> }
  | { readonly kind: 'undo'; readonly index: number };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('there' as const),
      day: date,
      halves: fc.subarray([...halfDayNames]),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('give' as const),
      carnet: fc.record({
        kind: fc.constantFrom(...passKinds),
        passes: fc.integer({ min: 1, max: 3 }),
        from: date,
        until: fc.option(date),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('undo' as const), index: fc.nat({ max: 2 }) }),
  },
);

/** Put right from the day on that changed, as the store does. */
function holder() {
  const carnets: Carnet[] = [];
  const there = new Map<string, DayThere>();
  const entries: UseEntry[] = [];
  const inOrder = () =>
    [...there.values()]
      .filter(({ halves }) => halves.length > 0)
      .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  let given = 0;
  const since = (from: string, at: number) => {
    const before = entries.filter((one) => one.day < from);
    const counts = new Map<number, number>();
    for (const { carnet: of } of standingUses(before)) counts.set(of, (counts.get(of) ?? 0) + 1);
    const wanted = usesOf(
      carnets,
      inOrder().filter((one) => one.day >= from),
      counts,
    );
    const of = { place: 'demo', person: 'member:ana', at } as const;
    entries.push(
      ...postUses(
        entries.filter((one) => one.day >= from),
        of,
        wanted,
      ),
    );
  };
  return {
    entries,
    since,
    scratch: () => usesOf(carnets, inOrder()),
    perform(one: Deed, at: number) {
      if (one.kind === 'there') {
        there.set(one.day, { day: one.day, halves: one.halves });
        since(one.day, at);
      }
      if (one.kind === 'give') {
        const made = { ...one.carnet, number: ++given };
        carnets.push(made);
        since(made.from, at);
      }
      if (one.kind === 'undo') {
        const [gone] = carnets.splice(one.index, 1);
        if (gone) since(gone.from, at);
      }
    },
  };
}

test('passes kept as it goes are those from scratch, in whatever order things come, and once', () => {
  const numRuns = Number(process.env['LEDGER_RUNS'] ?? 400);
  let reversals = 0;
  fc.assert(
    fc.property(fc.array(deed, { minLength: 4, maxLength: 24 }), (deeds) => {
      const { entries, perform, scratch, since } = holder();
      deeds.forEach((one, nth) => {
        perform(one, nth);
        expect(said(standingUses(entries)).toSorted()).toEqual(said(scratch()).toSorted());
      });
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      const before = entries.length;
      for (const on of dates) since(on, 1_000);
      since(dates[0], 1_001);
      expect(entries.length).toBe(before);
      reversals += entries.filter(({ kind }) => kind === 'reversal').length;
    }),
    { numRuns },
  );
  // Where nothing is ever given back, this proves nothing of it.
  expect(reversals).toBeGreaterThan(numRuns / 2);
}, 300_000);
