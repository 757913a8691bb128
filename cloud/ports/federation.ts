import type { EpochMs } from '../../shared/domain/clock.ts';

/**
 * `invited`: by us, nobody answered. `answered`: they did, and our staff have to accept. `waiting`: we answered, and
 * theirs have to. `pooled`: both sides exchange. `left`: one of them ended it.
 */
export const partnerStates = ['invited', 'answered', 'waiting', 'pooled', 'left'] as const;
export type PartnerState = (typeof partnerStates)[number];

/** Another venue's aggregator, and what is shared with it. */
export interface Partner {
  readonly id: string;
  readonly state: PartnerState;
  /** Of their place; null: nobody answered. */
  readonly name: string | null;
  readonly url: string | null;
  /** Of both keys, the same on both sides; null: nobody answered yet. */
  readonly fingerprint: string | null;
  readonly assetId: string;
  readonly placeId: string;
  /** Whether members' initials go with their cards: as the invitation says. */
  readonly initials: boolean;
  /** Whether cards of our members are told, so that they may enter there. */
  readonly letsMembersEnter: boolean;
  /** Their members, where they tell them: a group without members of ours, to be given grants. */
  readonly groupId: string | null;
  readonly madeAt: EpochMs;
  readonly invitedUntil: EpochMs | null;
  readonly succeededAt: EpochMs | null;
  /** What went wrong at the last try. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly counts: {
    /** Cards that both know. */
    readonly cards: number;
    /** Of their members, here. */
    readonly members: number;
    /** Of ours, there. */
    readonly passages: number;
  };
}

/** What staff say when they invite, or answer. */
export interface Terms {
  /** A time clock's: passages at its place are what is shared. */
  readonly assetId: string;
  readonly letsMembersEnter: boolean;
}

/** A request of the other side, as it came. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** Signed, where whoever asked is known. */
export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly signature: string | null;
}

export interface Federations {
  list(): Promise<readonly Partner[]>;
  /** Throws `notFound`. */
  get(id: string): Promise<Partner>;
  /** `ourUrl`: where they reach us. Throws `unknownReference` for an asset that is none of a time clock. */
  invite(
    terms: Terms & { readonly initials: boolean },
    ourUrl: string,
    by: string,
  ): Promise<{ readonly partner: Partner; readonly invitation: string }>;
  /** Throws `invitationWrong`, `invitationOver`, `federationTaken`, and why the other side was not reached. */
  join(invitation: string, terms: Terms, ourUrl: string, by: string): Promise<Partner>;
  /** Throws `conflict` where nobody answered. */
  accept(id: string, by: string): Promise<Partner>;
  change(id: string, letsMembersEnter: boolean, by: string): Promise<Partner>;
  /** What came from them goes at once, and what they had of ours is told to them no more. */
  leave(id: string, by: string): Promise<void>;
  /** Asks them now; `problem` says what came of it. */
  look(id: string): Promise<Partner>;
  /** Throws only what cannot be signed: who asks is not known. */
  hear(heard: Heard): Promise<Answered>;
}
