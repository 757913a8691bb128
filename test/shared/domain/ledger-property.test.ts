import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Direction } from '../../../shared/domain/access-point.ts';
import { chargeOf } from '../../../shared/domain/charge.ts';
import type { Correction } from '../../../shared/domain/correction.ts';
import {
  balances,
  type ChargedPassage,
  isLookedAt,
  type LedgerEntry,
  type LedgerKind,
  ledgerFrom,
  post,
  whatStands,
} from '../../../shared/domain/ledger.ts';
import { pairPunches, passageAt } from '../../../shared/domain/pair.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import { asOf } from '../../../shared/domain/passage-as-of.ts';
import type { Person, SequencePunch } from '../../../shared/domain/punch.ts';
import {
  type RateScope,
  type RateTerms,
  type RateVersion,
  roundingSteps,
  roundings,
} from '../../../shared/domain/rate.ts';
import { defaultVisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { instant } from './taps.ts';

const time = fc
  .tuple(
    fc.constantFrom(instant('2026-10-24T20:00'), instant('2027-03-27T20:00')),
    fc.nat({ max: 240 }),
    fc.constantFrom(0, 0, 700, 61_000),
  )
  .map(([base, tenMinutes, ms]) => base + tenMinutes * 600_000 + ms);

/** A clock may be wrong, and put right: what it says jumps either way. */
const later = fc.tuple(time, fc.nat({ max: 40 })).map(([at, hours]) => at + hours * 3_600_000);

const people = ['member:ana', 'card:04A1'] as const satisfies readonly Person[];
const person = fc.constantFrom(...people);
const points = ['front', 'back'] as const;
const items = { front: 'badger', back: 'room' } as const;
const units = fc.nat({ max: 300 });

const terms: fc.Arbitrary<RateTerms> = fc.record({
  unitsPerHour: fc.constantFrom(0, 100, 100, 37),
  roundingStepMinutes: fc.constantFrom(...roundingSteps),
  rounding: fc.constantFrom(...roundings),
  freeMinutes: fc.constantFrom(0, 0, 10),
  minimumUnits: fc.constantFrom(0, 0, 25),
  missingExitUnits: fc.constantFrom(null, null, 200),
  prepaidUnits: fc.constant(0),
});

const ruled = [
  ['area', 'demo'],
  ['area', 'demo'],
  ['accessPoint', 'front'],
  ['item', 'badger'],
  ['item', 'room'],
] as const satisfies readonly (readonly [RateScope, string])[];

type Deed =
  | { readonly kind: 'arrive'; readonly index: number; readonly person: Person }
  | { readonly kind: 'leave' | 'void' | 'undo' | 'takeBack'; readonly index: number }
  | { readonly kind: 'end' | 'begin'; readonly index: number; readonly at: number }
  | { readonly kind: 'turn'; readonly index: number; readonly direction: Direction }
  | { readonly kind: 'look'; readonly at: number }
  | { readonly kind: 'rate'; readonly version: Omit<RateVersion, 'id' | 'place'> }
  | {
      readonly kind: 'give';
      readonly person: Person;
      readonly units: number;
      readonly key: number;
    };

const index = fc.nat({ max: 9 });
const way = fc.constantFrom('toggle' as const, 'in' as const, 'out' as const, 'presence' as const);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), index, person }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('leave', 'void', 'undo', 'takeBack'), index }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('end', 'begin'), index, at: time }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const), at: later }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('turn' as const), index, direction: way }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        rule: fc.constantFrom(...ruled),
        since: fc.oneof(fc.constant(instant('2026-10-01T00:00')), time),
        terms: fc.option(
          fc.tuple(terms, fc.constantFrom(0, 100)).map(([one, prepaidUnits]) => ({
            ...one,
            prepaidUnits,
          })),
        ),
      })
      .map(
        ({ rule: [scope, of], ...version }): Deed => ({
          kind: 'rate',
          version: { scope, of, ...version },
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('give' as const),
      person,
      units: units.map((n) => n + 1),
      key: fc.nat({ max: 3 }),
    }),
  },
) as fc.Arbitrary<Deed>;

const punches: fc.Arbitrary<readonly SequencePunch[]> = fc.tuple(
  ...Array.from({ length: 10 }, (_, i) =>
    fc.record({
      id: fc.constant(`p${i}`),
      device: fc.constant('pi-1'),
      epoch: fc.constant('e1'),
      seq: fc.constant(i + 1),
      occurredAt: time,
      direction: way,
      accessPoint: fc.constantFrom(...points),
      cardUid: fc.constant('04A1'),
      estimated: fc.boolean(),
    }),
  ),
) as fc.Arbitrary<readonly SequencePunch[]>;

