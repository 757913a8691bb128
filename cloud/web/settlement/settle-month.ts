import { homeOf } from '../../../shared/domain/home-place.ts';
import { daysOf } from '../../../shared/domain/month.ts';
import { passageAt } from '../../../shared/domain/pair.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { settlementInProgress } from '../../../shared/domain/settlement.ts';
import { type SettledCell, settledCells } from '../../../shared/domain/settlement-rate.ts';
import { everyPassage, type PassageReader } from '../../ports/report.ts';
import type { Settlements } from '../../ports/settlements.ts';

export interface SettleAsked {
  /** `2026-03`, local at each venue. */
  readonly month: string;
  readonly now: number;
  /** What is left out: of others, or not to be seen. */
  readonly counts: (row: PassageRow, home: string | null) => boolean;
}

/** Whose people were where in a month, and what that costs: read anew each time, so that a correction shows at once. */
export async function settleMonth(
  parts: {
    readonly passages: Pick<PassageReader, 'stream'>;
    readonly settlements: Pick<Settlements, 'homes' | 'rates'>;
  },
  { month, now, counts }: SettleAsked,
): Promise<readonly SettledCell[]> {
  const homes = await parts.settlements.homes();
  const progress = settlementInProgress();
  const asked = { ...everyPassage, ...daysOf(month), afar: true } as const;
  for await (const rows of parts.passages.stream(asked, now)) {
    for (const row of rows) {
      const home = homeOf(homes, row, passageAt(row));
      if (counts(row, home)) progress.add(row, home);
    }
  }
  return settledCells(progress.cells(), await parts.settlements.rates());
}
