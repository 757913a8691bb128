import type { EpochMs } from './clock.ts';
import type { AdditionEvent, PairEvent, TapEvent } from './pair-event.ts';
import { lastingHold, type OpenEntry, openEntryOf, type PairState } from './pair-state.ts';
import type { Passage } from './passage.ts';
import { begunPassage, closedPassage, exitOnlyPassage, withoutExit } from './passage-of.ts';
import type { PlaceExit } from './place-exit.ts';
import type { PunchRole } from './punch.ts';
import { isStale, type VisitRules } from './visit-rules.ts';

/** What one event did to its sequence. */
export interface PairStep {
  readonly state: PairState;
  /** What a tap turned out to be; of an addition, `entry` or `exit`. */
  readonly role: PunchRole;
  /** The passage that was open and that this event showed to have no exit of its own; null: none. */
  readonly ended: Passage | null;
  /** The passage that this event opened, closed or is; null: none, or one that no tap has met yet. */
  readonly passage: Passage | null;
}

/**
 * The one transition of pairing: a sequence's state and its next event, in the order of `compareEvents`.
 *
 * A store writes `ended` and `passage` by their ids, both may replace a row. Where the open entry is a tap, its
 * passage keeps the id it was opened with; one that staff opened gets its id from the tap that closes it.
 *
 * @param placeExit for an area of its own with `closeAtPlaceExit`; see `place-exit.ts`.
 */
export const pairNext = (
  state: PairState,
  event: PairEvent,
  rules: VisitRules,
  placeExit?: PlaceExit,
): PairStep => {
  if (event.kind === 'tap') return pairTap(state, event, rules, placeExit);
  return event.kind === 'addExit'
    ? addExit(state, event)
    : addEntry(state, event, rules, placeExit);
};

const pairTap = (
  state: PairState,
  event: TapEvent,
  rules: VisitRules,
  placeExit: PlaceExit | undefined,
): PairStep => {
  const { open } = state;
  const { direction, occurredAt: at } = event.punch;
  const holdUntil = lastingHold(state.holdUntil, event.holdUntil, at);
  if (event.voided)
    return { state: { ...state, at, holdUntil }, role: 'void', ended: null, passage: null };

  const after = (left: OpenEntry | null): PairState => ({
    at,
    open: left,
    tapAt: at,
    tapDirection: direction,
    holdUntil,
  });
  if (
    state.tapAt !== null &&
    state.tapDirection === direction &&
    at - state.tapAt <= rules.debounceMs
  )
    return { state: after(open), role: 'repeat', ended: null, passage: null };
  if (direction === 'presence') {
    const passage = begunPassage('presence', openEntryOf(event));
    return { state: after(open), role: 'presence', ended: null, passage };
  }

  const stale = open !== null && isStaleAt(state, open, at, rules);
  if (direction !== 'in' && open !== null && !stale) {
    const passage = closedPassage(open, event);
    return { state: after(null), role: 'exit', ended: null, passage };
  }
  const ended = endedPassage(open, stale, at, rules, placeExit);
  if (direction === 'out')
    return { state: after(null), role: 'exit', ended, passage: exitOnlyPassage(event) };
  const entry = openEntryOf(event);
  return { state: after(entry), role: 'entry', ended, passage: begunPassage('open', entry) };
};

/** Staff's exit closes what is open: since the tap it was added for nothing is stale. It opens and repeats nothing. */
const addExit = (state: PairState, event: AdditionEvent): PairStep => ({
  state: {
    ...state,
    at: event.at,
    open: null,
    holdUntil: lastingHold(state.holdUntil, null, event.at),
  },
  role: 'exit',
  ended: null,
  passage: state.open === null ? null : closedPassage(state.open, event),
});

/** Staff's entry opens like an `in`, and until the tap it was added for nothing is stale. */
const addEntry = (
  state: PairState,
  event: AdditionEvent,
  rules: VisitRules,
  placeExit: PlaceExit | undefined,
): PairStep => {
  const { at, punch } = event;
  const { open } = state;
  const stale = open !== null && isStaleAt(state, open, at, rules);
  return {
    state: {
      ...state,
      at,
      open: openEntryOf(event),
      holdUntil: lastingHold(state.holdUntil, punch.occurredAt, at),
    },
    role: 'entry',
    ended: endedPassage(open, stale, at, rules, placeExit),
    passage: null,
  };
};

const isStaleAt = (state: PairState, open: OpenEntry, at: EpochMs, rules: VisitRules): boolean =>
  (state.holdUntil === null || at > state.holdUntil) && isStale(rules, open.at, at);

const endedPassage = (
  open: OpenEntry | null,
  stale: boolean,
  at: EpochMs,
  rules: VisitRules,
  placeExit: PlaceExit | undefined,
): Passage | null => {
  const begun = open === null ? null : begunPassage('open', open);
  return begun === null ? null : withoutExit(begun, stale, at, rules, placeExit);
};
