import { tapEvent } from '../shared/domain/pair-event.ts';
import { pairNext } from '../shared/domain/pair-next.ts';
import { type PairState, stateBefore } from '../shared/domain/pair-state.ts';
import type { SequenceKey } from '../shared/domain/punch.ts';
import type { VisitRules } from '../shared/domain/visit-rules.ts';
import { type RulesOf, rulesOf } from './area-rules.ts';
import { type Arrivals, bySequence, sequenceId } from './arrivals.ts';
import { newWrites, type Writes, writeAll } from './pairing-writes.ts';
import {
  concernedAreas,
  isBoundToPlace,
  type PlaceChange,
  placeChangeOf,
  withPlaceExit,
} from './place-exits.ts';
import { rememberTaps } from './remembered-taps.ts';
import { repairSequence, type SequenceChange, writtenTaps } from './repair-sequence.ts';
import { readSequenceCorrections } from './store/corrections.ts';
import { writesOfOthers } from './store/other-writers.ts';
import {
  type PunchAt,
  readBefore,
  readFrom,
  type StoredPunch,
  writeCardSequences,
} from './store/punches.ts';
import type { Unit } from './store/rows.ts';
import { withTaps } from './tap-window.ts';

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

/** Enough for everybody who comes to a few hundred places; some 400 bytes each. */
const rememberedSequences = 50_000;
/** A month of four hundred people. */
const mostRememberedTaps = 65_536;

/**
 * @param remember keeps each sequence's last state in memory, and its taps around where it was paired last. Only where
 *   this process is the only one that pairs: a SQLite cloud. Elsewhere the place's row is locked, and the sequence is
 *   read behind the lock.
 */
