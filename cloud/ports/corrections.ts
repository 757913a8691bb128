import type { Direction } from '../../shared/domain/access-point.ts';
import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { PunchRole } from '../../shared/domain/punch.ts';
import type { Page } from './registry.ts';

/** Who did it, when and why. `by` is `staff:<id>` or `token:<id>`. */
export interface CorrectionAuthor {
  readonly madeBy: string;
  readonly madeAt: number;
  readonly reason: string;
}

/** The passage somebody looked at when they decided, and as it was then. */
export interface SeenPassage {
  readonly passageId: string;
  /** Of `around`. */
  readonly version: string;
}

/** A correction with what became of it. */
export interface RecordedCorrection {
  readonly correction: Correction;
  /** As they are called now; null: a program without a name, or nobody any more. */
  readonly madeByName: string | null;
  readonly undoneAt: number | null;
  readonly undoneBy: string | null;
  readonly undoneByName: string | null;
  readonly undoneReason: string | null;
}

/** A tap of the person near a passage, repeats and voided ones too. */
export interface NearTap {
  readonly id: string;
  readonly at: number;
  /** As it was tapped; staff may have said another. */
  readonly direction: Direction;
  readonly accessPoint: string;
  readonly role: PunchRole;
  readonly passageId: string | null;
}

/** What one has to know to correct a passage. */
export interface AroundPassage {
  /** Another one as soon as the passage, or what staff said of it, is another. */
  readonly version: string;
  readonly area: string;
  /** The card of its tap, whole: whoever shows it looks to who may read it. */
  readonly cardUid: string;
  readonly taps: readonly NearTap[];
  /** What staff said of these taps and of this card then, undone or not; newest first. */
  readonly history: readonly RecordedCorrection[];
  /** When the person tapped out before, newest first, at most twenty. */
  readonly earlierExits: readonly number[];
}

/** What a correction would do. */
export interface CorrectionPreview {
  /** Of the person in the area, as of now: what would change, and the passage itself. */
  readonly before: readonly Passage[];
  readonly after: readonly Passage[];
  /** Of `assignCard`: what would belong to the member; null for the other kinds. */
  readonly moved: { readonly punches: number; readonly passages: number } | null;
  /**
   * What they cost, in hundredths of a token; `elsewhere`: what more, or less, is taken for other passages of the
   * person there, whose passes or whose end move along. Null: nothing costs tokens there, or a card moves.
   */
  readonly tokens: {
    readonly before: number;
    readonly after: number;
    readonly elsewhere: number;
  } | null;
}

/**
 * What staff did to the record. Recording one pairs what it touches anew in the same transaction; an undone one
 * is kept and has no effect.
 */
export interface Corrections {
  /**
   * Throws `notFound` for a punch that is not known, and `changedMeanwhile` where the passage is no more as it was
   * `seen`.
   *
   * @param replaces of an added end: the end that the passage has by now, tapped or added, counts no more.
   */
  record(
    change: CorrectionChange,
    author: CorrectionAuthor,
    seen?: SeenPassage | null,
    replaces?: boolean,
  ): Promise<Correction>;
  /** The same pairing, and nothing is written. Throws as `record`. */
  preview(
    change: CorrectionChange,
    author: CorrectionAuthor,
    replaces?: boolean,
  ): Promise<CorrectionPreview>;
  /** By the passage's id; null: not known. */
  around(passageId: string): Promise<AroundPassage | null>;
  find(id: string): Promise<Correction | null>;
  /** Newest first. */
  list(page: { limit: number; cursor: string | null }): Promise<Page<Correction>>;
  /** The same with how each ended. */
  listRecorded(page: { limit: number; cursor: string | null }): Promise<Page<RecordedCorrection>>;
  /**
   * Throws `notFound`; undoing twice changes nothing. An end given in a tap's place goes together with what set the
   * tap aside.
   */
  undo(id: string, author: CorrectionAuthor): Promise<Correction>;
}