const rules = [
  visitRules({ ...defaultVisitPolicy, timeZone: 'Europe/Paris' }),
  visitRules({
    ...defaultVisitPolicy,
    closesAt: '22:00',
    missingExit: 'closeAtClosing',
    timeZone: 'Europe/Paris',
  }),
] as const;

/**
 * A venue that books as it goes: with each deed, only what the deed changed, and now and then whatever is open by what
 * the clock says then.
 */
function venue(drawn: readonly SequencePunch[], visits: (typeof rules)[number]) {
  let now = Number.MIN_SAFE_INTEGER;
  const held = new Map<string, Person>();
  const corrections: Correction[] = [];
  const versions: RateVersion[] = [];
  const given: LedgerEntry[] = [];
  const ledger: LedgerEntry[] = [];
  let known = new Map<string, { readonly of: ChargedPassage; readonly passage: Passage }>();

  const passages = () =>
    new Map(
      people.flatMap((who) =>
        pairPunches(
          drawn.filter(({ id }) => held.get(id) === who),
          corrections,
          visits,
        ).passages.map((passage) => {
          const of = { place: 'demo', area: 'demo', person: who, passage: passage.id };
          return [`${who} ${passage.id}`, { of, passage }] as const;
        }),
      ),
    );
  const charge = (passage: Passage) => {
    const accessPoint = (passage.entry ?? passage.exit)?.accessPoint ?? null;
    const item = accessPoint === null ? null : items[accessPoint as keyof typeof items];
    return chargeOf(passage, { place: 'demo', area: 'demo', accessPoint, item }, versions);
  };
  const book = (
    of: ChargedPassage,
    stored: Passage | null,
    { at, arriving = true }: { readonly at: number; readonly arriving?: boolean },
  ) => {
    const before = ledger.filter(
      (entry) => entry.of?.passage === of.passage && entry.of.person === of.person,
    );
    const passage =
      stored && isLookedAt(stored, before, arriving) ? asOf(stored, now, visits) : stored;
    const when = passage ? timesOf(passage) : { begunAt: 0, usedAt: 0 };
    ledger.push(...post(before, of, passage && charge(passage), { at, ...when }));
  };
  const bookAll = (at: number, isOld: (passage: Passage) => boolean) => {
    const before = known;
    known = passages();
    for (const { of } of [...before.values()].filter((one) => !known.has(keyOf(one.of))))
      book(of, null, { at });
    for (const { of, passage } of known.values()) {
      const was = before.get(keyOf(of))?.passage;
      if (was && isOld(passage) && JSON.stringify(was) === JSON.stringify(passage)) continue;
      book(of, passage, { at });
    }
  };
  const look = (at: number) => {
    for (const { of, passage } of known.values())
      if (passage.status === 'open') book(of, passage, { at, arriving: false });
  };
  /** Undoes what staff gave: by another entry, once. */
  const takeBack = (nth: number, at: number) => {
    const was = given.filter(({ kind }) => kind === 'credit')[nth];
    const key = `reversal ${was?.key}`;
    if (!was || given.some((one) => one.key === key)) return;
    const { from, to } = was;
    const undoing = { ...was, key, at, from: to, to: from, reverses: was.key };
    given.push({ ...undoing, kind: 'reversal' });
    ledger.push({ ...undoing, kind: 'reversal' });
  };
  return {
    ledger,
    perform(one: Deed, nth: number) {
      const { id = '' } = 'index' in one ? (drawn[one.index] ?? {}) : {};
      const made = { id: `c${nth}`, madeAt: nth, madeBy: 'staff:1', reason: 'oubli' };
      let isOld = (_: Passage) => true;
      if (one.kind === 'arrive') held.set(id, one.person);
      if (one.kind === 'leave') held.delete(id);
      if (one.kind === 'void')
        corrections.push({ ...made, undone: false, kind: 'voidPunch', punchId: id });
      if (one.kind === 'end')
        corrections.push({ ...made, undone: false, kind: 'addExit', punchId: id, at: one.at });
      if (one.kind === 'begin')
        corrections.push({ ...made, undone: false, kind: 'addEntry', punchId: id, at: one.at });
      if (one.kind === 'turn') {
        const { direction } = one;
        corrections.push({ ...made, undone: false, kind: 'setDirection', punchId: id, direction });
      }
      if (one.kind === 'takeBack') takeBack(one.index, nth);
      if (one.kind === 'undo') corrections.splice(one.index % Math.max(1, corrections.length), 1);
      if (one.kind === 'rate') {
        versions.push({ ...one.version, id: `r${String(nth).padStart(3, '0')}`, place: 'demo' });
        isOld = (passage) => passageAt(passage) < one.version.since;
      }
      if (one.kind === 'give' && !given.some(({ key }) => key === `given ${one.key}`)) {
        const entry: LedgerEntry = {
          key: `given ${one.key}`,
          kind: 'credit',
          at: nth,
          usedAt: nth,
          from: 'issued:demo',
          to: one.person,
          units: one.units,
          ...{ of: null, rate: null, minutes: null, reverses: null },
        };
        given.push(entry);
        ledger.push(entry);
      }
      bookAll(nth, isOld);
      if (one.kind === 'look') {
        now = one.at;
        look(nth);
      }
    },
    scratch: () =>
      ledgerFrom({
        passages: [...passages().values()]
          .map(({ of, passage }) => ({ of, passage: asOf(passage, now, visits) }))
          .map(({ of, passage }) => ({ of, charge: charge(passage), ...timesOf(passage) })),
        given,
      }),
    again() {
      bookAll(1_000, () => false);
      look(1_000);
    },
    forgotten: () =>
      [...known.values()].filter(
        ({ passage }) => passage.status === 'open' && asOf(passage, now, visits) !== passage,
      ).length,
  };
}

