import type { EpochMs } from '../../shared/domain/clock.ts';
import { freeOfCharge, type RateTerms, type RateVersion } from '../../shared/domain/rate.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { RateRecord } from '../ports/ledger.ts';
import type { Db } from './database.ts';
import { askRows, type Row, type Unit } from './rows.ts';
import type { LedgerTables } from './schema/ledger.ts';

type RateRow = LedgerTables['rate'];

const ratesOf = {
  parameters: { place: 'text' },
  sql: 'SELECT * FROM rate WHERE place = @place',
} as const;

/** All that was ever set at these places. */
export async function readRates(
  unit: Unit,
  places: Iterable<string>,
): Promise<readonly RateVersion[]> {
  const rows = [...places].map((place): Row => [place]);
  return (await askRows<RateRow>(unit, ratesOf, rows)).flat().map(rateOf);
}

/** What holds at a place at that moment, and what will: all a device needs of its rates. */
export async function ratesFrom(
  db: Db,
  place: string,
  now: EpochMs,
): Promise<(Omit<RateVersion, 'place' | 'terms'> & { terms: RateTerms | null })[]> {
  const versions = await readRatesOf(db, [place]);
  const seen = new Set<string>();
  // The newest of an instant first, so that each key's first one at or before now is what holds.
  return versions
    .toSorted((a, b) => b.since - a.since || (a.id < b.id ? 1 : -1))
    .filter(({ scope, of, since }) => {
      const key = `${scope} ${of}`;
      if (since > now) return true;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .map(({ id, scope, of, since, terms }) => ({ id, scope, of, since, terms }))
    .filter(({ terms, since }) => terms !== null || since > now)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const rateOf = (row: RateRow): RateVersion => ({
  id: row.id,
  place: row.place,
  scope: row.scope,
  of: row.of_id,
  since: Number(row.since),
  terms: JSON.parse(row.terms) as RateTerms | null,
});

/** The newest first. */
export async function readRatesOf(
  db: Db,
  places: readonly string[] | '*',
): Promise<readonly RateRecord[]> {
  const rows = await db
    .selectFrom('rate')
    .selectAll()
    .$if(places !== '*', (query) => query.where('place', 'in', places === '*' ? [] : places))
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...rateOf(row),
    madeAt: Number(row.made_at),
    madeBy: row.made_by,
  }));
}

/** Its id comes after that of every version of the place, whatever the clock says. */
export async function addRate(
  { tx }: { readonly tx: Db },
  rate: Omit<RateVersion, 'id'>,
  { madeAt, madeBy }: { readonly madeAt: number; readonly madeBy: string },
): Promise<RateRecord> {
  const newest = await tx
    .selectFrom('rate')
    .select((max) => max.fn.max('id').as('id'))
    .executeTakeFirst();
  const made = { ...rate, id: idAfter(newest?.id ?? null), madeAt, madeBy };
  await tx
    .insertInto('rate')
    .values({
      id: made.id,
      place: made.place,
      scope: made.scope,
      of_id: made.of,
      since: made.since,
      terms: JSON.stringify(made.terms),
      made_at: madeAt,
      made_by: madeBy,
    })
    .execute()
    .catch((err: unknown) => {
      throw failure('conflict', { detail: 'Somebody else set a rate at this moment.' }, err);
    });
  await tx.updateTable('place').set({ rated: 1 }).where('id', '=', made.place).execute();
  return made;
}

/** The price on an item's tile, set with the item itself: everything else of its rate stays as it was. */
export async function addItemPrice(
  tx: Db,
  item: { readonly id: string; readonly placeId: string; readonly hundredthsPerHour: number },
  made: { readonly madeAt: number; readonly madeBy: string },
): Promise<void> {
  const last = await tx
    .selectFrom('rate')
    .selectAll()
    .where('scope', '=', 'item')
    .where('of_id', '=', item.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const before = last ? rateOf(last).terms : null;
  const terms = { ...(before ?? freeOfCharge), unitsPerHour: item.hundredthsPerHour };
  const rate = { place: item.placeId, scope: 'item', of: item.id, since: made.madeAt } as const;
  await addRate({ tx }, { ...rate, terms }, made);
}

const idAfter = (newest: string | null): string =>
  `rate-${String(Number(newest?.slice(5) ?? 0) + 1).padStart(8, '0')}`;

const itemTapped = {
  parameters: { punch: 'text' },
  sql: `SELECT e.body AS body FROM known_entry k JOIN entry e ON e.key = k.key
    WHERE k.kind = 'punch' AND k.id = @punch`,
} as const;

/** What punches were tapped for, by their ids. Where two devices use one id it is not known. */
export async function readItems(
  unit: Unit,
  punches: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await askRows<{ body: string }>(
    unit,
    itemTapped,
    punches.map((punch): Row => [punch]),
  );
  const items = new Map<string, string>();
  for (const [i, rows] of found.entries()) {
    const [only] = rows;
    const id = punches[i];
    if (!only || rows.length > 1 || id === undefined) continue;
    const { item } = JSON.parse(only.body) as { item?: string | null };
    if (item) items.set(id, item);
  }
  return items;
}