export function createPairing({
  remember,
  mostTaps = mostRememberedTaps,
}: {
  readonly remember: boolean;
  readonly mostTaps?: number;
}): Pairing {
  const states = new Map<string, PairState>();
  const remembered = rememberTaps(remember ? mostTaps : 0);
  const keep = (of: string, state: PairState): void => {
    if (!remember) return;
    if (states.size >= rememberedSequences && !states.has(of)) states.clear();
    states.set(of, state);
  };

  const isKnownLate = ({ id, first }: Arrivals): boolean => {
    const last = remembered.of(id)?.taps.at(-1);
    return last !== undefined && last.punch.occurredAt >= first.occurredAt;
  };

  /** Sequences whose new punches all come after everything known of them, with the state they extend. */
  async function tails(unit: Unit, sequences: readonly Arrivals[]) {
    const unknown = sequences.filter((one) => !states.has(one.id) && !isKnownLate(one));
    const looks = unknown.map(({ key, first }) => ({ key, at: first.occurredAt }));
    const later = await readFrom(
      unit,
      looks.map((look) => ({ ...look, most: 1 })),
    );
    const earlier = await readBefore(
      unit,
      looks.map((look) => ({ ...look, most: fewTaps })),
    );
    const corrections = await readSequenceCorrections(
      unit,
      looks.map(({ key }) => key),
    );
    const known = new Map<string, PairState>();
    for (const [i, { id, first }] of unknown.entries()) {
      const before = earlier[i] ?? [];
      if (later[i]?.length !== 0 || corrections[i]?.length !== 0) continue;
      if (before.length === fewTaps && !before.some(isTurn)) continue;
      const taps = before.map(({ punch, ...found }) => ({ event: tapEvent(punch), ...found }));
      known.set(id, stateBefore(tapEvent(first), taps, []));
    }
    return (of: Arrivals): PairState | null => {
      const state = states.get(of.id) ?? known.get(of.id);
      return state && (state.at === null || of.first.occurredAt > state.at) ? state : null;
    };
  }

  async function arrive(unit: Unit, punches: readonly PunchAt[]): Promise<void> {
    if (punches.length === 0) return;
    forgetIfOthersWrote(unit);
    const sequences = bySequence(punches);
    await lockPlaces(
      unit,
      sequences.map(({ key }) => key.place),
    );
    const rules = await rulesOf(unit, sequences);
    // What an area bound to its place needs of the place's passages is repaired once those are written.
    const late = sequences.filter(({ key }) => isBoundToPlace(key, rules(key)));
    const free = sequences.filter(({ key }) => !isBoundToPlace(key, rules(key)));
    const tailOf = await tails(unit, free);
    const writes = newWrites();
    for (const sequence of free) {
      const tail = tailOf(sequence);
      if (!tail) {
        late.push(sequence);
        continue;
      }
      const { state, taps } = extend(sequence, tail, rules(sequence.key), writes);
      keep(sequence.id, state);
      if (remember) remembered.extend(sequence.id, taps, tail.at === null);
    }
    await writeCards(unit, punches);
    await writeAll(unit, writes);
    const changed = [...writes.passages.values()].flatMap(({ key, passage }) =>
      placeChangeOf(key, { write: [passage], erase: [] }),
    );
    const corrections = await readSequenceCorrections(
      unit,
      late.map(({ key }) => key),
    );
    await repairInOrder(
      unit,
      late.map(({ key, punches: arriving }, i) => {
        const made = corrections[i] ?? [];
        return { key, arrive: arriving, leave: [], corrections: { was: made, now: made } };
      }),
      rules,
      changed,
    );
  }

  async function change(unit: Unit, changes: readonly SequenceChange[]): Promise<void> {
    if (changes.length === 0) return;
    forgetIfOthersWrote(unit);
    await lockPlaces(
      unit,
      changes.map(({ key }) => key.place),
    );
    // What staff said, or a better clock, may have changed any of a sequence's taps: it is read anew.
    for (const { key } of changes) remembered.drop(sequenceId(key));
    await repairInOrder(unit, changes, await rulesOf(unit, changes), []);
  }

  /** The place's own passages first, then the areas that end with them, whether theirs changed or not. */
  async function repairInOrder(
    unit: Unit,
    changes: readonly SequenceChange[],
    rules: RulesOf,
    changed: readonly PlaceChange[],
  ): Promise<void> {
    const free = changes.filter(({ key }) => !isBoundToPlace(key, rules(key)));
    const bound = changes.filter(({ key }) => isBoundToPlace(key, rules(key)));
    const more = await repairAll(unit, free, rules);
    // One repair a sequence: while punches move, only its own change knows where they are and what staff said of them.
    const concerned = await concernedAreas(unit, [...changed, ...more], bound);
    await repairAll(unit, concerned, await rulesOf(unit, concerned), changes);
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
      changes.flatMap(({ key, arrive }) => arrive.map((punch) => ({ key, punch }))),
    );
    for (const change of changes) {
      const { key } = change;
      const id = sequenceId(key);
      const known = remembered.of(id);
      const repaired = isBoundToPlace(key, rules(key))
        ? await withPlaceExit(unit, change, together, rules({ ...key, area: key.place }), (exit) =>
            repairSequence(unit, change, known, rules(key), exit),
          )
        : await repairSequence(unit, change, known, rules(key));
      writes.goneTaps.push(...change.leave.map(({ punch }) => ({ key, punch })));
      if (!repaired) continue;
      for (const listed of repaired.erase) writes.gonePassages.push({ ...key, ...listed });
      changed.push(...placeChangeOf(key, repaired));
      const taps = writtenTaps(change, repaired);
      for (const tap of taps) writes.taps.push({ key, ...tap });
      for (const passage of repaired.write)
        writes.passages.set(`${key.place} ${passage.id}`, { key, passage });
      if (repaired.state) keep(id, repaired.state);
      if (remember && change.leave.length === 0)
        remembered.keep(id, withTaps(repaired.window, taps), repaired.at);
    }
    await writeAll(unit, writes);
    return changed;
  }

  const used = new Set<string>();
  async function writeCards(unit: Unit, punches: readonly PunchAt[]): Promise<void> {
    const fresh = new Map<string, { uid: string; key: SequenceKey }>();
    for (const { key, punch } of punches) {
      const id = `${punch.cardUid}\n${sequenceId(key)}`;
      if (!used.has(id)) fresh.set(id, { uid: punch.cardUid, key });
    }
    await writeCardSequences(unit, [...fresh.values()]);
    if (!remember) return;
    if (used.size > rememberedSequences) used.clear();
    for (const id of fresh.keys()) used.add(id);
  }

  const forget = () => {
    states.clear();
    remembered.forget();
    used.clear();
  };
  let others: number | null = null;
  function forgetIfOthersWrote(unit: Unit): void {
    const now = writesOfOthers(unit);
    if (now !== others) forget();
    others = now;
  }
  return { arrive, change, forget };
}

/** Nearly always the last tap or the one before says what is open. */
const fewTaps = 6;
const isTurn = ({ role }: StoredPunch): boolean => role === 'entry' || role === 'exit';

function extend(
  { key, punches }: Arrivals,
  tail: PairState,
  rules: VisitRules,
  writes: Writes,
): { readonly state: PairState; readonly taps: readonly StoredPunch[] } {
  let state = tail;
  const taps: StoredPunch[] = [];
  for (const punch of punches) {
    const step = pairNext(state, tapEvent(punch), rules);
    state = step.state;
    for (const passage of [step.ended, step.passage])
      if (passage) writes.passages.set(`${key.place} ${passage.id}`, { key, passage });
    const tap = { punch, role: step.role, passageId: step.passage?.id ?? null };
    taps.push(tap);
    writes.taps.push({ key, ...tap });
  }
  return { state, taps };
}

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
