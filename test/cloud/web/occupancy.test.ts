import { expect, test } from '@jest/globals';
import { render } from 'preact-render-to-string';
import { wordsOf } from '../../../cloud/web/language.ts';
import { occupancyOf, sameWeekdays, slots, usualOf } from '../../../cloud/web/report/occupancy.ts';
import { OccupancyChart } from '../../../cloud/web/report/occupancy-chart.tsx';
import type { PassageEnd, PassageStatus } from '../../../shared/domain/passage.ts';

const timeZone = 'Europe/Paris';
const at = (local: string) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
const end = (local: string | null): PassageEnd | null =>
  local === null ? null : { at: at(local), punchId: null, accessPoint: null, by: 'card' };
const stay = (entry: string | null, exit: string | null, status: PassageStatus = 'closed') => ({
  ...{ entry: end(entry), exit: end(exit), status, timeZone },
});
const day = '2026-03-12';
const now = at('2026-03-12T18:04');
const inAt = (counts: readonly number[], time: string) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return counts[(hour * 60 + minute) / 15];
};

test('who is in, quarter by quarter: over midnight, still in, just passing', () => {
  const counts = occupancyOf(
    [
      stay('2026-03-12T09:00', '2026-03-12T12:10'),
      stay('2026-03-11T22:00', '2026-03-12T01:35'),
      stay('2026-03-12T13:24', null, 'open'),
      stay('2026-03-12T14:01', '2026-03-12T14:03'),
      stay('2026-03-12T08:00', null, 'missing_exit'),
      stay(null, '2026-03-12T11:00', 'missing_entry'),
      stay('2026-03-12T17:50', '2026-03-13T01:00'),
    ],
    day,
    now,
  );
  expect(counts.length).toBe(slots);
  expect(['00:00', '01:30', '01:45'].map((time) => inAt(counts, time))).toEqual([1, 1, 0]);
  expect(['08:45', '09:00', '12:00', '12:15'].map((time) => inAt(counts, time))).toEqual([
    0, 1, 1, 0,
  ]);
  expect(['13:15', '13:30', '14:00', '18:00'].map((time) => inAt(counts, time))).toEqual([
    0, 1, 1, 2,
  ]);
});

test('a day of 23 hours and one of 25 have the same quarters', () => {
  for (const short of ['2026-03-29', '2026-10-25']) {
    const counts = occupancyOf(
      [stay(`${short}T01:00`, `${short}T04:00`)],
      short,
      at(`${short}T20:00`),
    );
    expect([short, inAt(counts, '01:00'), inAt(counts, '04:00')]).toEqual([short, 1, 0]);
  }
});

test('usual is from the first to the third quartile, of four days at least', () => {
  const days = [2, 4, 6, 8, 10].map((n) => Array<number>(slots).fill(n));
  expect(usualOf(days.slice(0, 3))).toBeNull();
  expect(usualOf(days)?.low[40]).toBe(4);
  expect(usualOf(days)?.high[40]).toBe(8);
  expect(usualOf(days.slice(0, 4))?.low[0]).toBe(3.5);
});

test('the same weekday, eight weeks back', () => {
  expect(sameWeekdays(day)).toEqual([
    ...['2026-03-05', '2026-02-26', '2026-02-19', '2026-02-12'],
    ...['2026-02-05', '2026-01-29', '2026-01-22', '2026-01-15'],
  ]);
});

test('the hours drawn begin with now before 8 h, and the word goes where there is room for it', () => {
  const drawnAt = (nowMinutes: number) => {
    const html = render(
      OccupancyChart({
        ...{ today: Array<number>(slots).fill(0), usual: null, nowMinutes },
        ...{ weekday: 'jeudi', language: 'fr', words: wordsOf('fr') },
      }),
    );
    const dotX = Number(html.match(/class="today-dot" cx="([\d.]+)"/)?.[1]);
    const [, wordX, anchor] =
      html.match(/today-word" x="([\d.]+)" y=".*?" text-anchor="(\w+)"/) ?? [];
    const firstHour = html.match(/<th scope="row">(\d+)/)?.[1];
    return { isRight: Number(wordX) > dotX, anchor, firstHour, isDotDrawn: dotX >= 30 };
  };
  expect(drawnAt(5 * 60 + 40)).toEqual({
    ...{ isRight: true, anchor: 'start', firstHour: '5', isDotDrawn: true },
  });
  expect(drawnAt(17 * 60)).toEqual({
    ...{ isRight: false, anchor: 'end', firstHour: '8', isDotDrawn: true },
  });
});
