import type { PassageStatus } from '../../shared/domain/passage.ts';
import type { VisitPolicy } from '../../shared/domain/visit-policy.ts';

/** What of the rules of visits may be thought of otherwise. */
export type ProposedWords = Partial<Omit<VisitPolicy, 'purpose' | 'timeZone'>>;

/** What staff think of changing, of a place and of areas by their id; what is left out stays, null inherits. */
export interface ProposedRules {
  readonly place?: ProposedWords & { readonly timeZone?: string };
  readonly areas?: Readonly<
    Record<string, { readonly [name in keyof ProposedWords]?: ProposedWords[name] | null }>
  >;
}

export type PassageCounts = Readonly<Record<PassageStatus, number>>;

/** Passages that would change alike. Null: not there before, or no more after; the same twice: at another time. */
export interface PassagesChanged {
  readonly before: PassageStatus | null;
  readonly after: PassageStatus | null;
  readonly passages: number;
}

/** A place's passages by status, by the settings of now and by those that staff think of. */
export interface RulesPreview {
  readonly before: PassageCounts;
  readonly after: PassageCounts;
  /** Passages that would be other ones, come, or go. */
  readonly changed: number;
  /** The same in parts, most passages first. */
  readonly changes: readonly PassagesChanged[];
  /** How many people it looked at: members, and cards without one. */
  readonly persons: number;
  /** False: it was told to stop, and there are people it did not look at. */
  readonly complete: boolean;
}

/**
 * What other rules would make of everything a place holds, as of `now`; nothing of it is written. Looks at one person
 * after the other, lets others work in between, and stops when it may not go on. Throws `RangeError` for a place that
 * is not there.
 */
export type PreviewRules = (
  place: string,
  proposed: ProposedRules,
  now: number,
  goesOn?: () => boolean,
) => Promise<RulesPreview>;
