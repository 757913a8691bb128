import type { Person } from '../../shared/domain/punch.ts';
import { type RateScope, type RateTerms, rateProblem } from '../../shared/domain/rate.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { lockPlaces } from '../pairing/pair-passages.ts';
import type { Rates } from '../ports/ledger.ts';
import type { RegistryChange } from '../ports/registry.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database, Tx } from '../store/database.ts';
import { type PassageColumns, passageOf } from '../store/passages.ts';
import { addRate, readRates, readRatesOf } from '../store/rates.ts';
import { mustBeAt, mustExist, onlyPlace } from '../store/registry-references.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { bookPassages } from './book-passages.ts';
import { readUnsettled } from './unsettled.ts';

/** So many passages are priced at once. */
const atOnce = 1_000;

/** What passages cost, as staff set it. A rate holds from an instant on: what began since is priced anew at once. */
export function createRates(
  database: Database,
  around: {
    readonly now: () => number;
    readonly announce: (changes: readonly RegistryChange[]) => void;
  },
): Rates {
  return {
    list: (places) => readRatesOf(database.db, places),
    unsettled: (places, page) => readUnsettled(database, places, page, around.now()),
    async set({ placeId, scope, of, terms, since }, by) {
      const problem = terms && rateProblem(terms, scope);
      if (problem) {
        const detail = `${problem.field} of a rate: ${problem.why}`;
        throw failure('badRequest', { detail });
      }
      const now = around.now();
      const set = await database.inTransaction(async (tx) => {
        const unit = unitOf(database, tx);
        const place = placeId ?? (await onlyPlace(tx));
        await mustExist(tx, 'place', place);
        await lockPlaces(unit, [place]);
        await mustName(tx, place);
        await mustCost(tx, place, scope, of, terms);
        const version = { place, scope, of, since: since ?? now, terms };
        const rate = await addRate(unit, version, { madeAt: now, madeBy: by });
        await bookSince(unit, place, rate.since, now);
        const about = { verb: 'changed', kind: 'rate', id: of, placeId: place } as const;
        const before = (await readRates(unit, [place]))
          .filter((one) => one.scope === scope && one.of === of && one.id < rate.id)
          .at(-1);
        await appendAudit(tx, by, { ...about, before: before?.terms ?? null, after: terms }, now);
        return rate;
      });
      around.announce([{ kind: 'config', placeIds: [set.place] }]);
      return set;
    },
  };
}

/** Where nobody is named, there is nobody to take tokens from. */
async function mustName(tx: Tx, id: string): Promise<void> {
  const place = await tx
    .selectFrom('place')
    .select('nameless')
    .where('id', '=', id)
    .executeTakeFirst();
  if (place?.nameless === 1)
    throw failure('conflict', {
      detail: 'This place counts without names: it cannot take tokens.',
    });
}

const tableOf = { item: 'item', accessPoint: 'access_point', area: 'area' } as const;

/** An item's price is shown on its tile: it says what is taken. */
async function mustCost(
  tx: Tx,
  place: string,
  scope: RateScope,
  of: string,
  terms: RateTerms | null,
): Promise<void> {
  // The place's own area has the place's id and no row.
  if (scope !== 'area' || of !== place) await mustBeAt(tx, tableOf[scope], of, place);
  if (scope !== 'item') return;
  const { category } = await tx
    .selectFrom('item')
    .select('category')
    .where('id', '=', of)
    .executeTakeFirstOrThrow();
  if (category === 'BDG' && terms !== null)
    throw failure('badRequest', {
      detail:
        'an item of the time clock is free of charge: only one of a TIM asset costs tokens, or set a rate for the area',
    });
  const price = { hundredths_per_hour: terms?.unitsPerHour ?? 0 };
  await tx.updateTable('item').set(price).where('id', '=', of).execute();
}

/** Passages that began since then cost something else now. */
async function bookSince(unit: Unit, place: string, since: number, now: number): Promise<void> {
  let rows = await passagesFrom(unit, place, { at: since, id: '' });
  while (rows.length > 0) {
    const passages = rows.map((row) => ({
      key: { place, area: row.area, person: row.person as Person },
      passage: passageOf(row),
    }));
    const rated = new Set([place]);
    await bookPassages(unit, { gonePassages: [], passages, rated, stand: true, now });
    const end = rows.at(-1);
    rows = end && rows.length === atOnce ? await passagesFrom(unit, place, end) : [];
  }
}

const passagesFrom = (
  { tx }: Unit,
  place: string,
  after: { readonly at: number; readonly id: string },
): Promise<PassageColumns[]> =>
  tx
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', place)
    .where('at', '>=', after.at)
    .where((or) => or.or([or('at', '>', after.at), or('id', '>', after.id)]))
    .orderBy('at')
    .orderBy('id')
    .limit(atOnce)
    .execute();
