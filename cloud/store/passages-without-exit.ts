import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Db } from './database.ts';
import type { PassageColumns } from './passages.ts';

/** Passages with no exit that anybody gave, as stored: one that is open may be stale by now. */
export const withoutExit = ['missing_exit', 'auto_closed', 'open'] as const;

/** The newest first, no more than `most`; those that began from `from` until before `until`. */
export const readWithoutExit = (
  db: Db,
  place: string,
  { from, until, most }: { readonly from: EpochMs; readonly until: EpochMs; readonly most: number },
): Promise<PassageColumns[]> =>
  db
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', place)
    .where('at', '>=', from)
    .where('at', '<', until)
    .where('status', 'in', withoutExit)
    .orderBy('at', 'desc')
    .limit(most)
    .execute();

/** Of these, those that have none still. */
export const readStillWithoutExit = async (
  db: Db,
  place: string,
  rows: readonly Pick<PassageColumns, 'at' | 'id'>[],
): Promise<PassageColumns[]> =>
  rows.length === 0
    ? []
    : db
        .selectFrom('passage')
        .selectAll()
        .where('place', '=', place)
        .where('at', 'in', [...new Set(rows.map(({ at }) => at))])
        .where('id', 'in', [...new Set(rows.map(({ id }) => id))])
        .where('status', 'in', withoutExit)
        .execute();
