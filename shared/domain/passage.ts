import type { EpochMs } from './clock.ts';

/**
 * What the pairing stored; `open` becomes `missing_exit` or `auto_closed` by the reader's now,
 * never by a stored guess.
 */
export const passageStatuses = [
  'closed',
  'open',
  'missing_exit',
  'auto_closed',
  'missing_entry',
  'presence',
] as const;
export type PassageStatus = (typeof passageStatuses)[number];

export const anomalies = ['missing_exit', 'missing_entry', 'untrusted_clock'] as const;
export type Anomaly = (typeof anomalies)[number];

/** One end of a passage: a tap, or a time that staff added or a rule set. */
export interface PassageEnd {
  readonly at: EpochMs;
  /** The punch, or null where no card was tapped. */
  readonly punchId: string | null;
  readonly accessPoint: string | null;
  /** `card`: tapped. `staff`: a correction. `rule`: closing time or the place's exit. */
  readonly by: 'card' | 'staff' | 'rule';
}

/** An entry and its exit, paired. `id` is the entry punch's, else the exit's. */
export interface Passage {
  readonly id: string;
  readonly entry: PassageEnd | null;
  readonly exit: PassageEnd | null;
  readonly status: PassageStatus;
  readonly anomalies: readonly Anomaly[];
  /** The card of the entry, else of the exit. A passage without any tap does not exist. */
  readonly cardUid: string;
  /** Staff set one of its ends, or the direction of one of its taps. */
  readonly corrected: boolean;
}
