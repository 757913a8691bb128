import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import type { CorrectionAuthor } from './corrections.ts';
import type { Page } from './registry.ts';

export interface OwnLink {
  readonly id: string;
  readonly memberId: string;
  readonly createdAt: number;
  /** `staff:<id>`, `token:<id>`. */
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

/** The links by which members see their own passages without an account. */
export interface OwnLinks {
  /** Answers the secret of the link once. Throws `notFound` for a member that is not there. */
  create(
    memberId: string,
    by: string,
    now: number,
    expiresAt: number,
  ): Promise<{ readonly link: OwnLink; readonly secret: string }>;
  /** Null when unknown, expired, revoked, or its member gone. */
  open(secret: string, now: number): Promise<OwnLink | null>;
  /** Newest first; ended ones too. */
  ofMember(memberId: string): Promise<readonly OwnLink[]>;
  find(id: string): Promise<OwnLink | null>;
  /** Revoking twice changes nothing. */
  revoke(id: string, now: number): Promise<void>;
}

export interface NewProposal {
  readonly memberId: string;
  readonly passageId: string;
  readonly version: string;
  readonly place: string;
  readonly change: CorrectionChange;
  /** The member's own, why. */
  readonly words: string;
}

export interface Proposal extends NewProposal {
  readonly id: string;
  readonly madeAt: number;
  readonly state: 'open' | 'accepted' | 'refused';
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  /** Why it was refused. */
  readonly answer: string | null;
  readonly correctionId: string | null;
}

/** What members say should be put right; staff decide. */
export interface Proposals {
  /** Throws what `Corrections.record` would, and `tooManyProposals` where as many wait already. */
  propose(wanted: NewProposal, now: number): Promise<Proposal>;
  find(id: string): Promise<Proposal | null>;
  /** Newest first. */
  list(
    where: { readonly state?: Proposal['state']; readonly memberId?: string },
    page: { limit: number; cursor: string | null },
  ): Promise<Page<Proposal>>;
  /**
   * Records the correction with the member's words as its reason, in the same transaction. Throws `notFound`,
   * `conflict` where it was decided already, `changedMeanwhile` where the passage is no more as the member saw it.
   */
  accept(
    id: string,
    by: Omit<CorrectionAuthor, 'reason'>,
  ): Promise<{ readonly proposal: Proposal; readonly correction: Correction }>;
  refuse(id: string, author: CorrectionAuthor): Promise<Proposal>;
}
