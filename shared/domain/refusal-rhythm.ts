import type { RefusalReason } from './refusal.ts';
import { type RefusalSign, refusalTable } from './refusal-words.ts';

/** How often a refusal blinks and sounds after its sign: first the long ones, then the short ones. */
export interface RefusalRhythm {
  readonly long: number;
  readonly short: number;
}

/**
 * What a refusal adds to its sign, so that each is known from all others without a screen. The long ones say what it
 * is about (none: the place or the card's being known, one: the card, two: where its holder stands, three: the PIN,
 * four: this reader); the short ones which of these. Red stays red: a yes is never mistaken for one of them.
 */
export const refusalRhythm: Readonly<Record<RefusalReason, RefusalRhythm>> = {
  unknownCard: { long: 0, short: 1 },
  randomUid: { long: 0, short: 2 },
  notPermittedHere: { long: 0, short: 1 },
  notPermittedNow: { long: 0, short: 2 },
  placeFull: { long: 0, short: 3 },
  lockedDown: { long: 0, short: 4 },
  cardInactive: { long: 1, short: 1 },
  expired: { long: 1, short: 2 },
  notYetValid: { long: 1, short: 3 },
  cardNotGenuine: { long: 1, short: 4 },
  antiPassback: { long: 2, short: 1 },
  noTokens: { long: 2, short: 2 },
  pinRequired: { long: 3, short: 1 },
  pinWrong: { long: 3, short: 2 },
  tooManyAttempts: { long: 3, short: 3 },
  listTooOld: { long: 4, short: 1 },
  clockUnknown: { long: 4, short: 2 },
  cannotRecord: { long: 0, short: 1 },
};

export interface Pulse {
  readonly atMs: number;
  readonly ms: number;
}

/** A sign comes first, whole, with a pause behind it: yes or no is clear before anybody counts. */
const signEndsMs: Readonly<Record<RefusalSign, number>> = {
  refused: 2_000,
  unknown: 1_700,
  fault: 3_000,
};
const pauseMs = 600;
const longMs = 500;
const longEveryMs = 900;
const shortMs = 120;
/** No light flashes faster than three times a second. */
const shortEveryMs = 400;

/** The blinks that tell a reason, counted from when its sign began. */
export function pulsesOf(reason: RefusalReason): readonly Pulse[] {
  const { long, short } = refusalRhythm[reason];
  const from = signEndsMs[refusalTable[reason].sign] + pauseMs;
  const run = (count: number, start: number, everyMs: number, ms: number): readonly Pulse[] =>
    Array.from({ length: count }, (_, index) => ({ atMs: start + index * everyMs, ms }));
  return [
    ...run(long, from, longEveryMs, longMs),
    ...run(short, from + long * longEveryMs, shortEveryMs, shortMs),
  ];
}
