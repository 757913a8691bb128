import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { isMetered, type RateVersion } from '../../shared/domain/rate.ts';
import type { UnsettledPassage } from '../ports/ledger.ts';
import type { Page } from '../ports/registry.ts';
import { cursorAfter, cursorParts } from '../store/cursor.ts';
import type { Database, Db } from '../store/database.ts';
import type { PassageColumns } from '../store/passages.ts';
import { withoutExit } from '../store/passages-without-exit.ts';
import { readRates } from '../store/rates.ts';
import { unitOf } from '../store/rows.ts';
import { waitingAmong } from './waiting.ts';

const atOnce = 500;
/** So many are looked at for one page: the rest is another's. */
const most = 10_000;
const withoutAnEnd = [...withoutExit, 'missing_entry'] as const;

/** Passages that wait for staff, as they and the rates are now: nothing of it is kept, nothing can be out of date. */
export async function readUnsettled(
  database: Database,
  placeIds: readonly string[] | '*',
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  now: EpochMs,
): Promise<Page<UnsettledPassage>> {
  const { db } = database;
  const rated = await db.selectFrom('place').select('id').where('rated', '=', 1).execute();
  const places = rated
    .map(({ id }) => id)
    .filter((id) => placeIds === '*' || placeIds.includes(id));
  if (places.length === 0) return { items: [], nextCursor: null };
  const unit = unitOf(database, db);
  const versions = await readRates(unit, places);
  const mayConflict = places.some((place) => conflictAt(versions, place));
  const items: UnsettledPassage[] = [];
  let [at = '', id = ''] = cursor === null ? [] : cursorParts(cursor);
  for (let looked = 0; looked < most; looked += atOnce) {
    const rows = await rowsBefore(db, places, { at, id }, mayConflict);
    for (const one of await waitingAmong(unit, rows, versions, now)) {
      const { row, passage, unsettled, conflict } = one;
      if (unsettled !== null) {
        const between = versions.filter((rate) => conflict.includes(rate.id));
        items.push({ ...about(row, passage), why: unsettled, conflict: between });
      }
      [at, id] = [String(row.at), row.id];
      if (items.length === limit) return { items, nextCursor: cursorAfter(at, id) };
    }
    if (rows.length < atOnce) return { items, nextCursor: null };
  }
  return { items, nextCursor: cursorAfter(at, id) };
}

/** Whether any passage there can ever have met two rules. */
function conflictAt(versions: readonly RateVersion[], place: string): boolean {
  const metered = versions.filter(
    (one) => one.place === place && one.terms && isMetered(one.terms),
  );
  return new Set(metered.map(({ scope }) => scope)).size > 1;
}

const rowsBefore = (
  db: Db,
  places: readonly string[],
  before: { readonly at: string; readonly id: string },
  mayConflict: boolean,
): Promise<PassageColumns[]> => {
  let query = db
    .selectFrom('passage')
    .selectAll()
    .where('place', 'in', [...places]);
  if (!mayConflict) query = query.where('status', 'in', [...withoutAnEnd]);
  if (/^\d{1,15}$/.test(before.at)) {
    const at = Number(before.at);
    query = query.where((or) =>
      or.or([or('at', '<', at), or.and([or('at', '=', at), or('id', '<', before.id)])]),
    );
  }
  return query.orderBy('at', 'desc').orderBy('id', 'desc').limit(atOnce).execute();
};

const about = (row: PassageColumns, { entry, exit }: Passage) => ({
  passageId: row.id,
  place: row.place,
  area: row.area,
  memberId: row.person.startsWith('member:') ? row.person.slice('member:'.length) : null,
  at: Number(row.at),
  accessPoint: entry?.accessPoint ?? exit?.accessPoint ?? null,
});
