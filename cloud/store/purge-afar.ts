import type { KeptAt } from './retention-rules.ts';
import type { Unit } from './rows.ts';

/** What of passages that were received another one begins after. */
export interface AfarCursor {
  readonly at: number;
  readonly id: string;
}

export const afarBeginning: AfarCursor = { at: Number.MIN_SAFE_INTEGER, id: '' };

/** From when on a passage of ours at another venue is kept: by the rules of the place that pools with it. */
export const afarKeptFrom = (kept: KeptAt, person: string): number =>
  kept.passage({ area: kept.place, person, accessPoint: null });

/**
 * Of passages that other venues told a place, takes some that it keeps no longer. Answers how many, and after which it
 * goes on; null: that was all. The venue where they were says for itself how long it keeps them.
 */
export async function purgeAfar(
  { tx }: Unit,
  kept: KeptAt,
  after: AfarCursor,
  most: number,
): Promise<{ readonly went: number; readonly next: AfarCursor | null }> {
  const rows = await tx
    .selectFrom('passage_afar as p')
    .innerJoin('federation as f', 'f.id', 'p.place')
    .select(['p.place', 'p.at', 'p.id', 'p.person', 'p.entry_at', 'p.exit_at'])
    .where('f.place_id', '=', kept.place)
    .where('p.at', '<', kept.latest)
    .where((where) => where(where.refTuple('p.at', 'p.id'), '>', where.tuple(after.at, after.id)))
    .orderBy('p.at')
    .orderBy('p.id')
    .limit(most)
    .execute();
  let went = 0;
  for (const { place, at, id, person, entry_at, exit_at } of rows) {
    if (Math.max(entry_at ?? 0, exit_at ?? 0) >= afarKeptFrom(kept, person)) continue;
    went++;
    await tx
      .deleteFrom('passage_afar')
      .where('place', '=', place)
      .where('at', '=', at)
      .where('id', '=', id)
      .execute();
  }
  const last = rows.at(-1);
  const next = last && rows.length === most ? { at: last.at, id: last.id } : null;
  return { went, next };
}
