import { tapEvent } from '../../shared/domain/pair-event.ts';
import { pairNext } from '../../shared/domain/pair-next.ts';
import type { PairState } from '../../shared/domain/pair-state.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readUnpaired } from '../store/pairing-due.ts';
import { type PunchAt, type StoredPunch, writeCardSequences } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { type RulesOf, rulesOf } from './area-rules.ts';
import { type Arrivals, bySequence, sequenceId } from './arrivals.ts';
import { createPairingMemory } from './pairing-memory.ts';
import { addPassage, newWrites, passagesIn, type Writes, writeAll } from './pairing-writes.ts';
import {
  concernedAreas,
  isBoundToPlace,
  type PlaceChange,
  placeChangeOf,
  withPlaceExit,
} from './place-exits.ts';
import { readAround, repairSequence, type SequenceChange, writtenTaps } from './repair-sequence.ts';
import { readTails } from './tail-states.ts';
import { type TapWindow, withTaps } from './tap-window.ts';
import { withWholePersons } from './whole-persons.ts';

/**
 * Keeps passages in step with punches, inside the transaction that stores the punches. A punch that is next in
 * its sequence extends it; any other change repairs it from there on. Incremental pairing equals pairing from
 * scratch, in whatever order punches arrive.
 */
export interface Pairing {
  arrive(unit: Unit, punches: readonly PunchAt[]): Promise<void>;
  change(unit: Unit, changes: readonly SequenceChange[]): Promise<void>;
  /** After a transaction that failed, or somebody else's write: what is remembered may be wrong. */
  forget(): void;
}

/**
 * @param remember keeps each sequence's last state in memory, and its taps around where it was paired last. Only where
 *   this process is the only one that pairs: a SQLite cloud. Elsewhere the place's row is locked, and the sequence is
 *   read behind the lock.
 */
