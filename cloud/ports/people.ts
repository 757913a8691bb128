import type { Adoption } from '../../shared/domain/adoption.ts';
import type { CardRecord, Member, Page } from './registry.ts';

/** A member with their cards, guests' included, as a list shows them. */
export interface MemberFound {
  readonly member: Member;
  readonly cards: readonly CardRecord[];
}

export interface CardAsked {
  /** A part of a number, or a whole uid or tag. */
  readonly text: string;
  readonly state?: CardRecord['state'] | 'waiting' | 'unheld';
}

export interface Paging {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Finds members and cards by what staff type. Accents and capitals never matter. */
export interface People {
  /** By name, email, card number, whole uid or tag; in the order of names. */
  members(text: string, page: Paging): Promise<Page<MemberFound>>;
  countMembers(): Promise<number>;
  /** Those of these uids that are cards here. */
  cardsWith(uids: readonly string[]): Promise<readonly CardRecord[]>;
  /** In the order of numbers. */
  cards(asked: CardAsked, page: Paging): Promise<Page<CardRecord>>;
  /** How many still wait for their first tap. */
  countWaiting(): Promise<number>;
  /** The card that was tapped with this uid, by the tags alone. */
  adoption(uid: string): Promise<Adoption<CardRecord>>;
  groupsOf(memberId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** By group, the places where its members may enter because they are in it; none: it is not there. */
  groupReach(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Since when they are members; epoch ms. */
  memberSince(memberId: string): Promise<number | null>;
}
