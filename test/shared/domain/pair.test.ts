import { describe, expect, test } from '@jest/globals';
import type { Direction } from '../../../shared/domain/access-point.ts';
import { pairPunches } from '../../../shared/domain/pair.ts';
import { durationMs } from '../../../shared/domain/passage-as-of.ts';
import type { VisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { instant, line, parisPolicy, tapAt } from './taps.ts';

const paired = (taps: readonly string[], over: Partial<VisitPolicy> = {}) =>
  pairPunches(
    taps.map((text) => {
      const [, direction, when = ''] = /^(in |out |toggle |presence )?(.+)$/.exec(text) ?? [];
      return tapAt(when, (direction?.trim() ?? 'toggle') as Direction);
    }),
    [],
    visitRules({ ...parisPolicy, ...over }),
  );

const lines = (taps: readonly string[], over?: Partial<VisitPolicy>) =>
  paired(taps, over).passages.map(line);

describe('the worked examples', () => {
  test.each<[readonly string[], readonly string[]]>([
    [
      ['09:00', '12:00', '13:00', '18:00'],
      ['Mon 09:00 - Mon 12:00 closed', 'Mon 13:00 - Mon 18:00 closed'],
    ],
    [
      ['Mon 09:00', 'Tue 09:00', 'Tue 17:00'],
      ['Mon 09:00 - ? missing_exit', 'Tue 09:00 - Tue 17:00 closed'],
    ],
    [['Mon 22:00', 'Tue 02:00'], ['Mon 22:00 - Tue 02:00 closed']],
    [['09:00:00', '09:00:03', '17:00'], ['Mon 09:00 - Mon 17:00 closed']],
    [
      ['in 09:00', 'in 14:00', 'out 18:00'],
      ['Mon 09:00 - ? missing_exit', 'Mon 14:00 - Mon 18:00 closed'],
    ],
    [
      ['out 08:00', 'in 09:00', 'out 10:00'],
      ['? - Mon 08:00 missing_entry', 'Mon 09:00 - Mon 10:00 closed'],
    ],
    [
      ['Mon 09:00', 'Tue 09:00', 'Tue 17:00'],
      ['Mon 09:00 - ? missing_exit', 'Tue 09:00 - Tue 17:00 closed'],
    ],
  ])('%j', (taps, passages) => {
    expect(lines(taps)).toEqual(passages);
  });

  test.each([
    ['2026-10-25T01:30+02:00', '2026-10-25T03:30+01:00', 3],
    ['2027-03-28T01:30+01:00', '2027-03-28T03:30+02:00', 1],
  ])('a passage over a night of the clock change: %s to %s is %i h', (entry, exit, hours) => {
    const { passages } = pairPunches(
      [
        tapAt('09:00', 'toggle', { id: 'a', occurredAt: instant(entry) }),
        tapAt('09:00', 'toggle', { id: 'b', occurredAt: instant(exit) }),
      ],
      [],
      visitRules(parisPolicy),
    );
    expect(passages.map(durationMs)).toEqual([hours * 3_600_000]);
  });
});
