import type { EpochMs } from './clock.ts';
import type { Purpose } from './visit-policy.ts';

/** For how many months a place keeps what was recorded for each purpose; afterwards only nameless totals stay. */
export type Retention = Readonly<Record<Purpose, number>>;

/** What French practice asks for: movements three months, use a year, working time five years. */
export const frenchRetention: Retention = { access: 3, usage: 12, worktime: 60 };

/** Less would take away passages that are still open; more is no retention. */
export const retentionMonths = { least: 1, most: 120 } as const;

/** What happened before this instant, and ended before it, is kept no longer: local midnight, so many months ago. */
export const keptFrom = (now: EpochMs, months: number, timeZone: string): EpochMs =>
  Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .subtract({ months })
    .toZonedDateTime(timeZone).epochMilliseconds;

/** Who may say what a passage was recorded for; null: nothing of its own. */
export interface PurposeSaid {
  /** Of the groups its member is in. */
  readonly groups: readonly Purpose[];
  readonly accessPoint: Purpose | null;
  readonly area: Purpose | null;
  readonly place: Purpose;
}

/**
 * A group's word stands before all others, then the access point's, then the area's. Where a member's groups differ, the
 * one that keeps longest holds: what is gone cannot be had back, and working time has to be shown for years.
 */
export function purposeOf(said: PurposeSaid, retention: Retention): Purpose {
  const [longest] = said.groups.toSorted((a, b) => retention[b] - retention[a]);
  return longest ?? said.accessPoint ?? said.area ?? said.place;
}
