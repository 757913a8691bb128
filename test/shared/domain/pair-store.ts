import { assert } from '../../../shared/domain/assert.ts';
import type { Correction } from '../../../shared/domain/correction.ts';
import { passageAt } from '../../../shared/domain/pair.ts';
import {
  type AdditionEvent,
  compareEvents,
  eventAt,
  eventId,
  eventsOf,
  type PairEvent,
} from '../../../shared/domain/pair-event.ts';
import { pairNext } from '../../../shared/domain/pair-next.ts';
import {
  emptyPairState,
  type PairedEvent,
  type PairedTap,
  type PairState,
  stateBefore,
} from '../../../shared/domain/pair-state.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import type { PlaceExit } from '../../../shared/domain/place-exit.ts';
import type { Window } from '../../../shared/domain/place-exits.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import { type Change, repair } from '../../../shared/domain/repair.ts';
import type { VisitRules } from '../../../shared/domain/visit-rules.ts';

const rowKey = (passage: Passage): string => `${passageAt(passage)} ${passage.id}`;

/**
 * One sequence kept as a database keeps it: rows with their role and passage, passages by time and id, and the last
 * state in memory. It pairs with what a SQL store has: the next tap on the cached state, everything else by `repair`.
 */
export const pairStore = (rules: VisitRules, placeExit?: PlaceExit) => {
  const taps = new Map<string, PairedTap>();
  const recorded = new Map<string, SequencePunch>();
  const additions = new Map<string, AdditionEvent>();
  const passages = new Map<string, Passage>();
  const corrections = new Map<string, Correction>();
  let state: PairState = emptyPairState;
  let reads = 0;

  const inOrder = (): PairedEvent[] =>
    [...taps.values(), ...[...additions.values()].map((event) => ({ event }))].toSorted((a, b) =>
      compareEvents(a.event, b.event),
    );

  const keep = (passage: Passage | null): Passage[] => {
    if (passage === null) return [];
    const was = passages.get(rowKey(passage));
    passages.set(rowKey(passage), passage);
    return was === undefined ? [passage] : [was, passage];
  };

  /** Answers the passages it changed, as they were and as they are. */
  const apply = (changes: readonly Change[]): Passage[] => {
    const events = changes.flatMap(({ was, now }) => [
      ...(was ? [was.event] : []),
      ...(now ? [now] : []),
    ]);
    const [first] = events.toSorted(compareEvents);
    if (first === undefined) return [];
    const stored = inOrder();
    const backward = stored
      .filter((one): one is PairedTap => 'role' in one && compareEvents(one.event, first) < 0)
      .reverse();
    const following = stored.filter((one) => compareEvents(one.event, first) >= 0);
    function* read() {
      for (const one of following) {
        reads++;
        yield one;
      }
    }
    const before = stateBefore(first, backward, [...additions.values()]);
    const repaired = repair(before, read(), changes, rules, placeExit);

    for (const { was } of changes) {
      if (was === null) continue;
      taps.delete(eventId(was.event));
      additions.delete(eventId(was.event));
    }
    for (const { now } of changes)
      if (now !== null && now.kind !== 'tap') additions.set(now.id, now);
    for (const tap of repaired.taps) taps.set(tap.event.punch.id, tap);
    const writes = new Set(repaired.write.map(rowKey));
    const gone = repaired.erase.map(({ id, at }) => `${at} ${id}`);
    assert(!gone.some((row) => writes.has(row)), 'nothing is both written and erased');
    const erased = gone.flatMap((row) => passages.get(row) ?? []);
    for (const row of gone) passages.delete(row);
    const kept = repaired.write.flatMap(keep);
    state = repaired.state ?? state;
    return [...erased, ...kept];
  };

  const wordsOn = (punchId: string): Correction[] =>
    [...corrections.values()].filter(
      (made) => made.kind !== 'assignCard' && made.punchId === punchId,
    );

  const storedEvents = (punchId: string): Map<string, PairedEvent> => {
    const events = new Map<string, PairedEvent>();
    const tap = taps.get(punchId);
    if (tap !== undefined) events.set(punchId, tap);
    for (const event of additions.values())
      if (event.punch.id === punchId) events.set(event.id, { event });
    return events;
  };

  /** Pairs a punch anew, as it now is: null, gone from the sequence. */
  const become = (punchId: string, punch: SequencePunch | null): Passage[] => {
    if (punch === null) recorded.delete(punchId);
    else recorded.set(punchId, punch);
    const before = storedEvents(punchId);
    const after = new Map<string, PairEvent>();
    for (const event of punch === null ? [] : eventsOf([punch], wordsOn(punchId)))
      after.set(eventId(event), event);
    const ids = new Set([...before.keys(), ...after.keys()]);
    return apply(
      [...ids]
        .map((id) => ({ was: before.get(id) ?? null, now: after.get(id) ?? null }))
        .filter(({ was, now }) => JSON.stringify(was?.event) !== JSON.stringify(now ?? undefined)),
    );
  };

  return {
    /** A punch from the wire: twice changes nothing; in order it needs the cached state alone. */
    arrive(punch: SequencePunch): Passage[] {
      if (recorded.has(punch.id)) return [];
      const [event, ...added] = eventsOf([punch], wordsOn(punch.id));
      const isNext = state.at === null || punch.occurredAt > state.at;
      if (event?.kind !== 'tap' || added.length > 0 || !isNext) return become(punch.id, punch);
      recorded.set(punch.id, punch);
      const step = pairNext(state, event, rules, placeExit);
      state = step.state;
      taps.set(punch.id, { event, role: step.role, passageId: step.passage?.id ?? null });
      return [...keep(step.ended), ...keep(step.passage)];
    },
    become,
    /** A correction made or undone. */
    correct(correction: Correction): Passage[] {
      corrections.set(correction.id, correction);
      if (correction.kind === 'assignCard') return [];
      const punch = recorded.get(correction.punchId);
      return punch === undefined ? [] : become(correction.punchId, punch);
    },
    /** The place's passages changed: the entries they concern are paired anew. */
    reconsider({ from, to }: Window): Passage[] {
      const concerned = [...taps.values()].filter(
        ({ event, role }) =>
          role === 'entry' && eventAt(event) >= from && (to === null || eventAt(event) <= to),
      );
      return apply(concerned.map((was) => ({ was, now: was.event })));
    },
    passages: () => passages,
    taps: () => inOrder().filter((one): one is PairedTap => 'role' in one),
    recorded: () => [...recorded.values()],
    corrections: () => [...corrections.values()],
    state: () => state,
    reads: () => reads,
  };
};

export type PairStore = ReturnType<typeof pairStore>;
