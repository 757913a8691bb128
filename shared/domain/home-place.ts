/** Where members and cards are at home, as staff said. */
export interface Homes {
  /** By uid: a card's own home, which stands before its member's. */
  readonly cards: ReadonlyMap<string, string>;
  /** By member id. */
  readonly members: ReadonlyMap<string, string>;
  /** The only place there is: whoever has no other home has this one. Null: there are several. */
  readonly only: string | null;
}

/** The venue that settles for whoever holds this card; null: nobody said which. */
export const homeOf = (
  { cards, members, only }: Homes,
  { cardUid, memberId }: { readonly cardUid: string; readonly memberId: string | null },
): string | null =>
  cards.get(cardUid) ?? (memberId === null ? undefined : members.get(memberId)) ?? only;
