import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { RateVersion } from '../../shared/domain/rate.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { type PassageColumns, passageOf } from '../store/passages.ts';
import type { Unit } from '../store/rows.ts';
import { pricing } from './book-passages.ts';
import { bookPasses } from './book-passes.ts';

export interface HowItStands {
  readonly rulesOf: (of: { readonly place: string; readonly area: string }) => VisitRules;
  readonly versions: readonly RateVersion[];
  readonly now: EpochMs;
}

/** What each passage waits for before it costs anything, as of now: one that nobody ended may be stale by now alone. */
export async function waitingAmong(
  unit: Unit,
  rows: readonly PassageColumns[],
  { rulesOf, versions, now }: HowItStands,
) {
  const looked = rows.map((row) => {
    const of = { place: row.place, area: row.area, person: row.person as Person };
    const passage: Passage = asOf(passageOf(row), now, rulesOf(of));
    return { row, of, passage };
  });
  const touched = looked.map(({ of, row }) => ({ ...of, at: Number(row.at) }));
  const passes = await bookPasses(unit, touched, { now, stand: true });
  const price = await pricing(unit, looked, versions, passes);
  return looked.map((one) => ({ ...one, ...price(one.of, one.passage) }));
}
