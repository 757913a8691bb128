import type { EpochMs } from '../../shared/domain/clock.ts';
import type { HomeBefore, Homes } from '../../shared/domain/home-place.ts';
import type { SettlementRate } from '../../shared/domain/settlement-rate.ts';

/** Who is at home where, and what venues agreed on. */
export interface Settlements {
  homes(): Promise<Homes>;
  /** Where a member, by id, or a card, by uid, was at home before; the oldest first. */
  homesBefore(kind: 'member' | 'card', id: string): Promise<readonly HomeBefore[]>;
  /** Names of the places of other aggregators that ours pools with, by the id they have here. */
  placesAfar(): Promise<ReadonlyMap<string, string>>;
  /** Every version of every rate, the newest first. */
  rates(): Promise<readonly SettlementRate[]>;
  /**
   * Throws `badRequest` for a rate that would make a negative or absurd amount, `unknownReference` for a place that is
   * not there. `thisMonth`: the one of now, `2026-03`.
   */
  setRate(
    rate: Omit<SettlementRate, 'id'>,
    made: { readonly at: EpochMs; readonly by: string; readonly thisMonth: string },
  ): Promise<SettlementRate>;
}
