import type { PairState } from '../../shared/domain/pair-state.ts';
import { writesOfOthers } from '../store/other-writers.ts';
import type { Unit } from '../store/rows.ts';
import { type RememberedTaps, rememberTaps } from './remembered-taps.ts';

/** What pairing knows of the store without asking it; sequences by `sequenceId`. */
export interface PairingMemory {
  /** The state after a sequence's last event; null: ask the store. */
  stateOf(sequence: string): PairState | null;
  keepState(sequence: string, state: PairState): void;
  readonly taps: RememberedTaps;
  /** Whether it is stored that this card was used in this sequence. */
  knowsCard(sequence: string, uid: string): boolean;
  keepCard(sequence: string, uid: string): void;
  forget(): void;
  /** Once in each transaction, before anything here is believed. */
  forgetIfOthersWrote(unit: Unit): void;
}

/** Enough for everybody who comes to a few hundred places; some 400 bytes each. */
const mostSequences = 50_000;
const mostCards = 8;
/** A month of four hundred people who come and go twice a day are 48,000. */
const mostTapsInAll = 65_536;

/** @param remember false: nothing is kept, the store is asked each time. */
export function createPairingMemory({
  remember,
  mostTaps = mostTapsInAll,
}: {
  readonly remember: boolean;
  readonly mostTaps?: number | undefined;
}): PairingMemory {
  const states = new Map<string, PairState>();
  const taps = rememberTaps(remember ? mostTaps : 0);
  const cards = new Map<string, readonly string[]>();
  let others: number | null = null;

  function forget(): void {
    states.clear();
    taps.forget();
    cards.clear();
  }
  return {
    stateOf: (sequence) => states.get(sequence) ?? null,
    keepState(sequence, state) {
      if (!remember) return;
      if (states.size >= mostSequences && !states.has(sequence)) states.clear();
      states.set(sequence, state);
    },
    taps,
    knowsCard: (sequence, uid) => cards.get(sequence)?.includes(uid) ?? false,
    keepCard(sequence, uid) {
      if (!remember) return;
      if (cards.size > mostSequences) cards.clear();
      // Who goes through many cards is asked for the oldest of them again.
      cards.set(sequence, [uid, ...(cards.get(sequence) ?? [])].slice(0, mostCards));
    },
    forget,
    forgetIfOthersWrote(unit) {
      const now = writesOfOthers(unit);
      if (now !== others) forget();
      others = now;
    },
  };
}
