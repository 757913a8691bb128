import { assert } from './assert.ts';
import type { EpochMs } from './clock.ts';
import type { Correction } from './correction.ts';
import { compareEvents, eventsOf } from './pair-event.ts';
import { pairNext } from './pair-next.ts';
import { emptyPairState, type PairedTap, type PairState } from './pair-state.ts';
import type { Passage } from './passage.ts';
import type { PlaceExit } from './place-exit.ts';
import type { SequencePunch } from './punch.ts';
import type { VisitRules } from './visit-rules.ts';

/** One sequence, paired. */
export interface Paired {
  /** By entry time (else exit time), then id. The last one may be `open`: see `asOf`. */
  readonly passages: readonly Passage[];
  /** Every punch once, in order, with its role. */
  readonly taps: readonly PairedTap[];
  readonly state: PairState;
}

/**
 * Pairs one sequence from scratch: one person's punches in one area, in any order, with staff's corrections.
 *
 * The meaning of pairing; whatever pairs punch by punch (`pairNext`) or repairs (`repair`) gives the same.
 * Corrections about other punches are ignored.
 */
export const pairPunches = (
  punches: readonly SequencePunch[],
  corrections: readonly Correction[],
  rules: VisitRules,
  placeExit?: PlaceExit,
): Paired => {
  const passages = new Map<string, Passage>();
  const taps: PairedTap[] = [];
  let state = emptyPairState;
  for (const event of eventsOf(punches, corrections).sort(compareEvents)) {
    const step = pairNext(state, event, rules, placeExit);
    state = step.state;
    if (step.ended !== null) passages.set(step.ended.id, step.ended);
    if (step.passage !== null) passages.set(step.passage.id, step.passage);
    if (event.kind === 'tap')
      taps.push({ event, role: step.role, passageId: step.passage?.id ?? null });
  }
  return { passages: [...passages.values()].toSorted(byTime), taps, state };
};

/** When a passage is listed and counted: at its entry, else its exit. */
export const passageAt = ({ entry, exit }: Pick<Passage, 'entry' | 'exit'>): EpochMs => {
  const first = entry ?? exit;
  assert(first !== null, 'a passage has an end');
  return first.at;
};

/** Sorts passages as reports list them. */
export const byTime = (a: Passage, b: Passage): number =>
  passageAt(a) - passageAt(b) || (a.id < b.id ? -1 : 1);
