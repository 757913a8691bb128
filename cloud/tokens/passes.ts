import { placeTime } from '../../shared/domain/place-time.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { lockPlaces } from '../pairing/pair-passages.ts';
import type { CarnetLine, PassCarnets } from '../ports/passes.ts';
import { appendAudit } from '../store/audit-log.ts';
import { carnetIdOf, carnetNumber, linesOf, readCarnetLines, readUsed } from '../store/carnets.ts';
import type { Database, Tx } from '../store/database.ts';
import { keptKey } from '../store/ledger-entries.ts';
import { appendPassEntries, type PassRow } from '../store/pass-entries.ts';
import { readSplits } from '../store/pass-splits.ts';
import { mustExist, onlyPlace } from '../store/registry-references.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { bookPassages } from './book-passages.ts';
import { startOf } from './book-passes.ts';
import { withoutPass } from './days-without-pass.ts';

/** Passes as staff give and take them back, and as they are used. What days take follows in the same transaction. */
export function createPasses(
  database: Database,
  around: { readonly now: () => number; readonly changed: () => void },
): PassCarnets {
  const { db } = database;

  async function changing(work: (unit: Unit, tx: Tx) => Promise<PassRow>): Promise<CarnetLine> {
    const row = await database.inTransaction((tx) => work(unitOf(database, tx), tx));
    around.changed();
    return lineOf(row);
  }
  async function lineOf(row: PassRow): Promise<CarnetLine> {
    const [line] = await linesOf(db, [row]);
    if (!line) throw failure('notFound', { what: 'carnet', id: carnetIdOf(row.number) });
    return line;
  }

  return {
    list: (filter, page) => readCarnetLines(db, filter, page),
    used: (days) => readUsed(db, days),
    without: (days) => withoutPass(db, days),
    splits: (place) => readSplits(db, [place]),
    async give({ key, kind, memberId, placeId, passes, from, until, words }, by) {
      const now = around.now();
      let isNew = false;
      const line = await changing(async (unit, tx) => {
        const place = placeId ?? (await onlyPlace(tx));
        await mustExist(tx, 'place', place);
        await mustExist(tx, 'member', memberId);
        await lockPlaces(unit, [place]);
        const timeZone = await namedPlace(tx, place);
        const since = from ?? placeTime(now, timeZone).date;
        if (until !== null && until < since)
          throw failure('badRequest', { detail: 'until is before from' });
        const entry = {
          key: `given pass ${key}`,
          kind: 'given',
          at: now,
          place,
          person: `member:${memberId}`,
          pass_kind: kind,
          passes,
          valid_from: since,
          valid_until: until,
          ...{ carnet: null, day: null, part: null, reverses: null, made_by: by, words },
        } as const;
        isNew = (await appendPassEntries(unit, [entry])) > 0;
        const stands = await rowOf(tx, entry.key);
        const same = (['place', 'person', 'pass_kind', 'valid_until'] as const).every(
          (name) => stands[name] === entry[name],
        );
        // Asked again on another day without saying from when, it is still the same.
        const isSame =
          same && Number(stands.passes) === passes && [null, stands.valid_from].includes(from);
        if (!isSame)
          throw failure('conflict', { detail: `The key ${key} was used for something else.` });
        if (!isNew) return stands;
        await tx.updateTable('place').set({ rated: 1 }).where('id', '=', place).execute();
        await putRight(unit, stands, timeZone, now);
        await written(tx, 'created', stands, by, now);
        return stands;
      });
      return { line, isNew };
    },
    undo: (id, { words, by, places }) =>
      changing(async (unit, tx) => {
        const now = around.now();
        const row = await tx
          .selectFrom('pass_entry')
          .selectAll()
          .where('number', '=', carnetNumber(id))
          .where('kind', '=', 'given')
          .where('person', 'like', 'member:%')
          .executeTakeFirst();
        if (!row || (places !== '*' && !places.includes(row.place)))
          throw failure('notFound', { what: 'carnet', id });
        await lockPlaces(unit, [row.place]);
        const timeZone = await namedPlace(tx, row.place);
        const { number, key } = row;
        const reversal = {
          ...row,
          key: `reversal ${key}`,
          kind: 'reversal',
          ...{ at: now, carnet: number, reverses: key, made_by: by, words },
        } as const;
        if ((await appendPassEntries(unit, [reversal])) === 0)
          throw failure('conflict', { detail: 'It was taken back already.' });
        await putRight(unit, row, timeZone, now);
        await written(tx, 'undone', { ...row, words }, by, now);
        return row;
      }),
    async split(place, { since, splitAt }, by) {
      const now = around.now();
      await database.inTransaction(async (tx) => {
        const unit = unitOf(database, tx);
        await mustExist(tx, 'place', place);
        await lockPlaces(unit, [place]);
        const timeZone = await namedPlace(tx, place);
        const from = since ?? placeTime(now, timeZone).date;
        const before = (await readSplits(tx, [place])).findLast((one) => one.since <= from);
        await tx
          .insertInto('pass_split')
          .values({ place, since: from, split_at: splitAt, made_at: now, made_by: by })
          .onConflict((key) =>
            key
              .columns(['place', 'since'])
              .doUpdateSet({ split_at: splitAt, made_at: now, made_by: by }),
          )
          .execute();
        const persons = await tx
          .selectFrom('pass_entry')
          .select('person')
          .distinct()
          .where('place', '=', place)
          .where('kind', '=', 'given')
          .execute();
        const at = startOf(from, timeZone);
        const holders = persons.map(({ person }) => ({
          ...{ place, person: person as `member:${string}`, at },
        }));
        await book(unit, holders, now);
        await appendAudit(
          tx,
          by,
          {
            ...{ verb: 'changed', kind: 'place', id: place, placeId: place },
            before: before ? { passSplitAt: before.splitAt } : null,
            after: { passSplitAt: splitAt, from },
          },
          now,
        );
      });
      around.changed();
    },
  };
}

/** Where nobody is named, there is nobody to give passes to. Answers its time zone. */
async function namedPlace(tx: Tx, id: string): Promise<string> {
  const place = await tx
    .selectFrom('place')
    .select(['nameless', 'time_zone'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (place.nameless === 1)
    throw failure('conflict', { detail: 'This place counts without names: it cannot use passes.' });
  return place.time_zone;
}

const rowOf = (tx: Tx, key: string): Promise<PassRow> =>
  tx.selectFrom('pass_entry').selectAll().where('key', '=', keptKey(key)).executeTakeFirstOrThrow();

/** Days since a carnet holds may take others now. */
async function putRight(unit: Unit, row: PassRow, timeZone: string, now: number): Promise<void> {
  const { place, person, valid_from } = row;
  const at = startOf(valid_from ?? '', timeZone);
  await book(unit, [{ place, person: person as `member:${string}`, at }], now);
}

const book = (
  unit: Unit,
  holders: Parameters<typeof bookPassages>[1]['holders'] & {},
  now: number,
): Promise<number> => {
  const rated = new Set(holders.map(({ place }) => place));
  return bookPassages(unit, { gonePassages: [], passages: [], rated, holders, now });
};

const written = (
  tx: Tx,
  verb: 'created' | 'undone',
  row: PassRow,
  by: string,
  at: number,
): Promise<void> =>
  appendAudit(
    tx,
    by,
    {
      verb,
      kind: 'carnet',
      id: carnetIdOf(row.number),
      placeId: row.place,
      memberId: row.person.slice('member:'.length),
      after: {
        kind: row.pass_kind,
        passes: Number(row.passes),
        from: row.valid_from,
        until: row.valid_until,
        reason: row.words,
      },
    },
    at,
  );
