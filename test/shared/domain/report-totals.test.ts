import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overlapsElsewhere, type PassageRow } from '../../../shared/domain/report.ts';
import { totalsOf } from '../../../shared/domain/report-totals.ts';
import { instant } from './taps.ts';

let count = 0;

const end = (at: number) => ({ at, punchId: 'p', accessPoint: 'front', by: 'card' as const });

const row = (
  entry: string | number | null,
  exit: string | number | null,
  over: Partial<PassageRow> = {},
): PassageRow => {
  const [from, to] = [entry, exit].map((text) => (typeof text === 'string' ? instant(text) : text));
  return {
    id: `p${++count}`,
    place: 'demo',
    area: 'demo',
    timeZone: 'Europe/Paris',
    memberId: 'zoe',
    memberName: 'Zoé',
    cardUid: '04A1B2C3',
    cardNumber: null,
    entry: typeof from === 'number' ? end(from) : null,
    exit: typeof to === 'number' ? end(to) : null,
    entryAccessPointName: null,
    exitAccessPointName: null,
    status: 'closed',
    anomalies: [],
    durationMs: typeof from === 'number' && typeof to === 'number' ? to - from : null,
    corrected: false,
    ...over,
  };
};

const hours = (value: number): number => value * 3_600;

describe('totals', () => {
  test('by person, place and area, sorted', () => {
    const totals = totalsOf([
      row('2026-03-02T09:00', '2026-03-02T12:00', { area: 'laser' }),
      row('2026-03-02T13:00', '2026-03-02T14:00'),
      row('2026-03-02T13:00', '2026-03-02T15:00', {
        memberId: null,
        place: 'annexe',
        area: 'annexe',
      }),
    ]);
    expect(totals.all).toEqual({ passages: 3, seconds: hours(6) });
    expect([...totals.byPerson]).toEqual([
      ['card:04A1B2C3', { passages: 1, seconds: hours(2) }],
      ['member:zoe', { passages: 2, seconds: hours(4) }],
    ]);
    expect([...totals.byPlace]).toEqual([
      ['annexe', { passages: 1, seconds: hours(2) }],
      ['demo', { passages: 2, seconds: hours(4) }],
    ]);
    expect([...totals.byArea].map(([area]) => area)).toEqual(['annexe', 'demo', 'laser']);
  });

  test('22:00 to 02:00 is one passage of 4 h, 2 h on each day', () => {
    const totals = totalsOf([row('2026-03-02T22:00', '2026-03-03T02:00')]);
    expect(totals.all).toEqual({ passages: 1, seconds: hours(4) });
    expect([...totals.byDay]).toEqual([
      ['2026-03-02', { passages: 1, seconds: hours(2) }],
      ['2026-03-03', { passages: 0, seconds: hours(2) }],
    ]);
  });

  test('a night from one month and week into the next', () => {
    const totals = totalsOf([row('2026-05-31T22:00', '2026-06-01T03:00')]);
    expect([...totals.byWeek]).toEqual([
      ['2026-W22', { passages: 1, seconds: hours(2) }],
      ['2026-W23', { passages: 0, seconds: hours(3) }],
    ]);
    expect([...totals.byMonth]).toEqual([
      ['2026-05', { passages: 1, seconds: hours(2) }],
      ['2026-06', { passages: 0, seconds: hours(3) }],
    ]);
  });

  test('a week belongs to the year of its Thursday', () => {
    expect([...totalsOf([row('2027-01-01T09:00', '2027-01-01T10:00')]).byWeek.keys()]).toEqual([
      '2026-W53',
    ]);
  });

  test.each([
    ['2026-10-25', 25],
    ['2027-03-28', 23],
  ])('the whole of %s is %i hours', (date, length) => {
    const next = Temporal.PlainDate.from(date).add({ days: 1 });
    const totals = totalsOf([row(`${date}T00:00`, `${next}T00:00`)]);
    expect([...totals.byDay]).toEqual([[date, { passages: 1, seconds: hours(length) }]]);
  });

  test('milliseconds are added, then rounded down once', () => {
    const at = instant('2026-03-02T09:00');
    const totals = totalsOf(
      [1, 2, 3].map((nth) => row(at + nth * 60_000, at + nth * 60_000 + 1_600)),
    );
    expect(totals.all.seconds).toBe(4);
  });

  test('what has no duration is counted and adds no time; an exit alone counts on its day', () => {
    const totals = totalsOf([
      row('2026-03-02T22:00', null, { status: 'open' }),
      row(null, '2026-03-03T02:00', { status: 'missing_entry' }),
      row('2026-03-03T02:00', null, { status: 'presence' }),
    ]);
    expect([...totals.byDay]).toEqual([
      ['2026-03-02', { passages: 1, seconds: 0 }],
      ['2026-03-03', { passages: 2, seconds: 0 }],
    ]);
  });

  test('days, weeks and months each add up to the whole, in any zone', () => {
    const stay = fc.tuple(
      fc.integer({ min: instant('2026-09-01T00:00Z'), max: instant('2027-05-01T00:00Z') }),
      fc.integer({ min: 0, max: 4 * 86_400_000 }),
      fc.constantFrom('Europe/Paris', 'America/Nuuk', 'Pacific/Apia', 'America/St_Johns'),
    );
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 5 }), (stays) => {
        const whole = stays.map(([at, ms]) => [at - (at % 1_000), ms - (ms % 1_000)] as const);
        const totals = totalsOf(
          whole.map(([at, ms], nth) => row(at, at + ms, { timeZone: stays[nth]?.[2] ?? 'UTC' })),
        );
        const seconds = whole.reduce((sum, [, ms]) => sum + ms / 1_000, 0);
        for (const part of [totals.byDay, totals.byWeek, totals.byMonth, totals.byPerson]) {
          const sum = [...part.values()].reduce((a, b) => a + b.seconds, 0);
          expect([sum, totals.all.seconds]).toEqual([seconds, seconds]);
          const passages = [...part.values()].reduce((a, b) => a + b.passages, 0);
          expect(passages).toBe(stays.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('overlaps across places', () => {
  test('two places at once are marked, both', () => {
    const here = row('2026-03-02T09:00', '2026-03-02T12:00');
    const there = row('2026-03-02T11:00', '2026-03-02T13:00', { place: 'annexe' });
    const later = row('2026-03-02T13:00', '2026-03-02T14:00');
    expect(overlapsElsewhere([later, there, here])).toEqual(
      new Map([
        [here.id, new Set(['annexe'])],
        [there.id, new Set([here.place])],
      ]),
    );
  });

  test('not the laser within the stay, not another person, not one after the other, not an open one', () => {
    const rows = [
      row('2026-03-02T09:00', '2026-03-02T12:00'),
      row('2026-03-02T10:00', '2026-03-02T11:00', { area: 'laser' }),
      row('2026-03-02T10:00', '2026-03-02T11:00', { place: 'annexe', memberId: 'noe' }),
      row('2026-03-02T12:00', '2026-03-02T13:00', { place: 'annexe' }),
      row('2026-03-02T09:00', null, { place: 'annexe' }),
      row(null, '2026-03-02T10:00', { place: 'annexe' }),
    ];
    expect(overlapsElsewhere(rows)).toEqual(new Map());
  });
});
