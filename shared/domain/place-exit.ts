import type { EpochMs } from './clock.ts';

/**
 * The exit, known at `at`, of the person's passage in the place's own area that was open at `entryAt`; null: none yet.
 *
 * Only for an area of its own whose rule is `closeAtPlaceExit`; the place's own area has none. See `place-exits.ts`.
 */
export type PlaceExit = (entryAt: EpochMs, at: EpochMs) => EpochMs | null;
