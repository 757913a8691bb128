import type { LocalDate } from './schedule.ts';

/** `active` opens doors; the other three never do, and each says so in its own words. */
export const cardStates = ['active', 'lost', 'returned', 'destroyed'] as const;
export type CardState = (typeof cardStates)[number];

/** Where and when a card may enter: `*` is every access point of the list's place. */
export interface ListGrant {
  readonly accessPoints: readonly string[] | '*';
  /** A schedule of the place's config; null: at any time. */
  readonly schedule: string | null;
}

/** One card on the replicated access list: all a device needs to decide offline. Shape of `wire.md`, access. */
export interface AccessEntry {
  /** Canonical upper-case hex. */
  readonly uid: string;
  readonly memberRef: string | null;
  /** The name to greet with; null for a card without a member. */
  readonly name: string | null;
  readonly state: CardState;
  /** Local days of the place, both included; null: unbounded. */
  readonly validFrom: LocalDate | null;
  readonly validUntil: LocalDate | null;
  readonly grants: readonly ListGrant[];
  /** A primary card's points of sale; null for every other card. */
  readonly primary: readonly string[] | null;
  /** Of the holder's PIN (`pin-hash.ts`); absent where none is set, or the place asks for none. */
  readonly pinHash?: string;
}