export function createPairing({
  remember,
  mostTaps,
  now = systemClock.now,
}: {
  readonly remember: boolean;
  readonly mostTaps?: number;
  /** When something is booked in the ledger. */
  readonly now?: () => number;
}): Pairing {
  const memory = createPairingMemory({ remember, mostTaps });

  async function arrive(unit: Unit, punches: readonly PunchAt[]): Promise<void> {
    if (punches.length === 0) return;
    memory.forgetIfOthersWrote(unit);
    const sequences = bySequence(punches);
    await lockPlaces(unit, placesOf(sequences));
    const rules = await rulesOf(unit, sequences);
    // What an area bound to its place needs of the place's passages is repaired once those are written.
    const isUnpaired = await readUnpaired(unit, placesOf(sequences));
    const isLate = ({ key }: Arrivals) => isBoundToPlace(key, rules(key)) || isUnpaired(key);
    const late = sequences.filter(isLate);
    const free = sequences.filter((sequence) => !isLate(sequence));
    const tailOf = await readTails(unit, free, memory);
    const writes = newWrites();
    for (const sequence of free) {
      const tail = tailOf(sequence);
      if (!tail) {
        late.push(sequence);
        continue;
      }
      const { state, taps } = extend(sequence, tail, rules(sequence.key), writes);
      memory.keepState(sequence.id, state);
      memory.taps.extend(sequence.id, taps, tail.at === null);
    }
    await writeCards(unit, sequences);
    await writeAll(unit, writes, rules, now);
    const changed = passagesIn(writes).flatMap(({ key, passage }) =>
      placeChangeOf(key, { write: [passage], erase: [] }),
    );
    const corrections = await readSequenceCorrections(
      unit,
      late.map(({ key }) => key),
    );
    const changes = late.map(({ key, punches: arriving }, i) => {
      const made = corrections[i] ?? [];
      return { key, arrive: arriving, leave: [], corrections: { was: made, now: made } };
    });
    await repairInOrder(unit, await withWholePersons(unit, changes, isUnpaired), changed);
  }

  async function change(unit: Unit, changes: readonly SequenceChange[]): Promise<void> {
    if (changes.length === 0) return;
    memory.forgetIfOthersWrote(unit);
    await lockPlaces(unit, placesOf(changes));
    // What staff said, or a better clock, may have changed any of a sequence's taps: it is read anew.
    for (const { key } of changes) memory.taps.drop(sequenceId(key));
    const isUnpaired = await readUnpaired(unit, placesOf(changes));
    await repairInOrder(unit, await withWholePersons(unit, changes, isUnpaired), []);
  }

  /** The place's own passages first, then the areas that end with them, whether theirs changed or not. */
  async function repairInOrder(
    unit: Unit,
    changes: readonly SequenceChange[],
    changed: readonly PlaceChange[],
  ): Promise<void> {
    const rules = await rulesOf(unit, changes);
    const free = changes.filter(({ key }) => !isBoundToPlace(key, rules(key)));
    const bound = changes.filter(({ key }) => isBoundToPlace(key, rules(key)));
    const more = await repairAll(unit, free, rules);
    // One repair a sequence: while punches move, only its own change knows where they are and what staff said of them.
    const concerned = await concernedAreas(unit, [...changed, ...more], bound);
    await repairAll(unit, concerned, await rulesOf(unit, concerned), changes);
  }

  /** What is remembered; of the others what is stored around what arrives, read in one go. */
  async function knownWindows(
    unit: Unit,
    changes: readonly SequenceChange[],
  ): Promise<ReadonlyMap<string, TapWindow>> {
    const windows = new Map<string, TapWindow>();
    const unknown: { id: string; key: SequenceKey; at: number }[] = [];
    for (const { key, arrive, known } of changes) {
      const id = sequenceId(key);
      const window = known ?? memory.taps.of(id);
      if (window) windows.set(id, window);
      else if (arrive[0]) unknown.push({ id, key, at: arrive[0].occurredAt });
    }
    const read = await readAround(unit, unknown);
    for (const [i, { id }] of unknown.entries()) {
      const window = read[i];
      if (window) windows.set(id, window);
    }
    return windows;
  }

  /** Answers what it changed in places' own areas. `together`: all that changes at once. */
  async function repairAll(
    unit: Unit,
    changes: readonly SequenceChange[],
    rules: RulesOf,
    together = changes,
  ): Promise<readonly PlaceChange[]> {
    if (changes.length === 0) return [];
    const changed: PlaceChange[] = [];
    const writes = newWrites();
    await writeCards(
      unit,
      changes.map(({ key, arrive }) => ({ id: sequenceId(key), key, punches: arrive })),
    );
    const windows = await knownWindows(unit, changes);
    for (const change of changes) {
      const { key } = change;
      const id = sequenceId(key);
      const known = windows.get(id) ?? null;
      const repaired = isBoundToPlace(key, rules(key))
        ? await withPlaceExit(unit, change, together, rules({ ...key, area: key.place }), (exit) =>
            repairSequence(unit, change, known, rules(key), exit),
          )
        : await repairSequence(unit, change, known, rules(key));
      writes.gonePunches.push(...change.leave.map(({ punch }) => ({ key, punch })));
      if (!repaired) continue;
      for (const listed of repaired.erase) writes.gonePassages.push({ ...key, ...listed });
      changed.push(...placeChangeOf(key, repaired));
      const taps = writtenTaps(change, repaired);
      for (const tap of taps) writes.changedPunches.push({ key, ...tap });
      for (const passage of repaired.write) writes.changedPassages.push({ key, passage });
      if (repaired.state) memory.keepState(id, repaired.state);
      if (change.leave.length > 0 || change.known) memory.taps.drop(id);
      else memory.taps.keep(id, withTaps(repaired.window, taps), repaired.at);
    }
    await writeAll(unit, writes, rules, now);
    return changed;
  }

  async function writeCards(
    unit: Unit,
    used: readonly Pick<Arrivals, 'id' | 'key' | 'punches'>[],
  ): Promise<void> {
    const fresh: { id: string; uid: string; key: SequenceKey }[] = [];
    for (const { id, key, punches } of used)
      for (const { cardUid: uid } of punches)
        if (!memory.knowsCard(id, uid)) fresh.push({ id, uid, key });
    await writeCardSequences(unit, fresh);
    for (const { id, uid } of fresh) memory.keepCard(id, uid);
  }

  return { arrive, change, forget: memory.forget };
}

function extend(
  { key, punches }: Arrivals,
  tail: PairState,
  rules: VisitRules,
  writes: Writes,
): { readonly state: PairState; readonly taps: readonly StoredPunch[] } {
  let state = tail;
  const taps: StoredPunch[] = [];
  const since = writes.newPassages.length;
  for (const punch of punches) {
    const step = pairNext(state, tapEvent(punch), rules);
    state = step.state;
    const { ended, passage } = step;
    if (ended) addPassage(writes, since, { key, passage: ended }, false);
    if (passage) addPassage(writes, since, { key, passage }, passage.id === punch.id);
    const tap = { key, punch, role: step.role, passageId: passage?.id ?? null };
    taps.push(tap);
    writes.newPunches.push(tap);
  }
  return { state, taps };
}

const placesOf = (all: readonly { readonly key: SequenceKey }[]): readonly string[] => [
  ...new Set(all.map(({ key }) => key.place)),
];

/**
 * Two transactions that pair at one place take turns: each would otherwise read a sequence without the other's
 * punches. What follows must be new statements, to see what the other committed.
 */
export async function lockPlaces(unit: Unit, places: Iterable<string>): Promise<void> {
  const wanted = [...new Set(places)];
  if (unit.engine === 'sqlite' || wanted.length === 0) return;
  await unit.tx
    .selectFrom('place')
    .select('id')
    .where('id', 'in', wanted)
    .orderBy('id')
    .forUpdate()
    .execute();
}
