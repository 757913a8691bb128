import type { MonotonicMs } from '../../shared/domain/clock.ts';
import type { CardSeen } from './reader-protocol.ts';

/** A card must have been away this long before the same card counts again: a hand trembles. */
export const awayMs = 500;

/** Per reader: the last card, and since when it is away (null while it lies there). */
export interface Presence {
  /** Null: the reader is there, and no card was read on it yet. */
  readonly uid: string | null;
  readonly goneAt: MonotonicMs | null;
  /** It lay there when nobody looked any more: it may lie there still. */
  readonly lostSight?: boolean;
}

export interface Appeared {
  readonly presence: Presence;
  /**
   * `tap`: judge it. `stayed`: it never left, or lay there before us. `missed`: somebody may have presented it while
   * nobody looked; opening a door for a card forgotten there is the worse mistake, so it is to be presented again.
   */
  readonly is: 'tap' | 'stayed' | 'missed';
}

/** A card appeared: is it a tap? `before` is undefined for a reader that was never there. */
export const cardAppeared = (
  before: Presence | undefined,
  card: { readonly uid: string; readonly atMonoMs: MonotonicMs; readonly seen: CardSeen },
): Appeared => {
  const presence = { uid: card.uid, goneAt: null };
  const isSame = before?.uid === card.uid;
  const stayed = isSame && (before.goneAt === null || card.atMonoMs - before.goneAt < awayMs);
  if (card.seen === 'presented') return { presence, is: stayed ? 'stayed' : 'tap' };
  if (before === undefined || stayed || (isSame && before.lostSight)) {
    return { presence, is: 'stayed' };
  }
  return { presence, is: 'missed' };
};

export const cardLeft = (
  before: Presence | undefined,
  atMonoMs: MonotonicMs,
): Presence | undefined =>
  before?.goneAt === null ? { uid: before.uid, goneAt: atMonoMs } : before;

/** Nobody looks any more: a card that lay there may leave unseen. */
export const lostSightOf = (before: Presence, atMonoMs: MonotonicMs): Presence =>
  before.goneAt === null && before.uid !== null
    ? { uid: before.uid, goneAt: atMonoMs, lostSight: true }
    : before;
