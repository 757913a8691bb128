import type { EpochMs } from './clock.ts';

/**
 * `off`; `soft`: an entry by somebody who is in already is let in and noted; `hard`: it is refused; `timed`: nobody
 * enters again before some minutes have passed. Never on the way out.
 */
export const antiPassbackKinds = ['off', 'soft', 'timed', 'hard'] as const;
export type AntiPassbackKind = (typeof antiPassbackKinds)[number];

export interface AntiPassback {
  readonly kind: AntiPassbackKind;
  /** Of `timed`: from one entry until the next. */
  readonly minutes: number;
}

export const fullHouseRules = ['warn', 'refuse'] as const;
export type FullHouseRule = (typeof fullHouseRules)[number];

export interface Capacity {
  /** People at once; null: nobody counts them. */
  readonly most: number | null;
  /** What becomes of the next one. */
  readonly when: FullHouseRule;
}

export const noTokensRules = ['warn', 'refuse'] as const;
export type NoTokensRule = (typeof noTokensRules)[number];

/** Of time tokens, at access points where something costs any. */
export interface TokenRules {
  /** Somebody who has too few goes below zero, and it is noted; or is refused. */
  readonly none: NoTokensRule;
  /** Hundredths of a token: who has fewer is told so, and let in all the same; 0: nobody is. */
  readonly low: number;
}

/** Nobody comes in until it ends. */
export interface Lockdown {
  /** ISO 8601. */
  readonly since: string;
  readonly reason: string;
}

/** What holds where a place decided nothing. */
export const defaultPlaceRules = {
  antiPassback: { kind: 'off', minutes: 15 },
  capacity: { most: null, when: 'warn' },
  tokens: { none: 'warn', low: 100 },
  lockdown: null,
} as const;

/** What was noted of a punch that another rule, or better knowledge, would have refused. */
export const warnings = ['antiPassback', 'placeFull', 'noTokens'] as const;
export type Warning = (typeof warnings)[number];

/** What is known of who stands at an access point, and of the place, at the moment of the tap. */
export interface Known {
  /** Recent enough, and heard from all readers of the place: only then may it refuse anybody. */
  readonly fresh: boolean;
  /** In the access point's area; null: not known. */
  readonly inside: boolean | null;
  /** The last entry, or presence, in that area. */
  readonly enteredAt: EpochMs | null;
  /** Hundredths of a token, less what is known to have been used since they were counted; null: not known. */
  readonly balance: number | null;
  /** Counted recently enough to refuse anybody, be the network there or not. */
  readonly balanceIsRecent: boolean;
  /** A pass pays their hours today; what an item costs, it does not. */
  readonly hasPass: boolean;
  /** In the place's own area. */
  readonly peopleInside: number | null;
}

export const nothingKnown: Known = {
  fresh: false,
  inside: null,
  enteredAt: null,
  balance: null,
  balanceIsRecent: false,
  hasPass: false,
  peopleInside: null,
};

/** What became of the PIN, where one was given; `locked`: after too many wrong ones. */
export type PinStanding = 'none' | 'right' | 'wrong' | 'locked';
