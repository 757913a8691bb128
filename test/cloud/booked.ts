import type { Database } from '../../cloud/store/database.ts';
import { type EntryRow, entryOf } from '../../cloud/store/ledger-entries.ts';
import { carnetOf, useOf } from '../../cloud/store/pass-entries.ts';
import { readPlaceDays } from '../../cloud/store/pass-splits.ts';
import { passageOf } from '../../cloud/store/passages.ts';
import { readRates } from '../../cloud/store/rates.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import { readProposedRules } from '../../cloud/store/visit-rules.ts';
import { pricing } from '../../cloud/tokens/book-passages.ts';
import { createPasses } from '../../cloud/tokens/passes.ts';
import { createRates } from '../../cloud/tokens/rates.ts';
import {
  type ChargedPassage,
  type LedgerEntry,
  ledgerFrom,
  whatStands,
} from '../../shared/domain/ledger.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import { coverOf, daysThere, type PassUse } from '../../shared/domain/pass.ts';
import { standingUses, usesOf } from '../../shared/domain/pass-use.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import { openAmong, placeExitOf } from '../../shared/domain/place-exits.ts';
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
    { ...rate, of: 'laser', terms: { ...terms, roundingStepMinutes: 15, missingExitUnits: 30 } },
    'staff:1',
  );
  const since = start + 5 * 24 * 60 * minute;
  const dearer = { ...terms, unitsPerHour: 250, freeMinutes: 10, missingExitUnits: 70 };
  await rates.set({ ...rate, of: 'laser', since, terms: dearer }, 'staff:1');
}

/** A day pass and some half-day passes for each of them, one carnet of which is taken back again. */
export async function givePasses(database: Database): Promise<void> {
  const carnets = createPasses(database, { now: () => start, changed: () => undefined });
  const some = { placeId: 'demo', passes: 3, from: '2026-10-25', until: null, words: 'payé' };
  for (const memberId of ['m1', 'm2']) {
    const of = { ...some, memberId };
    await carnets.give({ ...of, key: `${memberId} 1`, kind: 'day' }, 'staff:1');
    const one = { ...of, key: `${memberId} 2`, kind: 'halfDay', until: '2026-10-30' } as const;
    const { line } = await carnets.give(one, 'staff:1');
    if (memberId === 'm2')
      await carnets.undo(line.id, { words: 'erreur', by: 'staff:1', places: '*' });
  }
  await carnets.split('demo', { since: '2026-10-28', splitAt: '12:00' }, 'staff:1');
}

/** What stands in the ledger, and what would had every passage been booked once, as it is shown at `now`. */
export async function booked(database: Database, now: number) {
  const unit = unitOf(database, database.db);
  const rows = await database.db.selectFrom('ledger_entry').selectAll().orderBy('number').execute();
  const entries = rows.map((row) => entryOf(row as EntryRow));
  const stored = await database.db.selectFrom('passage').selectAll().execute();
  const passages = stored.map((row) => ({
    of: { place: row.place, area: row.area, person: row.person as Person, passage: row.id },
    passage: passageOf(row),
  }));
  const days = (await readPlaceDays(database.db, ['demo'])).get('demo');
  if (!days) throw new Error('no place');
  const written = await database.db
    .selectFrom('pass_entry')
    .selectAll()
    .orderBy('number')
    .execute();
  const undone = new Set(written.map(({ reverses }) => reverses));
  const usesOfPerson = (person: string) => {
    const theirs = passages.filter(({ of }) => of.person === person);
    const given = written.filter((one) => one.person === person && one.kind === 'given');
    return usesOf(
      given.filter(({ key }) => !undone.has(key)).map(carnetOf),
      daysThere(
        theirs.map(({ passage }) => passage),
        days,
      ),
    );
  };
  const passes = {
    coverOf: ({ person }: { person: string }, passage: Parameters<typeof coverOf>[0]) =>
      coverOf(passage, usesOfPerson(person), days),
  };
  const shown = await shownFrom(database, passages, now);
  const price = await pricing(unit, shown, await readRates(unit, ['demo']), passes);
  const scratch = ledgerFrom({
    passages: shown.map(({ of, passage }) => ({
      ...{ of, charge: price(of, passage), begunAt: passageAt(passage) },
      usedAt: (passage.exit ?? passage.entry)?.at ?? 0,
    })),
    given: [],
  });
  const moved: { [kind in LedgerEntry['kind']]?: number } = {};
  for (const { kind } of entries) moved[kind] = (moved[kind] ?? 0) + 1;
  const uses = standingUses(written.flatMap((row) => useOf(row) ?? []));
  const holders = [...new Set(written.map(({ person }) => person))];
  return {
    stands: said(entries),
    wanted: said(scratch),
    moved,
    passes: {
      stand: uses.map(({ person, ...use }) => named(person, use)).toSorted(),
      wanted: holders
        .flatMap((person) => usesOfPerson(person).map((use) => named(person, use)))
        .toSorted(),
      givenBack: written.filter(({ kind, day }) => kind === 'reversal' && day !== null).length,
    },
  };
}

/** Each as a reader shows it, with the place's exit from all that are there: nothing of it is what books them. */
async function shownFrom(
  database: Database,
  all: readonly { readonly of: ChargedPassage; readonly passage: Passage }[],
  now: number,
) {
  const rulesOf = await readProposedRules(unitOf(database, database.db), 'demo', {});
  return all.map(({ of, passage }) => {
    const there = all
      .filter((one) => one.of.person === of.person && one.of.area === 'demo')
      .map((one) => one.passage);
    const placeExit = placeExitOf((at) => openAmong(there, at), rulesOf('demo'));
    return { of, passage: asOf(passage, now, rulesOf(of.area), placeExit) };
  });
}

const said = (entries: readonly LedgerEntry[]) =>
  whatStands(entries)
    .map(({ kind, from, to, units, rate, minutes, usedAt, of }) =>
      JSON.stringify([kind, from, to, units, rate, minutes, usedAt, of]),
    )
    .toSorted();

const named = (person: string, { day, part, carnet }: PassUse) =>
  `${person} ${day} ${part} ${carnet}`;
