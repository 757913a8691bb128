import type { EpochMs } from '../../shared/domain/clock.ts';
import type { HalfDayName } from '../../shared/domain/half-days.ts';
import type { PassKind, PassPart } from '../../shared/domain/pass.ts';
import type { LocalDate, LocalTime } from '../../shared/domain/schedule.ts';
import type { Page } from './registry.ts';

/** Passes of one kind given to a member together. Days are the place's own, both ends included. */
export interface GivenCarnet {
  readonly memberId: string;
  readonly placeId: string;
  readonly kind: PassKind;
  readonly passes: number;
  readonly from: LocalDate;
  /** Null: for ever. */
  readonly until: LocalDate | null;
}

export interface CarnetLine extends GivenCarnet {
  readonly id: string;
  readonly used: number;
  /** Of one that was taken back: none. */
  readonly left: number;
  readonly givenAt: EpochMs;
  readonly madeBy: string | null;
  readonly words: string | null;
  /** When it was taken back. */
  readonly undoneAt: EpochMs | null;
}

export interface CarnetGiving extends Omit<GivenCarnet, 'placeId' | 'from'> {
  /** Asked again with the same key, nothing is given twice; `conflict` where it was for something else. */
  readonly key: string;
  /** Null: the only place there is. */
  readonly placeId: string | null;
  /** Null: today. */
  readonly from: LocalDate | null;
  readonly words: string;
}

export interface UsedPass {
  readonly memberId: string;
  readonly placeId: string;
  readonly day: LocalDate;
  readonly part: PassPart;
  readonly carnetId: string;
}

/** A day on which somebody who has had passes was there without one. */
export interface DayWithoutPass {
  readonly memberId: string;
  readonly placeId: string;
  readonly day: LocalDate;
  readonly halves: readonly HalfDayName[];
}

export interface PassFilter {
  readonly memberId?: string;
  readonly placeIds: readonly string[] | '*';
}
/** Both days included. */
export interface PassDays extends PassFilter {
  readonly from: LocalDate;
  readonly until: LocalDate;
}

export interface PassCarnets {
  /** Newest first. */
  list(
    filter: PassFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<CarnetLine>>;
  /** Answers what stands, and whether it is new. Throws `unknownReference`, `placeNeeded`, `badRequest`, `conflict`. */
  give(
    giving: CarnetGiving,
    by: string,
  ): Promise<{ readonly line: CarnetLine; readonly isNew: boolean }>;
  /** Takes a whole carnet back; days that used it use another, or none. Throws `notFound`, `conflict`. */
  undo(
    id: string,
    undoing: {
      readonly words: string;
      readonly by: string;
      readonly places: readonly string[] | '*';
    },
  ): Promise<CarnetLine>;
  /** By day, the newest first. */
  used(days: PassDays): Promise<readonly UsedPass[]>;
  /** By day, the newest first. */
  without(days: PassDays): Promise<readonly DayWithoutPass[]>;
  /** When half-days change over, the oldest first; before the first: at 13:00. */
  splits(placeId: string): Promise<readonly { since: LocalDate; splitAt: LocalTime }[]>;
  /** From a day on, null: today; days since then are counted anew. Throws `unknownReference`, `badRequest`. */
  split(
    placeId: string,
    split: { readonly since: LocalDate | null; readonly splitAt: LocalTime },
    by: string,
  ): Promise<void>;
}
