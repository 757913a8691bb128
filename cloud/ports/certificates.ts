import type { CertificateFigures } from '../../shared/domain/certificate.ts';
import type { Member, Place } from './registry.ts';
import type { PassageRow } from './report.ts';

/** What a certificate says, as its code square carries it. All of it stands on the paper; none of it is kept here. */
export interface CertificateClaims {
  /** Names the certificate, `7KQ2M9TD`. */
  readonly code: string;
  /** Random: what is kept cannot be guessed from what is known of a member. */
  readonly salt: string;
  readonly placeId: string;
  readonly memberId: string;
  readonly memberName: string;
  /** Local days of the place, both included. */
  readonly from: string;
  readonly to: string;
  /** Epoch ms. */
  readonly issuedAt: number;
  readonly passages: number;
  readonly presences: number;
  readonly days: number;
  readonly seconds: number;
  readonly addedSeconds: number;
  /** SHA-256, base64url, of each instant and of who said it. */
  readonly facts: string;
}

/** What somebody would certify, before they do. */
export interface CertificateDraft {
  readonly place: Place;
  readonly member: Member;
  readonly from: string;
  readonly to: string;
  /** All of the member's rows of that period at that place, as the report has them. */
  readonly rows: readonly PassageRow[];
  readonly figures: CertificateFigures;
  /** Passages with a tap that is not as the signed journal has it: nothing is certified then. */
  readonly altered: readonly string[];
}

/**
 * - `confirmed`: as it was issued, and every time of a card is that of the signed journal.
 * - `corrected`: it was true; staff have corrected something since.
 * - `notKept`: it was issued; what it stands on is kept no longer, which says nothing against it.
 * - `altered`: a time of a card is not what the reader signed.
 * - `differs`: the same question has another answer today, and nobody corrected anything: a late tap, other rules.
 * - `notIssued`: what the paper says was not issued here like that.
 * - `unknown`: no such certificate is kept.
 */
export const certificateVerdicts = [
  'confirmed',
  'corrected',
  'notKept',
  'altered',
  'differs',
  'notIssued',
  'unknown',
] as const;
export type CertificateVerdict = (typeof certificateVerdicts)[number];

/** Certificates of presence: issued, and checked by whoever holds the paper. */
export interface Certificates {
  /** Throws `notFound`. */
  draft(
    asked: {
      readonly placeId: string;
      readonly memberId: string;
      readonly from: string;
      readonly to: string;
    },
    now: number,
  ): Promise<CertificateDraft>;
  /** Keeps its digest. Throws `journalMismatch` where a tap is not as the journal has it. */
  issue(draft: CertificateDraft, now: number): Promise<CertificateClaims>;
  verify(claims: CertificateClaims, now: number): Promise<CertificateVerdict>;
}
