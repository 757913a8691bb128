import { assert } from './assert.ts';
import type { EpochMs } from './clock.ts';
import type { AdditionEvent, TapEvent } from './pair-event.ts';
import type { OpenEntry } from './pair-state.ts';
import type { Anomaly, Passage, PassageEnd } from './passage.ts';
import type { PlaceExit } from './place-exit.ts';
import type { VisitRules } from './visit-rules.ts';

const noAnomaly: readonly Anomaly[] = [];
const untrusted: readonly Anomaly[] = ['untrusted_clock'];
const missingExit: readonly Anomaly[] = ['missing_exit'];
const missingExitUntrusted: readonly Anomaly[] = ['missing_exit', 'untrusted_clock'];
const missingEntry: readonly Anomaly[] = ['missing_entry'];
const missingEntryUntrusted: readonly Anomaly[] = ['missing_entry', 'untrusted_clock'];

const entryEnd = (entry: OpenEntry): PassageEnd =>
  entry.by === 'card'
    ? { at: entry.at, punchId: entry.id, accessPoint: entry.accessPoint, by: 'card' }
    : { at: entry.at, punchId: null, accessPoint: null, by: 'staff' };

const exitEnd = (exit: TapEvent | AdditionEvent): PassageEnd =>
  exit.kind === 'tap'
    ? {
        at: exit.punch.occurredAt,
        punchId: exit.punch.id,
        accessPoint: exit.punch.accessPoint,
        by: 'card',
      }
    : { at: exit.at, punchId: null, accessPoint: null, by: 'staff' };

/** The passage that a tap began, or is: `open` or `presence`. Null for an entry that no tap has met yet. */
export const begunPassage = (status: 'open' | 'presence', entry: OpenEntry): Passage | null =>
  entry.by === 'staff'
    ? null
    : {
        id: entry.id,
        entry: entryEnd(entry),
        exit: null,
        status,
        anomalies: entry.estimated ? untrusted : noAnomaly,
        cardUid: entry.cardUid,
        corrected: entry.corrected,
      };

/** The passage between two ends. Null where staff set both: without a tap nobody passed. */
export const closedPassage = (entry: OpenEntry, exit: TapEvent | AdditionEvent): Passage | null => {
  const first = entry.by === 'card' ? entry : null;
  const last = exit.kind === 'tap' ? exit.punch : null;
  const id = first?.id ?? last?.id;
  const cardUid = first?.cardUid ?? last?.cardUid;
  if (id === undefined || cardUid === undefined) return null;
  return {
    id,
    entry: entryEnd(entry),
    exit: exitEnd(exit),
    status: 'closed',
    anomalies: first?.estimated || last?.estimated ? untrusted : noAnomaly,
    cardUid,
    corrected: first === null || first.corrected || exit.kind !== 'tap' || exit.corrected,
  };
};

/** An exit that nothing was open for. */
export const exitOnlyPassage = (exit: TapEvent): Passage => ({
  id: exit.punch.id,
  entry: null,
  exit: exitEnd(exit),
  status: 'missing_entry',
  anomalies: exit.punch.estimated ? missingEntryUntrusted : missingEntry,
  cardUid: exit.punch.cardUid,
  corrected: exit.corrected,
});

/** Where the rule of the place or area sets an exit that nobody tapped; null: it sets none. */
const ruledExit = (
  entryAt: EpochMs,
  stale: boolean,
  at: EpochMs,
  rules: VisitRules,
  placeExit: PlaceExit | undefined,
): EpochMs | null => {
  if (rules.missingExit === 'flag') return null;
  const exitAt =
    rules.missingExit === 'closeAtPlaceExit'
      ? (placeExit?.(entryAt, at) ?? null)
      : stale && rules.closingAfter !== null
        ? rules.closingAfter(entryAt)
        : null;
  return exitAt !== null && exitAt <= at ? exitAt : null;
};

/**
 * An open passage that turns out to have no exit of its own, as known at `at`: ended by the rule, or left without.
 *
 * An exit by the rule lies at or before `at`: a later one would overlap what the person did next.
 */
export const withoutExit = (
  open: Passage,
  stale: boolean,
  at: EpochMs,
  rules: VisitRules,
  placeExit: PlaceExit | undefined,
): Passage => {
  assert(open.entry !== null, 'an open passage has an entry');
  const exitAt = ruledExit(open.entry.at, stale, at, rules, placeExit);
  return {
    ...open,
    exit: exitAt === null ? null : { at: exitAt, punchId: null, accessPoint: null, by: 'rule' },
    status: exitAt === null ? 'missing_exit' : 'auto_closed',
    anomalies: open.anomalies.length === 0 ? missingExit : missingExitUntrusted,
  };
};
