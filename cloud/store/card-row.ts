import type { AccessEntry } from '../../shared/domain/access-list.ts';

/** A card with who holds it, as a list says it. */
export interface CardRow {
  readonly uid: string;
  readonly member_id: string | null;
  readonly sponsor_id: string | null;
  readonly guest_name: string | null;
  readonly state: AccessEntry['state'];
  readonly valid_from: string | null;
  readonly valid_until: string | null;
  readonly name: string | null;
  readonly member_from: string | null;
  readonly member_until: string | null;
  /** JSON of a primary card's points of sale, wherever they are; null: an ordinary card. */
  readonly points_of_sale: string | null;
  readonly pin_hash: string | null;
  /** Of another aggregator. */
  readonly isAfar?: true;
}
