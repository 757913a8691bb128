import { hash } from 'node:crypto';
import type { Account, ChargedPassage, LedgerEntry } from '../../shared/domain/ledger.ts';
import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import { askRows, insertRows, type Row, type Unit } from './rows.ts';
import type { LedgerTables } from './schema/ledger.ts';

/** An entry as it is kept: with its number, and what staff said of it. */
export interface StoredEntry extends LedgerEntry {
  readonly number: number;
  readonly madeBy: string | null;
  readonly words: string | null;
}

export type EntryRow = Omit<LedgerTables['ledger_entry'], 'number'> & { readonly number: number };

const entryTable = {
  table: 'ledger_entry',
  columns: {
    key: 'text',
    kind: 'text',
    at: 'bigint',
    used_at: 'bigint',
    from_account: 'text',
    to_account: 'text',
    units: 'bigint',
    place: 'text',
    area: 'text',
    person: 'text',
    passage: 'text',
    rate: 'text',
    minutes: 'bigint',
    reverses: 'text',
    made_by: 'text',
    words: 'text',
  },
  onConflict: '(key) DO NOTHING',
} as const;

/** A key names a person: what is kept of it does not. */
export const keptKey = (key: string): string => hash('sha256', key, 'hex');

/**
 * Adds entries with both their legs; one whose key is there already is left as it is. Answers how many are new.
 * Their keys are as `shared/domain/ledger.ts` makes them, or those of `StoredEntry` where they were read.
 */
export async function appendEntries(
  unit: Unit,
  entries: readonly (LedgerEntry &
    Partial<Pick<StoredEntry, 'madeBy' | 'words'>> & { readonly place?: string | null })[],
): Promise<number> {
  const rows = entries.map((entry): Row => {
    const {
      place = entry.place ?? null,
      area = null,
      person = null,
      passage = null,
    } = entry.of ?? {};
    return [
      ...[keptKey(entry.key), entry.kind, entry.at, entry.usedAt, entry.from, entry.to],
      ...[entry.units, place, area, person, passage, entry.rate, entry.minutes],
      // What it undoes was read, and has the key it is kept by.
      ...[entry.reverses, entry.madeBy ?? null, entry.words ?? null],
    ];
  });
  const added = await insertRows(unit, entryTable, rows);
  if (added === 0) return 0;
  const keys = rows.flatMap(([key]) => (typeof key === 'string' ? [key] : []));
  const found = await askRows<{
    number: number;
    from_account: string;
    to_account: string;
    units: number;
  }>(
    unit,
    numberOf,
    keys.map((key): Row => [key]),
  );
  await insertRows(
    unit,
    legTable,
    found.flat().flatMap(({ number, from_account, to_account, units }): Row[] => [
      [from_account, number, -units],
      [to_account, number, units],
    ]),
  );
  return added;
}

const legTable = {
  table: 'ledger_leg',
  columns: { account: 'text', entry: 'bigint', units: 'bigint' },
  onConflict: '(account, entry) DO NOTHING',
} as const;
const numberOf = {
  parameters: { key: 'text' },
  sql: 'SELECT number, from_account, to_account, units FROM ledger_entry WHERE key = @key',
} as const;

const ofPassage = {
  parameters: { passage: 'text', place: 'text', area: 'text', person: 'text' },
  sql: `SELECT * FROM ledger_entry WHERE passage = @passage AND place = @place
    AND area = @area AND person = @person ORDER BY number`,
} as const;

/** All entries of each passage, in their order. */
export async function readEntriesOf(
  unit: Unit,
  passages: readonly ChargedPassage[],
): Promise<readonly (readonly StoredEntry[])[]> {
  const found = await askRows<EntryRow>(
    unit,
    ofPassage,
    passages.map(({ passage, place, area, person }): Row => [passage, place, area, person]),
  );
  return found.map((rows) => rows.map(entryOf));
}

/** The number of the newest entry; 0: there is none. */
export async function lastEntry({ tx }: Unit): Promise<number> {
  const row = await tx
    .selectFrom('ledger_entry')
    .select((of) => of.fn.max('number').as('last'))
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

/** How much more was taken for passages of this person at this place than given back, by entries after `last`. */
export async function takenSince(
  { tx }: Unit,
  { place, person }: Pick<SequenceKey, 'place' | 'person'>,
  last: number,
): Promise<number> {
  const rows = await tx
    .selectFrom('ledger_entry')
    .select(['kind', 'units'])
    .where('number', '>', last)
    .where('place', '=', place)
    .where('person', '=', person)
    .where('kind', 'in', ['prepaid', 'debit', 'reversal'])
    .execute();
  return rows.reduce(
    (sum, { kind, units }) => sum + (kind === 'reversal' ? -1 : 1) * Number(units),
    0,
  );
}

export function entryOf(row: EntryRow): StoredEntry {
  const { place, area, person, passage } = row;
  const isOfPassage = place !== null && area !== null && person !== null && passage !== null;
  return {
    number: Number(row.number),
    key: row.key,
    kind: row.kind,
    at: Number(row.at),
    usedAt: Number(row.used_at),
    from: row.from_account as Account,
    to: row.to_account as Account,
    units: Number(row.units),
    of: isOfPassage ? { place, area, person: person as Person, passage } : null,
    rate: row.rate,
    minutes: row.minutes === null ? null : Number(row.minutes),
    reverses: row.reverses,
    madeBy: row.made_by,
    words: row.words,
  };
}
