import { tagsOf, type Uid } from './card.ts';

interface Tagged {
  readonly id: string;
  readonly uid: Uid | null;
  readonly tag8: string;
}

/** Which card that waits for its first tap was tapped, as far as its tag can say. */
export type Adoption<C> =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly card: C }
  /** Several may be the one: only the number printed on the card tells. */
  | { readonly kind: 'ambiguous'; readonly cards: readonly C[] };

/**
 * A tag is four bytes of the uid, or three: it never matches where another card has the same, whether that one still
 * waits or not. `cards` are at least all those with a tag of this uid.
 */
export function adoptionOf<C extends Tagged>(uid: Uid, cards: readonly C[]): Adoption<C> {
  const tags = tagsOf(uid);
  const waiting = cards.filter((card) => card.uid === null && tags.includes(card.tag8));
  const [card, ...others] = waiting;
  if (card === undefined) return { kind: 'none' };
  const isShared = cards.some((one) => one.id !== card.id && one.tag8 === card.tag8);
  return others.length > 0 || isShared
    ? { kind: 'ambiguous', cards: waiting }
    : { kind: 'one', card };
}
