import type { Carnet, PassPart } from '../../shared/domain/pass.ts';
import type { UseEntry } from '../../shared/domain/pass-use.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import { keptKey } from './ledger-entries.ts';
import { askRows, insertRows, type Row, type Unit } from './rows.ts';
import type { PassTables } from './schema/passes.ts';

/** Whose passes, and where. */
export interface Holder {
  readonly place: string;
  readonly person: Person;
}

export type PassRow = Omit<PassTables['pass_entry'], 'number'> & { readonly number: number };

const table = {
  table: 'pass_entry',
  columns: {
    key: 'text',
    kind: 'text',
    at: 'bigint',
    place: 'text',
    person: 'text',
    carnet: 'bigint',
    pass_kind: 'text',
    passes: 'bigint',
    valid_from: 'text',
    valid_until: 'text',
    day: 'text',
    part: 'text',
    reverses: 'text',
    made_by: 'text',
    words: 'text',
  },
  onConflict: '(key) DO NOTHING',
} as const;

/** One whose key is there already is left as it is; answers how many are new. */
export const appendPassEntries = (
  unit: Unit,
  entries: readonly Omit<PassRow, 'number'>[],
): Promise<number> =>
  insertRows(
    unit,
    table,
    entries.map(
      (one): Row => [
        ...[keptKey(one.key), one.kind, one.at, one.place, one.person, one.carnet, one.pass_kind],
        ...[one.passes, one.valid_from, one.valid_until, one.day, one.part],
        ...[one.reverses, one.made_by, one.words],
      ],
    ),
  );

/** Passes used and given back. */
export const appendUses = (unit: Unit, uses: readonly UseEntry[]): Promise<number> =>
  appendPassEntries(
    unit,
    uses.map(({ part, ...use }) => ({
      ...use,
      part,
      pass_kind: part === 'day' ? 'day' : 'halfDay',
      passes: 1,
      ...{ valid_from: null, valid_until: null, made_by: null, words: null },
    })),
  );

const carnetsOf = {
  parameters: { place: 'text', person: 'text' },
  sql: `SELECT g.number, g.pass_kind, g.passes, g.valid_from, g.valid_until,
      (SELECT r.number FROM pass_entry r WHERE r.reverses = g.key) AS undone
    FROM pass_entry g WHERE g.place = @place AND g.person = @person AND g.kind = 'given'`,
} as const;

/** All they were ever given; those that were taken back apart, for their days have to be put right. */
export async function readCarnets(
  unit: Unit,
  holders: readonly Holder[],
): Promise<readonly { readonly carnets: readonly Carnet[]; readonly since: LocalDate | null }[]> {
  const found = await askRows<PassRow & { readonly undone: number | null }>(
    unit,
    carnetsOf,
    holders.map(({ place, person }): Row => [place, person]),
  );
  return found.map((rows) => ({
    carnets: rows.filter(({ undone }) => undone === null).map(carnetOf),
    since: rows.map(({ valid_from }) => valid_from ?? '').toSorted()[0] ?? null,
  }));
}

export const carnetOf = (
  row: Pick<PassRow, 'number' | 'pass_kind' | 'passes' | 'valid_from' | 'valid_until'>,
): Carnet => ({
  number: Number(row.number),
  kind: row.pass_kind,
  passes: Number(row.passes),
  from: row.valid_from ?? '',
  until: row.valid_until,
});

const usedBefore = {
  parameters: { place: 'text', person: 'text', day: 'text' },
  sql: `SELECT carnet, SUM(CASE kind WHEN 'used' THEN 1 ELSE -1 END) AS used FROM pass_entry
    WHERE place = @place AND person = @person AND day < @day GROUP BY carnet`,
} as const;

/** How many of each carnet were used on older days. */
export async function readUsedBefore(
  unit: Unit,
  days: readonly (Holder & { readonly day: LocalDate })[],
): Promise<readonly ReadonlyMap<number, number>[]> {
  const found = await askRows<{ carnet: number; used: number }>(unit, usedBefore, rowsOf(days));
  return found.map((rows) => new Map(rows.map((one) => [Number(one.carnet), Number(one.used)])));
}

const since = {
  parameters: { place: 'text', person: 'text', day: 'text' },
  sql: `SELECT * FROM pass_entry
    WHERE place = @place AND person = @person AND day >= @day ORDER BY number`,
} as const;

/** All that was ever used and given back on these days and later ones, in the order it was written. */
export async function readUsesSince(
  unit: Unit,
  days: readonly (Holder & { readonly day: LocalDate })[],
): Promise<readonly (readonly UseEntry[])[]> {
  const found = await askRows<PassRow>(unit, since, rowsOf(days));
  return found.map((rows) => rows.flatMap((row) => useOf(row) ?? []));
}

const rowsOf = (days: readonly (Holder & { readonly day: LocalDate })[]): readonly Row[] =>
  days.map(({ place, person, day }) => [place, person, day]);

/** Null: it tells of no day. */
export function useOf({ kind, day, part, carnet, ...row }: PassRow): UseEntry | null {
  if (kind === 'given' || day === null || part === null) return null;
  return {
    key: row.key,
    kind,
    at: Number(row.at),
    place: row.place,
    person: row.person as Person,
    day,
    part: part as PassPart,
    carnet: Number(carnet),
    reverses: row.reverses,
  };
}
