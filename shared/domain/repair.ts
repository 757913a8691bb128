import { assert } from './assert.ts';
import type { EpochMs } from './clock.ts';
import { passageAt } from './pair.ts';
import { compareEvents, eventId, type PairEvent } from './pair-event.ts';
import { pairNext } from './pair-next.ts';
import {
  type PairedEvent,
  type PairedTap,
  type PairState,
  replay,
  sameState,
} from './pair-state.ts';
import type { Passage } from './passage.ts';
import { begunPassage } from './passage-of.ts';
import type { PlaceExit } from './place-exit.ts';
import type { VisitRules } from './visit-rules.ts';

/**
 * One event that arrived, went or became another: a late tap (`was` null), a tap that moved to another sequence or an
 * undone addition (`now` null), a tap voided, turned or timed anew (both; its id stays).
 */
export interface Change {
  readonly was: PairedEvent | null;
  readonly now: PairEvent | null;
}

/** Where a store finds a passage: its id, and the time it is listed at. */
export interface ListedAt {
  readonly id: string;
  readonly at: EpochMs;
}

/** What a store has to write so that the sequence is paired as from scratch. */
export interface Repair {
  /** Taps whose role or passage is new. */
  readonly taps: readonly PairedTap[];
  /** Passages to insert, or to replace by id and time (`passageAt`). */
  readonly write: readonly Passage[];
  /** Passages that are no more, or are listed at another time now; a few of them may never have been. */
  readonly erase: readonly ListedAt[];
  /** The sequence's last state; null: the walk stopped before the end, so the state after the last event stays. */
  readonly state: PairState | null;
}

/**
 * Pairs a sequence anew from where it changed to the first later event at which the old and the new pairing agree.
 *
 * How a store uses it, for a punch that is not simply next (`punch.occurredAt <= state.at`), or for a correction:
 *
 * 1. Make the changes. Several of one sequence go together: a whole late backlog is one repair. An added exit
 *    changes two events: itself, and its entry's tap, whose `holdUntil` moves.
 * 2. Take the earliest event of all changes, as it was or as it is, and rebuild the state before it (`stateBefore`)
 *    from a few rows read backwards.
 * 3. Hand over the rows from there on, in order, lazily: reading stops where the pairings agree, at the latest at the
 *    first gap that is stale both ways.
 * 4. Erase, then write passages and taps, in the transaction that stored the change.
 *
 * @param before the state before the earliest change.
 * @param following the sequence from there on, as it was paired before the changes: stored taps, and where staff
 *   added ends those too, in the order of `compareEvents`. Changed events are in it as they were.
 * @throws BrokenInvariant when a changed event is missing from `following`.
 */
export const repair = (
  before: PairState,
  following: Iterable<PairedEvent>,
  changes: readonly Change[],
  rules: VisitRules,
  placeExit?: PlaceExit,
): Repair => {
  const coming = changes.flatMap(({ now }) => (now === null ? [] : [now])).sort(compareEvents);
  const gone = new Set(changes.flatMap(({ was }) => (was === null ? [] : [eventId(was.event)])));
  const changed = new Set(gone);
  for (const event of coming) changed.add(eventId(event));

  let now = before;
  let old = before;
  const taps: PairedTap[] = [];
  const written = new Map<string, Passage>();
  const seen: ListedAt[] = [];
  const begun = before.open === null ? null : begunPassage('open', before.open);
  if (begun !== null) written.set(begun.id, begun);

  const pair = (event: PairEvent, was: PairedEvent | null): void => {
    const step = pairNext(now, event, rules, placeExit);
    now = step.state;
    if (step.ended !== null) written.set(step.ended.id, step.ended);
    if (step.passage !== null) written.set(step.passage.id, step.passage);
    if (event.kind !== 'tap') return;
    const tap = { event, role: step.role, passageId: step.passage?.id ?? null };
    if (was === null || !sameFinding(was, tap)) taps.push(tap);
  };

  let next = 0;
  let agreed = false;
  for (const stored of following) {
    for (
      let event = coming[next];
      event !== undefined && compareEvents(event, stored.event) < 0;
      event = coming[++next]
    )
      pair(event, null);

    seen.push(...listedBy(old, stored));
    old = replay(old, stored);
    if (!gone.delete(eventId(stored.event))) pair(stored.event, stored);

    const isPastChanges = next === coming.length && gone.size === 0;
    if (isPastChanges && sameState(old, now) && !(now.open && changed.has(now.open.id))) {
      agreed = true;
      break;
    }
  }
  for (const event of coming.slice(next)) pair(event, null);
  assert(gone.size === 0, 'a changed event is among those that follow');

  // Open in both pairings: how it ends is already stored, beyond where the walk stopped.
  const stays = agreed && now.open !== null ? now.open.id : null;
  if (stays !== null) written.delete(stays);
  const isReplaced = ({ id, at }: ListedAt): boolean => {
    const by = written.get(id);
    return by !== undefined && passageAt(by) === at;
  };
  return {
    taps,
    write: [...written.values()],
    erase: seen.filter((listed) => listed.id !== stays && !isReplaced(listed)),
    state: agreed ? null : now,
  };
};

/** Where the passage of a tap, as it was found to be, is listed: at what was open, where the tap closed that. */
const listedBy = ({ open }: PairState, paired: PairedEvent): readonly ListedAt[] => {
  if (!('role' in paired) || paired.passageId === null) return [];
  const { passageId: id, event } = paired;
  const { occurredAt: at } = event.punch;
  if (paired.role !== 'exit' || open === null) return [{ id, at }];
  if (open.by === 'card') return [{ id, at: open.id === id ? open.at : at }];
  // A passage that staff opened has the id of the tap that closed it; one they opened long before has no part in it.
  return [
    { id, at: open.at },
    { id, at },
  ];
};

const sameFinding = (was: PairedEvent, tap: PairedTap): boolean =>
  'role' in was && was.role === tap.role && was.passageId === tap.passageId;
