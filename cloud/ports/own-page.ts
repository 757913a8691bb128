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
  /** The code it was opened by; null: staff gave it. */
  readonly codeId: string | null;
}

export interface OpenedOwnPage {
  readonly link: OwnLink;
  /** Of the link, given out once. */
  readonly secret: string;
}

export interface OwnCode {
  readonly id: string;
  readonly memberId: string;
  readonly createdAt: number;
  /** `staff:<id>`, `token:<id>`; `link:<id>` where the member made it, on the page that link opens. */
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

/** A code as it is told, once. */
export interface NewOwnCode {
  readonly code: OwnCode;
  /** `BCDF-GHJK` */
  readonly typed: string;
}

/** Short codes that members type where a link cannot be followed. */
export interface OwnCodes {
  /** Throws `notFound` for a member that is not there. */
  create(memberId: string, by: string, now: number, expiresAt: number): Promise<NewOwnCode>;
  /**
   * Made by the member, in place of the one made there before. It ends with the link, at the latest after a week.
   * Throws `tooManyRequests` above five a day, `notFound` for a link that ended.
   */
  createFrom(link: OwnLink, now: number): Promise<NewOwnCode>;
  /**
   * A link that ends within hours, and with its code. Null when unknown, expired, withdrawn, or its member gone: in the
   * same time, with the same words.
   */
  open(typed: string, now: number): Promise<OpenedOwnPage | null>;
  /** Newest first; ended ones too. */
  ofMember(memberId: string): Promise<readonly OwnCode[]>;
  find(id: string): Promise<OwnCode | null>;
  /** With every page it opened. */
  revoke(id: string, now: number): Promise<void>;
}

/** The links by which members see their own passages without an account. */
export interface OwnLinks {
  /** Answers the secret of the link once. Throws `notFound` for a member that is not there. */
  create(memberId: string, by: string, now: number, expiresAt: number): Promise<OpenedOwnPage>;
  /** Null when unknown, expired, revoked, or its member gone. */
  open(secret: string, now: number): Promise<OwnLink | null>;
  /** Those that staff gave, newest first; ended ones too. */
  ofMember(memberId: string): Promise<readonly OwnLink[]>;
  find(id: string): Promise<OwnLink | null>;
  /** With the codes made from it, and every page they opened. Revoking twice changes nothing. */
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
  /** The secret of the link in a mail that it was made by: the same transaction ends it. */
  readonly exitLink?: string;
}

export interface Proposal extends Omit<NewProposal, 'exitLink'> {
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
  /**
   * Throws what `Corrections.record` would, `tooManyProposals` where as many wait already, and `conflict` for a link
   * that was used.
   */
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
