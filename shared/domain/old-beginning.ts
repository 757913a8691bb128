import type { EpochMs } from './clock.ts';
import type { PunchRole } from './punch.ts';

/** A passage of a sequence with how long it is kept. */
export interface AgingPassage {
  readonly id: string;
  /** Its entry, else its exit. */
  readonly at: EpochMs;
  /** Its last instant. */
  readonly endsAt: EpochMs;
  /** It is kept where it did not end before this. */
  readonly keptFrom: EpochMs;
}

export interface AgingTap {
  readonly at: EpochMs;
  readonly role: PunchRole;
  readonly passageId: string | null;
}

/**
 * What of a sequence is old enough to go: whole passages with their taps, from the oldest on up to the first that is
 * kept. Only a beginning can go: out of the middle, a passage would take along what ended the one before it. What stays
 * pairs as it did, from nothing.
 *
 * @param passages in order.
 * @param taps in order, all up to the first that is kept at least.
 * @param keptFrom of taps in no passage: repeats, and those that staff set aside.
 */
export function oldBeginning<P extends AgingPassage, T extends AgingTap>(
  passages: readonly P[],
  taps: readonly T[],
  keptFrom: EpochMs,
): { readonly passages: readonly P[]; readonly taps: readonly T[] } {
  const stays = passages.findIndex((one) => one.endsAt >= one.keptFrom);
  const gone = stays === -1 ? passages : passages.slice(0, stays);
  const next = passages[stays]?.at ?? Number.POSITIVE_INFINITY;
  const last = gone.at(-1);
  // Two that overlap (staff added an end) go together or not at all.
  if (last && gone.some(({ endsAt }) => endsAt >= next)) {
    const kept = { ...last, keptFrom: Number.NEGATIVE_INFINITY };
    return oldBeginning([...gone.slice(0, -1), kept], taps, keptFrom);
  }
  const ids = new Set(gone.map(({ id }) => id));
  const cut = Math.min(next, keptFrom);
  const old = taps.filter(({ at, passageId }) =>
    passageId === null ? at < cut : ids.has(passageId),
  );
  return { passages: gone, taps: old.length === 0 ? old : [...old, ...orphansOf(taps, old)] };
}

/** A repeat of a tap that goes would be a tap of its own. */
function orphansOf<T extends AgingTap>(taps: readonly T[], old: readonly T[]): readonly T[] {
  const gone = new Set(old);
  const left = taps.filter((tap) => !gone.has(tap));
  const first = left.findIndex(({ role }) => role !== 'repeat' && role !== 'void');
  const loose = first === -1 ? left : left.slice(0, first);
  return loose.slice(0, loose.findLastIndex(({ role }) => role === 'repeat') + 1);
}
