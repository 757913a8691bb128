import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PassageStatus } from '../../../shared/domain/passage.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { totalsOf } from '../../../shared/domain/report-totals.ts';
import { addUse, noUse, settlementInProgress } from '../../../shared/domain/settlement.ts';
import { instant } from './taps.ts';

const minute = 60_000;
const hour = 60 * minute;

const end = (at: number) => ({ at, punchId: 'p', accessPoint: 'front', by: 'card' as const });
const row = (from: number, until: number | null, over: Partial<PassageRow> = {}): PassageRow => ({
  id: `p${from}`,
  place: 'a',
  area: over.place ?? 'a',
  timeZone: 'Europe/Paris',
  memberId: 'zoe',
  memberName: 'Zoé',
  cardUid: '04A1B2C3',
  cardNumber: null,
  entry: end(from),
  exit: until === null ? null : end(until),
  entryAccessPointName: null,
  exitAccessPointName: null,
  status: 'closed',
  anomalies: [],
  durationMs: until === null ? null : until - from,
  corrected: false,
  ...over,
});
const stay = (entry: string, exit: string, over: Partial<PassageRow> = {}) =>
  row(instant(entry), instant(exit), over);

const cellsOf = (rows: readonly PassageRow[], home: string | null = 'b') => {
  const progress = settlementInProgress();
  for (const one of rows) progress.add(one, home);
  return progress.cells();
};
const daysOf = (...rows: readonly PassageRow[]) =>
  cellsOf(rows).map(({ days, halfDays }) => [days, halfDays]);

describe('days, as Dokos counts them', () => {
  test('four hours are half a day, a minute more is a day', () => {
    expect(daysOf(stay('2026-03-02T09:00', '2026-03-02T13:00'))).toEqual([[0, 1]]);
    expect(daysOf(stay('2026-03-02T09:00', '2026-03-02T13:01'))).toEqual([[1, 0]]);
  });

  test('the times of a person on a day are added up, those of two persons and two days are not', () => {
    const morning = stay('2026-03-02T09:00', '2026-03-02T12:00');
    const afternoon = stay('2026-03-02T14:00', '2026-03-02T16:00');
    expect(daysOf(morning, afternoon)).toEqual([[1, 0]]);
    expect(daysOf(morning, { ...afternoon, memberId: 'noe' })).toEqual([[0, 2]]);
    expect(daysOf(morning, stay('2026-03-03T14:00', '2026-03-03T16:00'))).toEqual([[0, 2]]);
    // Another card of the same member is the same person; a card of nobody is its own.
    expect(daysOf(morning, { ...afternoon, cardUid: '04FFFFFF' })).toEqual([[1, 0]]);
    expect(daysOf(morning, { ...afternoon, memberId: null })).toEqual([[0, 2]]);
  });

  test('who is in a room is in the place around it: that time counts once for the day', () => {
    const inside = stay('2026-03-02T09:00', '2026-03-02T12:00');
    const room = stay('2026-03-02T10:00', '2026-03-02T12:00', { area: 'laser' });
    const [cell] = cellsOf([room, inside]);
    expect(cell).toMatchObject({ passages: 2, ms: 5 * hour, halfDays: 1, days: 0 });
  });

  test('over midnight, and over a month, it belongs to the day it began', () => {
    const [cell, ...more] = cellsOf([stay('2026-03-31T22:00', '2026-04-01T03:00')]);
    expect(more).toEqual([]);
    expect(cell).toMatchObject({ month: '2026-03', days: 1, halfDays: 0, ms: 5 * hour });
  });

  test('a night of clocks going back is as long as it was', () => {
    const [cell] = cellsOf([stay('2026-10-25T00:30', '2026-10-25T03:30')]);
    expect(cell).toMatchObject({ ms: 4 * hour, halfDays: 1, days: 0 });
    expect(daysOf(stay('2026-10-25T00:30', '2026-10-25T03:31'))).toEqual([[1, 0]]);
  });
});

describe('what has no confirmed end', () => {
  test.each([
    ['open', null, 1, 0],
    ['missing_exit', null, 1, 0],
    ['missing_entry', null, 1, 0],
    ['auto_closed', 2 * hour, 1, 1],
    ['presence', null, 0, 0],
    ['closed', 2 * hour, 0, 1],
  ] as const)('%s', (status, length, unconfirmed, halfDays) => {
    const from = instant('2026-03-02T09:00');
    const [cell] = cellsOf([row(from, length === null ? null : from + length, { status })]);
    const unconfirmedMs = unconfirmed === 1 ? (length ?? 0) : 0;
    expect(cell).toMatchObject({ passages: 1, ms: length ?? 0, unconfirmed, unconfirmedMs });
    expect(cell).toMatchObject({ halfDays, days: 0 });
  });
});

const statuses: readonly PassageStatus[] = ['closed', 'auto_closed', 'presence', 'open'];
const anyRow = fc
  .record({
    from: fc.integer({ min: 0, max: 70 * 24 * 60 }),
    minutes: fc.integer({ min: 0, max: 30 * 60 }),
    place: fc.constantFrom('a', 'b', 'c'),
    area: fc.boolean(),
    memberId: fc.constantFrom('zoe', 'noe', null),
    cardUid: fc.constantFrom('04A1', '04B2'),
    status: fc.constantFrom(...statuses),
    timeZone: fc.constantFrom('Europe/Paris', 'Indian/Reunion'),
  })
  .map(({ from, minutes, place, area, ...rest }) => {
    const at = instant('2026-02-20T00:00') + from * minute;
    const ends = rest.status === 'closed' || rest.status === 'auto_closed';
    const until = ends ? at + minutes * minute : null;
    return row(at, until, { ...rest, place, area: area ? `${place}-room` : place });
  });
const anyHome = (one: PassageRow): string | null =>
  one.cardUid === '04A1' ? 'a' : one.memberId === 'zoe' ? 'b' : null;
const settled = (rows: readonly PassageRow[]) => {
  const progress = settlementInProgress();
  for (const one of rows) progress.add(one, anyHome(one));
  return progress.cells();
};

describe('of any passages', () => {
  test('the matrix adds up to the totals of the report, in all and by place', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const totals = totalsOf(rows);
        const cells = settled(rows);
        const sum = (of: typeof cells) => {
          const { passages, ms } = of.reduce(addUse, noUse);
          return { passages, seconds: Math.floor(ms / 1000) };
        };
        expect(sum(cells)).toEqual(totals.all);
        for (const [place, total] of totals.byPlace)
          expect(sum(cells.filter(({ visited }) => visited === place))).toEqual(total);
      }),
    );
  });

  test('in whatever order they come, the matrix is the same', () => {
    const shuffled = fc
      .array(anyRow, { maxLength: 40 })
      .chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(settled(others)).toEqual(settled(rows));
      }),
    );
  });

  test('nobody has more days than they have passages, nor a day without one', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        for (const { passages, days, halfDays, ms } of settled(rows)) {
          expect(days + halfDays).toBeLessThanOrEqual(passages);
          expect(days * 4 * hour).toBeLessThanOrEqual(ms);
        }
      }),
    );
  });
});
