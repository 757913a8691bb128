import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import type { Page } from './registry.ts';

/** Who did it, when and why. `by` is `staff:<id>` or `token:<id>`. */
export interface CorrectionAuthor {
  readonly madeBy: string;
  readonly madeAt: number;
  readonly reason: string;
}

/**
 * What staff did to the record. Recording one pairs what it touches anew in the same transaction; an undone one
 * is kept and has no effect.
 */
export interface Corrections {
  /** Throws `notFound` for a punch that is not known. */
  record(change: CorrectionChange, author: CorrectionAuthor): Promise<Correction>;
  find(id: string): Promise<Correction | null>;
  /** Newest first. */
  list(page: { limit: number; cursor: string | null }): Promise<Page<Correction>>;
  /** Throws `notFound`; undoing twice changes nothing. */
  undo(id: string, author: CorrectionAuthor): Promise<Correction>;
}
