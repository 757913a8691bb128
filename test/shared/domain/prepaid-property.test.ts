import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeOf } from '../../../shared/domain/charge.ts';
import { type LedgerEntry, post, whatStands } from '../../../shared/domain/ledger.ts';
import { pairPunches, passageAt } from '../../../shared/domain/pair.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import { freeOfCharge, type RateVersion } from '../../../shared/domain/rate.ts';
import { defaultVisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { instant } from './taps.ts';

const rules = visitRules({ ...defaultVisitPolicy, timeZone: 'Europe/Paris' });
const begin = instant('2026-03-02T08:00');
const versions: readonly RateVersion[] = [
  {
    ...{ id: 'rate-1', place: 'demo', scope: 'item', of: 'hour', since: 0 },
    terms: { ...freeOfCharge, prepaidUnits: 100, unitsPerHour: 100 },
  },
];
type Drawn = SequencePunch & { readonly item: 'hour' | null };

/** Taps within two days, some of them at once after another; most for the prepaid hour. */
const taps: fc.Arbitrary<readonly Drawn[]> = fc
  .array(
    fc.record({
      after: fc.constantFrom(2_000, 4_000, 60_000, 1_800_000, 3_600_000, 15 * 3_600_000),
      direction: fc.constantFrom('toggle', 'in', 'out', 'presence'),
      item: fc.constantFrom('hour', 'hour', null),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn) => {
    let at = begin;
    return drawn.map(({ after, direction, item }, i): Drawn => {
      at += after;
      return {
        ...{ id: `p${i}`, device: 'pi', epoch: 'e', seq: i + 1, occurredAt: at },
        ...{ direction: direction as Drawn['direction'], accessPoint: 'desk', cardUid: '04A1' },
        ...{ estimated: false, item },
      };
    });
  });

const priced = (drawn: readonly Drawn[], passage: Passage) => {
  const tap = passage.entry?.punchId ?? passage.exit?.punchId;
  const item = drawn.find(({ id }) => id === tap)?.item ?? null;
  return chargeOf(passage, { place: 'demo', area: 'demo', accessPoint: 'desk', item }, versions);
};

test('what was chosen is taken once for each stay it began, in whatever order taps arrive', () => {
  fc.assert(
    fc.property(taps, fc.array(fc.nat({ max: 99 }), { maxLength: 12 }), (drawn, lots) => {
      const ledger: LedgerEntry[] = [];
      const here = new Set<string>();
      let known = new Map<string, Passage>();
      const book = () => {
        const held = drawn.filter(({ id }) => here.has(id));
        const { passages } = pairPunches(held, [], rules);
        const next = new Map(passages.map((passage) => [passage.id, passage]));
        for (const id of new Set([...known.keys(), ...next.keys()])) {
          const of = { place: 'demo', area: 'demo', person: 'member:ana', passage: id } as const;
          const before = ledger.filter((entry) => entry.of?.passage === id);
          const passage = next.get(id);
          const begunAt = passage ? passageAt(passage) : 0;
          const when = { at: 0, begunAt, usedAt: passage?.exit?.at ?? begunAt };
          ledger.push(...post(before, of, passage ? priced(drawn, passage) : null, when));
        }
        known = next;
      };
      for (const lot of lots) {
        here.add(drawn[lot % drawn.length]?.id ?? '');
        book();
      }
      for (const { id } of drawn) here.add(id);
      book();
      book();

      const taken = whatStands(ledger).filter(({ kind }) => kind === 'prepaid');
      const stays = [...known.values()].filter(({ entry }) => entry !== null);
      const chosen = stays.filter(
        ({ entry }) => drawn.find(({ id }) => id === entry?.punchId)?.item === 'hour',
      );
      expect(taken.map(({ of }) => of?.passage).toSorted()).toEqual(
        chosen.map(({ id }) => id).toSorted(),
      );
      expect(taken.every(({ units }) => units === 100)).toBe(true);
      // The hour is used up before anything else: both together are never more than the time, or the hour.
      for (const passage of chosen) {
        const all = whatStands(ledger).filter(({ of }) => of?.passage === passage.id);
        const units = all.reduce((sum, one) => sum + one.units, 0);
        const ms = passage.entry && passage.exit ? passage.exit.at - passage.entry.at : 0;
        expect(units).toBe(Math.max(100, Math.round((Math.ceil(ms / 60_000) * 100) / 60)));
      }
    }),
    { numRuns: 400, seed: 20_261_122 },
  );
});
