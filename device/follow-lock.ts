import type { ClockWatch, Indicator, LockAnswer } from './ports.ts';
import { type RecordParts, record } from './record.ts';

export interface FollowParts extends RecordParts {
  readonly watch: Pick<ClockWatch, 'stamp'>;
  readonly indicator: Indicator;
  readonly recorded: () => void;
}

/** What a lock was told to open for. */
export interface LockCause {
  readonly door: string;
  /** Where somebody waits to see it; null: nobody stands at a reader. */
  readonly accessPoint: string | null;
  /** The punch's entry, or the command's. */
  readonly seq: number;
  readonly command?: string;
}

/**
 * What became of a lock that is reached over a network, once it is known: into the journal, and shown where it is not
 * what somebody in front of the door expects. The punch was recorded and shown long before.
 */
export async function followLock(
  answer: Promise<LockAnswer>,
  { door, accessPoint, seq, command }: LockCause,
  parts: FollowParts,
): Promise<LockAnswer> {
  const { watch, indicator, health } = parts;
  const { outcome, why } = await answer;
  const details = { door, outcome, seq, ...(why !== null && { why }), ...(command && { command }) };
  const draft = { kind: 'device', ...watch.stamp(), event: 'lockAnswered', details } as const;
  if (record(draft, parts, 'what a lock answered could not be recorded')) parts.recorded();
  // A lock that never answers was told: that is all that can be known, and nothing is wrong.
  if (outcome === 'granted' || why === 'neverAnswers') health.clear('lock', door);
  else {
    health.report('lock', { details: { door, why: why ?? outcome }, about: door });
    if (accessPoint !== null) indicator.show(accessPoint, { kind: 'fault', code: 'lock' });
  }
  return { outcome, why };
}
