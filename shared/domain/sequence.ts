import type { EpochMs } from './clock.ts';
import type { Correction } from './correction.ts';
import { byMaking } from './pair-event.ts';
import type { Person, SequenceKey } from './punch.ts';

export type CardAssignment = Extract<Correction, { kind: 'assignCard' }>;

/** What a punch says about whose it is. */
export interface CardTap {
  readonly cardUid: string;
  /** The member the device knew at the tap; null: none. */
  readonly memberRef: string | null;
  readonly occurredAt: EpochMs;
}

const covers = (assignment: CardAssignment, at: EpochMs): boolean =>
  (assignment.from === null || assignment.from <= at) &&
  (assignment.to === null || at < assignment.to);

/**
 * Whose a punch is. Staff's word on the card wins, the latest where two overlap; without one the member at the tap
 * stays, so that a reissued card moves nobody's past; a card with no member stands for itself.
 *
 * @param assignments those of this card suffice; others are ignored.
 */
export const personOf = (tap: CardTap, assignments: readonly CardAssignment[]): Person => {
  let chosen: CardAssignment | null = null;
  for (const assignment of assignments) {
    if (assignment.undone || assignment.uid !== tap.cardUid || !covers(assignment, tap.occurredAt))
      continue;
    if (chosen === null || byMaking(chosen, assignment) < 0) chosen = assignment;
  }
  if (chosen !== null) return `member:${chosen.memberId}`;
  return tap.memberRef === null ? `card:${tap.cardUid}` : `member:${tap.memberRef}`;
};

/** What an access point says about where its punches count. */
export interface CountingPoint {
  readonly place: string;
  /** An area of its own; null: the place's. */
  readonly area: string | null;
  /** False: it only opens its door, its punches are journalled and never paired. */
  readonly counts: boolean;
}

/** The sequence a punch pairs in; null: in none. The place's own area has the place's id. */
export const sequenceKeyOf = (
  tap: CardTap,
  point: CountingPoint,
  assignments: readonly CardAssignment[],
): SequenceKey | null =>
  point.counts
    ? {
        place: point.place,
        area: point.area ?? point.place,
        person: personOf(tap, assignments),
      }
    : null;
