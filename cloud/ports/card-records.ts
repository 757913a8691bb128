import type { CardState } from '../../shared/domain/access-list.ts';

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** Local days, both included; null: unbounded. Their cards are valid no longer than they are. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** The venue that answers for them in settlements; null: the only one there is, or nobody said. */
  readonly homePlaceId: string | null;
}

export interface CardRecord {
  readonly id: string;
  /** Null: it was imported by its tag alone and waits for its first tap; no door opens for it. */
  readonly uid: string | null;
  /** TiBillet's, in the form it was imported, else the uid's first four bytes. */
  readonly tag8: string;
  readonly number: string | null;
  readonly memberId: string | null;
  readonly state: CardState;
  /** Epoch ms; null for one that was made before this was written down. */
  readonly stateSince: number | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** A guest card: it enters where this member may, until `validUntil`, and counts for nobody's hours. */
  readonly sponsorId: string | null;
  readonly guestName: string | null;
  /** Before its member's; null: as that says. */
  readonly homePlaceId: string | null;
}

/** A card of which nothing is known yet. */
export const emptyCard: Omit<CardRecord, 'id'> = {
  uid: null,
  tag8: '',
  number: null,
  memberId: null,
  state: 'active',
  stateSince: null,
  validFrom: null,
  validUntil: null,
  sponsorId: null,
  guestName: null,
  homePlaceId: null,
};
