import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { directions } from '../../../shared/domain/access-point.ts';
import type { Correction, CorrectionChange } from '../../../shared/domain/correction.ts';
import { byTime, pairPunches } from '../../../shared/domain/pair.ts';
import { sameState } from '../../../shared/domain/pair-state.ts';
import { durationMs } from '../../../shared/domain/passage-as-of.ts';
import {
  concernedByPlaceExit,
  openAmong,
  placeExitOf,
} from '../../../shared/domain/place-exits.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { type PairStore, pairStore } from './pair-store.ts';
import { instant } from './taps.ts';

/** Around the nights of the clock changes, in steps that meet debounce, ties, closing times and stale gaps. */
const time = fc
  .tuple(
    fc.constantFrom(instant('2026-10-24T20:00'), instant('2027-03-27T20:00')),
    fc.nat({ max: 80 }),
    fc.constantFrom(0, 0, 0, 3_000, 5_000, 6_000),
  )
  .map(([base, halfHours, ms]) => base + halfHours * 1_800_000 + ms);

const direction = fc.constantFrom('toggle' as const, ...directions);

const punch = (index: number): fc.Arbitrary<SequencePunch> =>
  fc.record({
    id: fc.constant(`p${index}`),
    device: fc.constantFrom('pi-1', 'pi-2'),
    epoch: fc.constantFrom('e1', 'e2'),
    seq: fc.constant(index + 1),
    occurredAt: time,
    direction,
    accessPoint: fc.constantFrom('front', 'back'),
    cardUid: fc.constantFrom('04A1B2C3', '04D4E5F6'),
    estimated: fc.boolean(),
  });

const policy = fc.record({
  maxVisitMinutes: fc.constantFrom(60, 720, 720),
  closesAt: fc.constantFrom(null, null, '22:00', '02:30', '24:00'),
  debounceSeconds: fc.constantFrom(0, 5),
  missingExit: fc.constantFrom('flag' as const, 'closeAtClosing' as const),
  purpose: fc.constant('usage' as const),
  timeZone: fc.constant('Europe/Paris'),
});

type Deed =
  | { readonly kind: 'arrive'; readonly index: number }
  | { readonly kind: 'leave'; readonly index: number }
  | { readonly kind: 'retime'; readonly index: number; readonly at: number }
  | { readonly kind: 'correct'; readonly change: CorrectionChange }
  | { readonly kind: 'undo'; readonly index: number };

const deeds = (count: number, rich: boolean): fc.Arbitrary<Deed[]> => {
  const index = fc.nat({ max: count - 1 });
  const punchId = index.map((at) => `p${at}`);
  const change = fc.oneof(
    fc.record({
      kind: fc.constantFrom('addExit' as const, 'addEntry' as const),
      punchId,
      at: time,
    }),
    fc.record({ kind: fc.constant('voidPunch' as const), punchId }),
    fc.record({ kind: fc.constant('setDirection' as const), punchId, direction }),
  );
  const arrive = index.map((at): Deed => ({ kind: 'arrive', index: at }));
  if (!rich) return fc.array(arrive, { maxLength: 3 });
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: change.map((made): Deed => ({ kind: 'correct', change: made })) },
      { weight: 2, arbitrary: index.map((at): Deed => ({ kind: 'undo', index: at })) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(index, time)
          .map(([at, to]): Deed => ({ kind: 'retime', index: at, at: to })),
      },
      { weight: 1, arbitrary: index.map((at): Deed => ({ kind: 'leave', index: at })) },
      { weight: 2, arbitrary: arrive },
    ),
    { maxLength: 8 },
  );
};

/** A sequence's punches, and what happens to it, in the order in which it happens. */
const story = (rich: boolean) =>
  fc.integer({ min: 1, max: 14 }).chain((count) =>
    fc
      .tuple(
        fc.tuple(...Array.from({ length: count }, (_, index) => punch(index))),
        deeds(count, rich),
        fc.boolean(),
      )
      .chain(([punches, done, sorted]) => {
        const arrivals = punches
          .map((one, index) => ({ at: one.occurredAt, deed: { kind: 'arrive', index } as Deed }))
          .toSorted((a, b) => (sorted ? a.at - b.at : 0))
          .map(({ deed }) => deed);
        const all = [...arrivals, ...done];
        return fc.record({
          punches: fc.constant(punches as readonly SequencePunch[]),
          order: sorted
            ? fc.constant(all)
            : fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        });
      }),
  );

const perform = (store: PairStore, punches: readonly SequencePunch[], deed: Deed, nth: number) => {
  if (deed.kind === 'correct') {
    const made = { id: `c${nth}`, madeAt: nth, madeBy: 'staff:1', reason: 'oubli', undone: false };
    return store.correct({ ...deed.change, ...made } as Correction);
  }
  if (deed.kind === 'undo') {
    const made = store.corrections().at(deed.index % Math.max(1, store.corrections().length));
    return made === undefined ? [] : store.correct({ ...made, undone: true });
  }
  const one = punches[deed.index];
  if (one === undefined) return [];
  if (deed.kind === 'arrive') return store.arrive(one);
  const held = store.recorded().find(({ id }) => id === one.id);
  if (held === undefined) return [];
  return deed.kind === 'leave'
    ? store.become(one.id, null)
    : store.become(one.id, { ...held, occurredAt: deed.at, estimated: !held.estimated });
};

const numRuns = Number(process.env['PAIR_RUNS'] ?? 5_000);

