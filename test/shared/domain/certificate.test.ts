import { expect, test } from '@jest/globals';
import { certificateOf, certifiedFacts } from '../../../shared/domain/certificate.ts';
import type { PassageEnd, PassageStatus } from '../../../shared/domain/passage.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';

const at = (text: string) => Date.parse(`2026-03-${text}+01:00`);
const end = (text: string, by: PassageEnd['by'] = 'card'): PassageEnd => ({
  at: at(text),
  punchId: by === 'card' ? `punch ${text}` : null,
  accessPoint: by === 'card' ? 'door' : null,
  by,
});

function row(
  entry: PassageEnd | null,
  exit: PassageEnd | null,
  status: PassageStatus = 'closed',
  more: Partial<PassageRow> = {},
): PassageRow {
  return {
    id: `passage ${entry?.at ?? exit?.at}`,
    place: 'demo',
    area: 'demo',
    timeZone: 'Europe/Paris',
    memberId: 'm_ines',
    memberName: 'Inès',
    cardUid: '04A1B2C3',
    cardNumber: null,
    ...{ entry, exit, status },
    entryAccessPointName: null,
    exitAccessPointName: null,
    anomalies: [],
    durationMs: entry && exit ? exit.at - entry.at : null,
    corrected: entry?.by === 'staff' || exit?.by === 'staff',
    ...more,
  };
}

/** Six passages on five days: 3 h 28 + 3 h 34 + 3 h 23 + 8 h 12 + 3 h 31 + 8 h 33, two of them ended by staff. */
const march = [
  row(end('02T09:02'), end('02T12:30')),
  row(end('02T13:31'), end('02T17:05')),
  row(end('04T09:05'), end('04T12:28')),
  row(end('05T08:58'), end('05T17:10', 'staff')),
  row(end('09T09:00'), end('09T12:31')),
  row(end('11T08:47'), end('11T17:20', 'staff')),
];
const hours = (h: number, m: number) => h * 3600 + m * 60;

test('passages, days and hours, and of these what staff added, counted apart', () => {
  const figures = certificateOf(march.toReversed());
  expect(figures).toMatchObject({
    ...{ passages: 6, presences: 0, days: 5, leftOut: 0 },
    seconds: hours(30, 41),
    addedSeconds: hours(16, 45),
  });
  expect(figures.lines.map(({ addedByStaff }) => addedByStaff)).toEqual([
    ...[false, false, false, true, false, true],
  ]);
  expect(figures.lines.map(({ entry }) => entry.at)).toEqual(march.map((one) => one.entry?.at));
});

const nothing: readonly [string, PassageRow][] = [
  ['closed by a rule', row(end('02T09:00'), end('02T22:00', 'rule'), 'auto_closed')],
  ['without an exit', row(end('02T09:00'), null, 'missing_exit')],
  ['without an entry', row(null, end('02T09:00'), 'missing_entry')],
  ['still open', row(end('02T09:00'), null, 'open')],
];
test.each(nothing)('a passage %s is left out, and that is told', (_name, left) => {
  expect(certificateOf([...march, left])).toMatchObject({
    ...{ passages: 6, seconds: hours(30, 41), leftOut: 1 },
  });
});

test('what a rule closed counts once staff said when it was over, among what they added', () => {
  const confirmed = row(end('02T09:00'), end('02T18:30', 'staff'));
  expect(certificateOf([confirmed])).toMatchObject({
    ...{ passages: 1, seconds: hours(9, 30), addedSeconds: hours(9, 30), leftOut: 0 },
  });
});

test('presences are counted as such, wherever the card was presented, and last no time', () => {
  const there = row(end('03T09:00'), null, 'presence', { area: 'training' });
  const again = row(end('03T13:40'), null, 'presence');
  expect(certificateOf([there, again])).toMatchObject({
    ...{ passages: 0, presences: 2, days: 1, seconds: 0, leftOut: 0 },
  });
});

test('hours at a machine lie within the stay, and do not count twice', () => {
  const laser = row(end('02T10:00'), end('02T10:30'), 'closed', { area: 'laser' });
  expect(certificateOf([...march, laser])).toMatchObject({ passages: 6, seconds: hours(30, 41) });
});

test('milliseconds are added first, then rounded down once; a night belongs to the day it began', () => {
  const half = (day: string) =>
    row({ ...end(`${day}T23:00`) }, { ...end(`${day}T23:00`), at: at(`${day}T23:00`) + 1_500 });
  expect(certificateOf([half('02'), half('03')])).toMatchObject({ seconds: 3, days: 2 });
  const night = row(end('02T22:00'), end('03T02:00'));
  expect(certificateOf([night])).toMatchObject({ days: 1, seconds: hours(4, 0) });
});

test('an untrusted clock is marked, and the facts say who said each end', () => {
  const [line] = certificateOf([
    row(end('02T09:00'), end('02T10:00', 'staff'), 'closed', { anomalies: ['untrusted_clock'] }),
  ]).lines;
  expect(line?.untrusted).toBe(true);
  expect(certifiedFacts(certificateOf([march[3] as PassageRow]))).toEqual([
    {
      entry: { at: at('05T08:58'), by: 'card', punch: 'punch 05T08:58' },
      exit: { at: at('05T17:10'), by: 'staff', punch: null },
    },
  ]);
});
