import type { EpochMs } from '../shared/domain/clock.ts';

/** Who is inside now, as far as this device knows. */
export interface WhoIsInside {
  /** By name; those without one last. */
  readonly people: readonly {
    readonly name: string | null;
    /** The end of the number of a card without a member. */
    readonly card: string | null;
    readonly enteredAt: EpochMs | null;
    /** False: a card was tapped here, and nobody knows which way it went. */
    readonly isSure: boolean;
  }[];
  /** When the cloud last told of the whole place; null: never, or too long ago to count. */
  readonly toldAt: EpochMs | null;
  /** How long ago that is; null also where this device was off since, and lost the time. */
  readonly toldMsAgo: number | null;
  /** The other readers of the place are heard, and the cloud's word is recent. */
  readonly isFresh: boolean;
}
