import { pricing } from '../../cloud/book-passages.ts';
import { createRates } from '../../cloud/rates.ts';
import type { Database } from '../../cloud/store/database.ts';
import { type EntryRow, entryOf } from '../../cloud/store/ledger-entries.ts';
import { passageOf } from '../../cloud/store/passages.ts';
import { readRates } from '../../cloud/store/rates.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import { type LedgerEntry, ledgerFrom, whatStands } from '../../shared/domain/ledger.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { freeOfCharge } from '../../shared/domain/rate.ts';
import { minute, start } from './random-taps.ts';

/** A rate for the place and one for its laser, which becomes dearer after some days. */
export async function rateWorkshop(database: Database): Promise<void> {
  const rates = createRates(database, { now: () => start, announce: () => undefined });
  const terms = { ...freeOfCharge, unitsPerHour: 100 } as const;
  const rate = { placeId: 'demo', scope: 'area', since: 0 } as const;
  await rates.set({ ...rate, of: 'demo', terms: { ...terms, missingExitUnits: 40 } }, 'staff:1');
  await rates.set(
    { ...rate, of: 'laser', terms: { ...terms, roundingStepMinutes: 15 } },
    'staff:1',
  );
  const since = start + 5 * 24 * 60 * minute;
  const dearer = { ...terms, unitsPerHour: 250, freeMinutes: 10 };
  await rates.set({ ...rate, of: 'laser', since, terms: dearer }, 'staff:1');
}

/** What stands in the ledger, and what would had every passage been booked once, as it is now. */
export async function booked(database: Database) {
  const unit = unitOf(database, database.db);
  const rows = await database.db.selectFrom('ledger_entry').selectAll().orderBy('number').execute();
  const entries = rows.map((row) => entryOf(row as EntryRow));
  const stored = await database.db.selectFrom('passage').selectAll().execute();
  const passages = stored.map((row) => ({
    of: { place: row.place, area: row.area, person: row.person as Person, passage: row.id },
    passage: passageOf(row),
  }));
  const price = await pricing(unit, passages, await readRates(unit, ['demo']));
  const scratch = ledgerFrom({
    passages: passages.map(({ of, passage }) => ({
      ...{ of, charge: price(of, passage), begunAt: passageAt(passage) },
      usedAt: (passage.exit ?? passage.entry)?.at ?? 0,
    })),
    given: [],
  });
  const moved: { [kind in LedgerEntry['kind']]?: number } = {};
  for (const { kind } of entries) moved[kind] = (moved[kind] ?? 0) + 1;
  return { stands: said(entries), wanted: said(scratch), moved };
}

const said = (entries: readonly LedgerEntry[]) =>
  whatStands(entries)
    .map(({ kind, from, to, units, rate, minutes, usedAt, of }) =>
      JSON.stringify([kind, from, to, units, rate, minutes, usedAt, of]),
    )
    .toSorted();
