import type { PassageStatus } from '../../shared/domain/passage.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import type { ReportFilter } from './report.ts';

/** Names one stored passage. */
export interface PassageAt {
  readonly place: string;
  /** Of its entry, else of its exit. */
  readonly at: number;
  readonly id: string;
  readonly area: string;
  readonly person: string;
}

/** A passage that ended on a later local day than it began. */
export interface Overnight extends PassageAt {
  readonly entryAt: number;
  readonly exitAt: number;
}

/** What passages of one day have in common, added up. None of them changes as time goes by. */
export interface PassageGroup {
  readonly area: string;
  readonly status: PassageStatus;
  readonly entryAccessPoint: string | null;
  readonly exitAccessPoint: string | null;
  readonly passages: number;
  /** Of all, the parts of `overnight` after midnight included. */
  readonly totalMs: number;
  readonly overnight: readonly Overnight[];
  /** Each once, by a number that means the same person in everything read together. */
  readonly people: Uint32Array;
  /** The first few, in order. */
  readonly first: readonly PassageAt[];
}

/** The passages of one place that lie on one of its local days. */
export interface PassageDay {
  readonly place: string;
  readonly timeZone: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly groups: readonly PassageGroup[];
  /** Those without an end so far, as of now. */
  readonly open: readonly { readonly row: PassageRow; readonly person: number }[];
}

export interface DaysRead {
  /** By day; on one day by place. Days without passages are left out. */
  readonly days: readonly PassageDay[];
  /** Above every person's number. */
  readonly people: number;
}

/** Whole days of passages, kept in memory for as long as nothing of them changes. */
export interface PassageDays {
  /** Of all that happened from `from` to `to`; null where that must be added up row by row: too many days. */
  read(
    filter: Pick<ReportFilter, 'place' | 'from' | 'to' | 'afar'>,
    now: number,
  ): Promise<DaysRead | null>;
  /** The rows of some passages, in the order of their time; what is no more is left out. */
  rows(at: readonly PassageAt[], now: number): Promise<readonly PassageRow[]>;
}

/** How many `first` names. */
export const firstOfGroup = 8;
