import type { EpochMs } from './clock.ts';

/** Where a member or a card was at home before; it held until an instant, and not at it any more. */
export interface HomeBefore {
  readonly until: EpochMs;
  /** Null: nobody had said, or of a card, as its member's. */
  readonly home: string | null;
}

/** Where members and cards are at home, as staff said, and where they were. */
export interface Homes {
  /** By uid: a card's own home, which stands before its member's. */
  readonly cards: ReadonlyMap<string, string>;
  /** By member id. */
  readonly members: ReadonlyMap<string, string>;
  /** Of those who moved, oldest first: by uid, and by member id. */
  readonly before: {
    readonly cards: ReadonlyMap<string, readonly HomeBefore[]>;
    readonly members: ReadonlyMap<string, readonly HomeBefore[]>;
  };
  /**
   * By uid: what another aggregator says of a card, which holds where nobody here said anything. `until` null: it is at
   * home there.
   */
  readonly afar: ReadonlyMap<string, { readonly home: string; readonly until: EpochMs | null }>;
  /** The only place there is: whoever has no other home has this one. Null: there are several. */
  readonly only: string | null;
}

interface Holder {
  readonly cardUid: string;
  readonly memberId: string | null;
}

const none: readonly HomeBefore[] = [];
const before = ({ before: { cards, members } }: Homes, { cardUid, memberId }: Holder) => ({
  card: cards.get(cardUid) ?? none,
  member: (memberId === null ? undefined : members.get(memberId)) ?? none,
});

/** Whether it takes the time of a passage to say where its holder was at home. */
export const movedHome = (homes: Homes, holder: Holder): boolean => {
  const { card, member } = before(homes, holder);
  return card.length + member.length > 0 || homes.afar.get(holder.cardUid)?.until != null;
};

/**
 * The venue that settles for what began at this instant with this card; null: nobody said which. What was said holds
 * from then on, so that a move changes nothing that was before it. Where nothing had been said, the first that was said
 * later holds: it is no move.
 */
export function homeOf(homes: Homes, holder: Holder, at: EpochMs): string | null {
  const { cardUid, memberId } = holder;
  const { card, member } = before(homes, holder);
  const cardNow = homes.cards.get(cardUid) ?? null;
  const memberNow = memberId === null ? null : (homes.members.get(memberId) ?? null);
  const said = (when: EpochMs) => heldAt(card, cardNow, when) ?? heldAt(member, memberNow, when);
  const afar = homes.afar.get(cardUid);
  const others = afar && (afar.until === null || at < afar.until) ? afar.home : null;
  const home = said(at) ?? others;
  if (home !== null || card.length + member.length === 0) return home ?? homes.only;
  const changes = [...card, ...member].map(({ until }) => until).filter((until) => until > at);
  for (const when of changes.sort((a, b) => a - b)) {
    const later = said(when);
    if (later !== null) return later;
  }
  return homes.only;
}

function heldAt(moves: readonly HomeBefore[], now: string | null, at: EpochMs): string | null {
  const then = moves.find(({ until }) => at < until);
  return then === undefined ? now : then.home;
}
