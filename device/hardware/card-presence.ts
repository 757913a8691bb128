import type { MonotonicMs } from '../../shared/domain/clock.ts';

/** A card must have been away this long before the same card counts again: a hand trembles. */
export const awayMs = 500;

/** Per reader: the last card, and since when it is away (null while it lies there). */
export interface Presence {
  readonly uid: string;
  readonly goneAt: MonotonicMs | null;
}

/** A card appeared: is it a tap? */
export const cardAppeared = (
  before: Presence | undefined,
  card: { readonly uid: string; readonly atMonoMs: MonotonicMs; readonly lying: boolean },
): { readonly presence: Presence; readonly isTap: boolean } => {
  const sameCardStayed =
    before?.uid === card.uid && (before.goneAt === null || card.atMonoMs - before.goneAt < awayMs);
  return { presence: { uid: card.uid, goneAt: null }, isTap: !card.lying && !sameCardStayed };
};

export const cardLeft = (
  before: Presence | undefined,
  atMonoMs: MonotonicMs,
): Presence | undefined => (before?.goneAt === null ? { ...before, goneAt: atMonoMs } : before);
