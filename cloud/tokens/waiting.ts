import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { RateVersion } from '../../shared/domain/rate.ts';
import { type PassageColumns, passageOf } from '../store/passages.ts';
import type { Unit } from '../store/rows.ts';
import { asShown } from './as-shown.ts';
import { pricing } from './book-passages.ts';
import { bookPasses } from './book-passes.ts';

/** What each passage waits for before it costs anything, as of now: one that nobody ended may be stale by now alone. */
export async function waitingAmong(
  unit: Unit,
  rows: readonly PassageColumns[],
  versions: readonly RateVersion[],
  now: EpochMs,
) {
  const stored = rows.map((row) => {
    const of = { place: row.place, area: row.area, person: row.person as Person };
    return { row, of, passage: passageOf(row) };
  });
  const shown = await asShown(unit, stored, now);
  const looked = stored.map((one, i) => ({ ...one, passage: shown[i] ?? one.passage }));
  const touched = looked.map(({ of, row }) => ({ ...of, at: Number(row.at) }));
  const passes = await bookPasses(unit, touched, { now, stand: true });
  const price = await pricing(unit, looked, versions, passes);
  return looked.map((one) => ({ ...one, ...price(one.of, one.passage) }));
}
