import type { EpochMs } from './clock.ts';
import type { Passage } from './passage.ts';
import { asOf } from './passage-as-of.ts';
import type { PlaceExit } from './place-exit.ts';
import type { VisitRules } from './visit-rules.ts';

/**
 * Answers `PlaceExit` from the person's passages in the place's own area.
 *
 * @param openAt the place's own passage that was open at an instant, as stored: what `openAmong` says, and what a
 *   store finds in the one row with the latest entry at or before it.
 * @param placeRules of the place: an open passage may by now have ended at closing time.
 */
export const placeExitOf =
  (openAt: (at: EpochMs) => Passage | null, placeRules: VisitRules): PlaceExit =>
  (entryAt, at) => {
    const passage = openAt(entryAt);
    return passage === null ? null : (asOf(passage, at, placeRules).exit?.at ?? null);
  };

/** Instants, both included. */
export interface Window {
  readonly from: EpochMs;
  /** Null: without end. */
  readonly to: EpochMs | null;
}

/**
 * The entries that a change of the place's own passages may concern: those of the person's areas with
 * `closeAtPlaceExit` there are paired anew (`repair`, each entry in the window as a change of itself).
 *
 * @param changed the place's own passages as they were and as they are, in any order.
 */
export const concernedByPlaceExit = (changed: readonly Passage[]): Window | null => {
  let window: Window | null = null;
  for (const { entry, exit, status } of changed) {
    if (entry === null || status === 'presence') continue;
    const to = exit?.at ?? null;
    window =
      window === null
        ? { from: entry.at, to }
        : {
            from: Math.min(window.from, entry.at),
            to: window.to === null || to === null ? null : Math.max(window.to, to),
          };
  }
  return window;
};

/**
 * The passage of the place's own area that was open at an instant, from all of them: of those that began by then the
 * latest (of two at one instant, the greater id), if it had not ended.
 */
export const openAmong = (passages: Iterable<Passage>, at: EpochMs): Passage | null => {
  let latest: Passage | null = null;
  let since = Number.NEGATIVE_INFINITY;
  for (const passage of passages) {
    if (passage.status === 'presence' || passage.entry === null || passage.entry.at > at) continue;
    if (latest !== null && (passage.entry.at - since || (passage.id < latest.id ? -1 : 1)) < 0)
      continue;
    latest = passage;
    since = passage.entry.at;
  }
  return latest?.exit && latest.exit.at <= at ? null : latest;
};
