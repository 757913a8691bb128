import { assert } from './assert.ts';
import type { EpochMs } from './clock.ts';
import type { Passage } from './passage.ts';
import { withoutExit } from './passage-of.ts';
import type { PlaceExit } from './place-exit.ts';
import { isStale, type VisitRules } from './visit-rules.ts';

/**
 * A passage as it is shown at `now`.
 *
 * Only a stored `open` can change: it stays `open` until it is stale for now, then it is `auto_closed` where the rule
 * ends it, else `missing_exit`. Nothing is stored: a tap that arrives later decides otherwise.
 */
export const asOf = (
  passage: Passage,
  now: EpochMs,
  rules: VisitRules,
  placeExit?: PlaceExit,
): Passage => {
  if (passage.status !== 'open') return passage;
  assert(passage.entry !== null, 'an open passage has an entry');
  if (!isStale(rules, passage.entry.at, now)) return passage;
  return withoutExit(passage, true, now, rules, placeExit);
};

/** From the entry to the exit; null while it is open or where an end is missing. */
export const durationMs = (passage: Pick<Passage, 'entry' | 'exit'>): number | null =>
  passage.entry === null || passage.exit === null ? null : passage.exit.at - passage.entry.at;
