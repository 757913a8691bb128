import type { Direction } from './access-point.ts';
import type { EpochMs } from './clock.ts';
import {
  type AdditionEvent,
  compareEvents,
  type PairEvent,
  type TapEvent,
  tapEvent,
} from './pair-event.ts';
import type { PunchRole, SequencePunch } from './punch.ts';

/** The entry of the passage that is open: a tap, or a time that staff added. */
export type OpenEntry =
  | {
      readonly by: 'card';
      /** The punch's id, which is the passage's. */
      readonly id: string;
      readonly at: EpochMs;
      readonly accessPoint: string;
      readonly cardUid: string;
      readonly estimated: boolean;
      readonly corrected: boolean;
    }
  | {
      readonly by: 'staff';
      /** The correction's id. */
      readonly id: string;
      readonly at: EpochMs;
    };

/** All that pairing remembers of a sequence between two events. Plain JSON: a store may cache or keep it. */
export interface PairState {
  /** When the last event was, of whatever kind; null: none yet. A later tap is simply paired next. */
  readonly at: EpochMs | null;
  readonly open: OpenEntry | null;
  /** The tap that the next one may repeat: the last that is not void. */
  readonly tapAt: EpochMs | null;
  readonly tapDirection: Direction | null;
  /** Until then, included, nothing is stale, because staff said so; null: staff said nothing that still lasts. */
  readonly holdUntil: EpochMs | null;
}

export const emptyPairState: PairState = {
  at: null,
  open: null,
  tapAt: null,
  tapDirection: null,
  holdUntil: null,
};

/** A tap with what pairing made of it, as a store keeps them side by side. */
export interface PairedTap {
  readonly event: TapEvent;
  readonly role: PunchRole;
  /** The passage it begins, ends or is; null: none. */
  readonly passageId: string | null;
}

/** An event as it was when the sequence was last paired. What an addition did needs no telling. */
export type PairedEvent = PairedTap | { readonly event: AdditionEvent };

export const openEntryOf = (event: TapEvent | AdditionEvent): OpenEntry =>
  event.kind === 'tap'
    ? {
        by: 'card',
        id: event.punch.id,
        at: event.punch.occurredAt,
        accessPoint: event.punch.accessPoint,
        cardUid: event.punch.cardUid,
        estimated: event.punch.estimated,
        corrected: event.corrected,
      }
    : { by: 'staff', id: event.id, at: event.at };

/** The later of two holds, if it still lasts at `at`. */
export const lastingHold = (a: EpochMs | null, b: EpochMs | null, at: EpochMs): EpochMs | null => {
  const until = a === null ? b : b === null ? a : Math.max(a, b);
  return until !== null && until >= at ? until : null;
};

/** Same future: whatever comes next is paired alike after both. */
export const sameState = (a: PairState, b: PairState): boolean =>
  a.open?.id === b.open?.id &&
  a.open?.at === b.open?.at &&
  a.tapAt === b.tapAt &&
  a.tapDirection === b.tapDirection &&
  a.holdUntil === b.holdUntil;

/** The state after an event that is already paired: told from what it was found to be, nothing is paired again. */
export const replay = (state: PairState, paired: PairedEvent): PairState => {
  if (!('role' in paired)) {
    const { event } = paired;
    const opens = event.kind === 'addEntry';
    return {
      ...state,
      at: event.at,
      open: opens ? openEntryOf(event) : null,
      holdUntil: lastingHold(state.holdUntil, opens ? event.punch.occurredAt : null, event.at),
    };
  }
  const { event, role } = paired;
  const { punch } = event;
  const counts = role !== 'void';
  return {
    at: punch.occurredAt,
    open: role === 'entry' ? openEntryOf(event) : role === 'exit' ? null : state.open,
    tapAt: counts ? punch.occurredAt : state.tapAt,
    tapDirection: counts ? punch.direction : state.tapDirection,
    holdUntil: lastingHold(state.holdUntil, event.holdUntil, punch.occurredAt),
  };
};

/**
 * The state just before `position`, from what a store holds: nothing is paired again.
 *
 * @param backward the sequence's taps before `position`, newest first. Reading stops as soon as the state is known:
 *   at the latest tap whose role is `entry` or `exit`, nearly always the first or second. Read lazily where that pays.
 * @param additions every addition of the sequence that has an effect (`eventsOf`), in any order; nearly always none.
 */
export const stateBefore = (
  position: PairEvent,
  backward: Iterable<PairedTap>,
  additions: readonly AdditionEvent[],
): PairState => {
  let at: EpochMs | null = null;
  let tap: SequencePunch | null = null;
  let turn: PairEvent | null = null;
  let open: OpenEntry | null = null;
  for (const { event, role } of backward) {
    at ??= event.punch.occurredAt;
    if (role === 'void') continue;
    tap ??= event.punch;
    if (role !== 'entry' && role !== 'exit') continue;
    turn = event;
    if (role === 'entry') open = openEntryOf(event);
    break;
  }
  let holdUntil: EpochMs | null = null;
  for (const addition of additions) {
    const { punch } = addition;
    const isPast = compareEvents(addition, position) < 0;
    if (isPast) {
      at = Math.max(at ?? addition.at, addition.at);
      // An addition turns the sequence like a tap: nothing is open after an added exit, something after an entry.
      if (turn === null || compareEvents(turn, addition) < 0) {
        turn = addition;
        open = addition.kind === 'addEntry' ? openEntryOf(addition) : null;
      }
    }
    const holds =
      addition.kind === 'addEntry' ? isPast : compareEvents(tapEvent(punch), position) < 0;
    if (holds) {
      const until = addition.kind === 'addEntry' ? punch.occurredAt : addition.at;
      holdUntil = Math.max(holdUntil ?? until, until);
    }
  }
  return {
    at,
    open,
    tapAt: tap?.occurredAt ?? null,
    tapDirection: tap?.direction ?? null,
    holdUntil: at === null ? null : lastingHold(holdUntil, null, at),
  };
};
