import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { directions } from '../../../shared/domain/access-point.ts';
import { pairPunches } from '../../../shared/domain/pair.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import type { VisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { instant, parisPolicy, tapAt } from './taps.ts';

/** One passage: its ends as instants, and its status. */
type Told = readonly [entry: number | null, exit: number | null, status: string];

/**
 * The table of pairing told once more, as plainly as can be and sharing no code with it: each tap looks back over all
 * taps before it, closing times are tried day by day.
 */
const told = (taps: readonly SequencePunch[], policy: VisitPolicy): Told[] => {
  const sorted = taps.toSorted((a, b) => a.occurredAt - b.occurredAt || a.seq - b.seq);
  const closings = Array.from({ length: 12 }, (_, day) =>
    policy.closesAt === null
      ? Number.POSITIVE_INFINITY
      : Temporal.PlainDateTime.from(`2026-10-20T${policy.closesAt}`)
          .add({ days: day })
          .toZonedDateTime('Europe/Paris').epochMilliseconds,
  );
  const closingOf = (entry: number) =>
    closings.find((one) => one > entry) ?? Number.POSITIVE_INFINITY;
  const isStale = (entry: number, at: number) =>
    at - entry > policy.maxVisitMinutes * 60_000 || closingOf(entry) <= at;
  const passages: Told[] = [];
  let open: number | null = null;
  const leave = (at: number) => {
    if (open === null) return;
    const closes = policy.missingExit === 'closeAtClosing' && isStale(open, at);
    const exit = closes && closingOf(open) <= at ? closingOf(open) : null;
    passages.push([open, exit, exit === null ? 'missing_exit' : 'auto_closed']);
    open = null;
  };
  for (const [nth, { direction, occurredAt: at }] of sorted.entries()) {
    const before = sorted[nth - 1];
    if (before?.direction === direction && at - before.occurredAt <= policy.debounceSeconds * 1_000)
      continue;
    switch (direction) {
      case 'presence':
        passages.push([at, null, 'presence']);
        break;
      case 'in':
        leave(at);
        open = at;
        break;
      case 'out':
      case 'toggle':
        if (open !== null && !isStale(open, at)) {
          passages.push([open, at, 'closed']);
          open = null;
        } else {
          leave(at);
          if (direction === 'out') passages.push([null, at, 'missing_entry']);
          else open = at;
        }
    }
  }
  if (open !== null) passages.push([open, null, 'open']);
  return passages;
};

const inOrder = (all: readonly Told[]): string[] => all.map((one) => one.join(' ')).toSorted();

test('pairing does what its table says', () => {
  const tap = fc.tuple(
    fc.nat({ max: 120 }),
    fc.constantFrom(0, 0, 4_000, 5_000, 6_000),
    fc.constantFrom('toggle' as const, ...directions),
  );
  const policy = fc.record({
    maxVisitMinutes: fc.constantFrom(60, 720),
    closesAt: fc.constantFrom(null, '22:00', '02:30'),
    debounceSeconds: fc.constantFrom(0, 5),
    missingExit: fc.constantFrom('flag' as const, 'closeAtClosing' as const),
  });
  fc.assert(
    fc.property(fc.array(tap, { maxLength: 20 }), policy, (taps, over) => {
      const punches = taps.map(([halfHours, ms, direction], nth) =>
        tapAt('09:00', direction, {
          id: `p${nth}`,
          seq: nth,
          occurredAt: instant('2026-10-23T20:00') + halfHours * 1_800_000 + ms,
        }),
      );
      const whole = { ...parisPolicy, ...over };
      const { passages } = pairPunches(punches, [], visitRules(whole));
      expect(
        inOrder(
          passages.map(({ entry, exit, status }) => [entry?.at ?? null, exit?.at ?? null, status]),
        ),
      ).toEqual(inOrder(told(punches, whole)));
    }),
    { numRuns: 3_000 },
  );
});