const timesOf = (passage: Passage) => ({
  begunAt: passageAt(passage),
  usedAt: (passage.exit ?? passage.entry)?.at ?? 0,
});
const keyOf = (of: ChargedPassage) => `${of.person} ${of.passage}`;
const said = (entries: readonly LedgerEntry[]) =>
  whatStands(entries)
    .map(({ kind, from, to, units: moved, rate, minutes, usedAt, of }) =>
      JSON.stringify([kind, from, to, moved, rate, minutes, usedAt, of?.passage]),
    )
    .toSorted();
const held = (entries: readonly LedgerEntry[]) =>
  [...balances(entries)].filter(([, moved]) => moved !== 0).toSorted();

/** `LEDGER_RUNS=20000` for a long look, which says what it saw. */
const usualRuns = 400;
const numRuns = Number(process.env['LEDGER_RUNS'] ?? usualRuns);
const patienceMs = 900_000;

describe('a ledger kept as it goes', () => {
  test(
    'is the ledger from scratch, adds up to nothing always, and stays as it is when all is said again',
    () => {
      const told = { entries: 0, debits: 0, prepaid: 0, reversals: 0, below: 0, forgotten: 0 };
      fc.assert(
        fc.property(
          punches,
          fc.array(deed, { minLength: 6, maxLength: 24 }),
          later,
          fc.constantFrom(...rules),
          (drawn, deeds, at, visits) => {
            const { ledger, perform, scratch, again, forgotten } = venue(drawn, visits);
            const begun = drawn.map(
              (_, at): Deed => ({ kind: 'arrive', index: at, person: people[at % 2] ?? people[0] }),
            );
            [...begun, ...deeds, { kind: 'look', at } as const].forEach((one, nth) => {
              perform(one, nth);
              expect([...balances(ledger).values()].reduce((sum, n) => sum + n, 0)).toBe(0);
            });
            expect(said(ledger)).toEqual(said(scratch()));
            expect(held(ledger)).toEqual(held(scratch()));
            expect(new Set(ledger.map(({ key }) => key)).size).toBe(ledger.length);
            expect(ledger.every(({ units: moved }) => Number.isInteger(moved) && moved > 0)).toBe(
              true,
            );
            const before = ledger.length;
            again();
            again();
            expect(ledger.length).toBe(before);
            const count = (of: LedgerKind) => ledger.filter(({ kind }) => kind === of).length;
            told.entries += ledger.length;
            told.reversals += count('reversal');
            told.debits += count('debit');
            told.prepaid += count('prepaid');
            told.forgotten += forgotten();
            told.below += people.filter((who) => (balances(ledger).get(who) ?? 0) < 0).length;
          },
        ),
        { numRuns },
      );
      if (numRuns > usualRuns)
        process.stdout.write(
          `${numRuns} histories: ${told.entries} entries, ${told.debits} debits, ${told.prepaid} prepaid, ` +
            `${told.reversals} reversals, ${told.forgotten} stays nobody ended, ${told.below} accounts of members below nothing; none differs from scratch\n`,
        );
      // A test in which nothing is ever taken back proves nothing of it.
      expect(Math.min(told.reversals, told.debits, told.prepaid)).toBeGreaterThan(numRuns);
      expect(told.forgotten).toBeGreaterThan(numRuns / 5);
    },
    patienceMs,
  );
});