/** The longest these may take on a busy machine. */
const patienceMs = 180_000;

describe('pairing punch by punch gives what pairing from scratch gives', () => {
  test.each([false, true])(
    'in any order; with staff and re-timing: %s',
    (rich) => {
      fc.assert(
        fc.property(story(rich), policy, ({ punches, order }, visitPolicy) => {
          const rules = visitRules({ ...visitPolicy });
          const store = pairStore(rules);
          order.forEach((deed, nth) => void perform(store, punches, deed, nth));

          const scratch = pairPunches(store.recorded(), store.corrections(), rules);
          expect([...store.passages().values()].toSorted(byTime)).toEqual(scratch.passages);
          expect(store.taps()).toEqual(scratch.taps);
          expect(sameState(store.state(), scratch.state)).toBe(true);
        }),
        { numRuns },
      );
    },
    patienceMs,
  );
});

/** Two sequences of one person: the place's own area, and a machine that closes at the place's exit. */
const stay = fc.record({
  place: story(true),
  laser: story(true),
  placePolicy: policy,
  laserPolicy: policy,
  interleave: fc.array(fc.boolean(), { minLength: 44, maxLength: 44 }),
});

test(
  'an area that closes at the place exit is paired anew when that exit changes',
  () => {
    fc.assert(
      fc.property(stay, ({ place, laser, placePolicy, laserPolicy, interleave }) => {
        const placeRules = visitRules(placePolicy);
        const laserRules = visitRules({ ...laserPolicy, missingExit: 'closeAtPlaceExit' });
        const front = pairStore(placeRules);
        const exitOf = placeExitOf((at) => openAmong(front.passages().values(), at), placeRules);
        const machine = pairStore(laserRules, exitOf);

        const placeDeeds = [...place.order];
        const laserDeeds = [...laser.order];
        for (const [nth, placeFirst] of interleave.entries()) {
          const turn = placeFirst ? placeDeeds.shift() : undefined;
          if (turn !== undefined) {
            const window = concernedByPlaceExit(perform(front, place.punches, turn, nth));
            if (window !== null) machine.reconsider(window);
            continue;
          }
          const other = laserDeeds.shift();
          if (other !== undefined) perform(machine, laser.punches, other, nth);
        }

        const stays = pairPunches(front.recorded(), front.corrections(), placeRules).passages;
        const scratch = pairPunches(
          machine.recorded(),
          machine.corrections(),
          laserRules,
          placeExitOf((at) => openAmong(stays, at), placeRules),
        );
        expect([...machine.passages().values()].toSorted(byTime)).toEqual(scratch.passages);
        expect(machine.taps()).toEqual(scratch.taps);
      }),
      { numRuns: numRuns / 5 },
    );
  },
  patienceMs,
);

describe('whatever happens to a sequence', () => {
  test(
    'no punch is lost or used twice, and no passage runs backwards',
    () => {
      fc.assert(
        fc.property(story(true), policy, ({ punches, order }, visitPolicy) => {
          const rules = visitRules(visitPolicy);
          const store = pairStore(rules);
          order.forEach((deed, nth) => void perform(store, punches, deed, nth));
          const { passages, taps } = pairPunches(store.recorded(), store.corrections(), rules);

          expect(taps.map(({ event }) => event.punch.id).toSorted()).toEqual(
            store
              .recorded()
              .map(({ id }) => id)
              .toSorted(),
          );
          const ends = passages.flatMap(({ entry, exit }) => [entry?.punchId, exit?.punchId]);
          const used = ends.filter((id) => typeof id === 'string');
          const pairing = taps.filter(({ role }) => role !== 'repeat' && role !== 'void');
          expect(used.toSorted()).toEqual(pairing.map(({ event }) => event.punch.id).toSorted());
          expect(new Set(used).size).toBe(used.length);
          expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);

          for (const passage of passages) {
            expect(durationMs(passage) ?? 0).toBeGreaterThanOrEqual(0);
            expect([passage.entry?.punchId, passage.exit?.punchId]).toContain(passage.id);
            expect(passage.status === 'missing_entry').toBe(passage.entry === null);
            const hasExit = passage.status === 'closed' || passage.status === 'auto_closed';
            expect(passage.exit !== null).toBe(hasExit || passage.status === 'missing_entry');
            const misses = passage.status === 'missing_exit' || passage.status === 'auto_closed';
            expect(passage.anomalies.includes('missing_exit')).toBe(misses);
          }
          expect(passages.filter(({ status }) => status === 'open').length).toBeLessThanOrEqual(1);
        }),
        { numRuns: numRuns / 5 },
      );
    },
    patienceMs,
  );

  test(
    'the same words in another order say the same',
    () => {
      fc.assert(
        fc.property(story(true), policy, fc.infiniteStream(fc.nat()), (told, visitPolicy, key) => {
          const rules = visitRules(visitPolicy);
          const store = pairStore(rules);
          told.order.forEach((deed, nth) => void perform(store, told.punches, deed, nth));
          const shuffled = <T>(all: readonly T[]): T[] =>
            all
              .map((one) => ({ one, at: key.next().value ?? 0 }))
              .toSorted((a, b) => a.at - b.at)
              .map(({ one }) => one);
          expect(
            pairPunches(shuffled(store.recorded()), shuffled(store.corrections()), rules),
          ).toEqual(pairPunches(store.recorded(), store.corrections(), rules));
        }),
        { numRuns: numRuns / 5 },
      );
    },
    patienceMs,
  );
});
