import type { SealedMonth } from '../../shared/domain/report-totals.ts';
import type { DatedSum } from '../../shared/domain/sealed-sums.ts';
import type { Purpose } from '../../shared/domain/visit-policy.ts';
import type { Page, Place } from './registry.ts';

/** How many of what went. */
export interface SealCounts {
  readonly passages: number;
  /** Told by other venues that ours pools with. */
  readonly passagesAfar: number;
  readonly punches: number;
  readonly refusals: number;
  readonly doorEvents: number;
  readonly deviceEvents: number;
  readonly corrections: number;
  readonly proposals: number;
  /** Entries that could not be read, and incidents. */
  readonly mishaps: number;
  readonly sessions: number;
  /** Of all places: they do not say whose they are. */
  readonly certificates: number;
}

/** What of a place went at once, and the nameless totals that stay. Chained: one that is altered shows. */
export interface Seal {
  readonly place: string;
  /** Counts up by one for each place. */
  readonly number: number;
  readonly at: number;
  readonly why: 'retention' | 'erasure';
  /** From when on what is kept, epoch ms; empty for an erasure. */
  readonly keptFrom: Partial<Readonly<Record<Purpose, number>>>;
  readonly counts: Partial<SealCounts>;
  readonly months: readonly DatedSum[];
  readonly digest: string;
}

/** What went by retention or erasure, and what stays of it. */
export interface Seals {
  /** Newest first. */
  list(page: { limit: number; cursor: string | null }): Promise<Page<Seal>>;
  /** Of a place: the number of the first that does not follow from the one before; null: all do. */
  firstBroken(place: string): Promise<number | null>;
  /** Whether the retention of that place took nothing from the local day `from` on. */
  isWholeFrom(place: Pick<Place, 'id' | 'timeZone'>, from: string): Promise<boolean>;
  /** Opening entries of the totals: nobody is named. */
  months(): Promise<readonly SealedMonth[]>;
}

/** A store that another was restored over, kept beside it for a while: everybody in it lives on there. */
export interface OldStore {
  readonly name: string;
  readonly keptUntil: number;
}
