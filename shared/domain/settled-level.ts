import type { MonotonicMs } from './clock.ts';

/** A contact bounces for some milliseconds when it moves: what it says counts once it said so this long. */
export const settleMs = 30;

/** One line as heard so far. */
export interface HeardLevel {
  /** What it says, bounces left out; null before the first time it was quiet. */
  readonly settled: boolean | null;
  /** What it said last, and since when. */
  readonly latest: boolean;
  readonly since: MonotonicMs;
}

export interface LevelStep {
  readonly heard: HeardLevel;
  /** Whether `settled` is new. */
  readonly changed: boolean;
  /** Read the line again then; null: not before its next edge. */
  readonly readAgainAt: MonotonicMs | null;
}

/**
 * Takes one reading of a line. Readings are what count, never the number of edges, which the kernel may merge: read
 * at every edge and when asked to. A contact that never comes to rest never changes what is settled.
 */
export function takeLevel(
  before: HeardLevel | null,
  level: boolean,
  now: MonotonicMs,
  quietMs: number = settleMs,
): LevelStep {
  const moved = before === null || before.latest !== level;
  const since = moved ? now : before.since;
  const settled = before?.settled ?? null;
  if (now - since < quietMs) {
    const heard = { settled, latest: level, since };
    return { heard, changed: false, readAgainAt: since + quietMs };
  }
  return {
    heard: { settled: level, latest: level, since },
    changed: settled !== level,
    readAgainAt: null,
  };
}
