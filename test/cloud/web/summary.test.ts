import { expect, test } from '@jest/globals';
import { daysBetween, partsByDay, summarise } from '../../../cloud/web/report/summary.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { seed } from '../../web/seed.ts';
import { testNow, webDeps } from './fixture.ts';

const at = (local: string) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Paris').epochMilliseconds;
const end = (atMs: number) => ({ at: atMs, punchId: 'p', accessPoint: 'a', by: 'card' as const });
const hourMs = 3_600_000;

const row = (from: string, to: string): PassageRow => ({
  id: from,
  place: 'demo',
  area: 'demo',
  timeZone: 'Europe/Paris',
  memberId: 'm',
  memberName: 'Ana',
  cardUid: '04A1B2C3',
  cardNumber: null,
  entry: end(at(from)),
  exit: end(at(to)),
  entryAccessPointName: null,
  exitAccessPointName: null,
  status: 'closed',
  anomalies: [],
  durationMs: at(to) - at(from),
  corrected: false,
});

test('time is split at local midnights, in days of 23 and 25 hours too', () => {
  expect(partsByDay(row('2026-03-11T22:00', '2026-03-12T02:00'))).toEqual([
    { day: '2026-03-11', ms: 2 * hourMs },
    { day: '2026-03-12', ms: 2 * hourMs },
  ]);
  expect(
    partsByDay(row('2027-03-27T12:00', '2027-03-29T12:00')).map(({ ms }) => ms / hourMs),
  ).toEqual([12, 23, 12]);
  expect(partsByDay(row('2026-10-25T00:00', '2026-10-26T00:00'))).toEqual([
    { day: '2026-10-25', ms: 25 * hourMs },
  ]);
});

test('a slip of the pen in a year costs little', () => {
  expect([...daysBetween('0001-01-01', '9999-12-31')].length).toBe(1464);
  expect([...daysBetween('2026-02-27', '2026-03-02')]).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
});

test('adds up people, time and what needs a hand; the chips count every status', async () => {
  const { deps, database } = await webDeps();
  await seed(deps);
  const filter = {
    from: '2026-03-11',
    to: '2026-03-12',
    place: null,
    area: null,
    member: null,
    accessPoint: null,
    status: null,
  };
  const show = {
    from: filter.from,
    to: filter.to,
    keepPerDay: 3,
    matches: () => true,
    hasStatus: (one: PassageRow) => one.status === 'closed',
  };
  const summary = await summarise(deps.passages.stream(filter, testNow), show);
  expect(summary.chips).toEqual({ all: 11, toCheck: 2, open: 2 });
  expect([summary.passages, summary.people.size]).toEqual([5, 5]);
  const [eleventh, twelfth] = [...summary.days.values()];
  expect(eleventh).toMatchObject({ passages: 2, crossesMidnight: true });
  expect(eleventh?.totalMs).toBe(at('2026-03-12T00:00') - at('2026-03-11T22:10') + 513 * 60_000);
  expect(twelfth?.rows.length).toBe(3);
  expect((eleventh?.totalMs ?? 0) + (twelfth?.totalMs ?? 0)).toBe(summary.totalMs);
  await database.close();
});
