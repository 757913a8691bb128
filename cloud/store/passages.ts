import { passageAt } from '../../shared/domain/pair.ts';
import type { Anomaly, Passage, PassageEnd } from '../../shared/domain/passage.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { countChanges } from './passage-changes.ts';
import { deleteRows, insertNewRows, insertRows, type Row, type Unit } from './rows.ts';
import type { PassageTables } from './schema/passages.ts';

export interface PassageOf {
  readonly key: SequenceKey;
  readonly passage: Passage;
}

export interface PassageKey {
  readonly place: string;
  readonly at: number;
  readonly id: string;
  /** An id is its device's own choice: two sequences may hold the same one. */
  readonly area: string;
  readonly person: string;
}

const passageTable = {
  table: 'passage',
  columns: {
    place: 'text',
    at: 'bigint',
    id: 'text',
    area: 'text',
    person: 'text',
    card_uid: 'text',
    entry_at: 'bigint',
    entry_punch: 'text',
    entry_access_point: 'text',
    entry_by: 'text',
    exit_at: 'bigint',
    exit_punch: 'text',
    exit_access_point: 'text',
    exit_by: 'text',
    status: 'text',
    anomalies: 'text',
    corrected: 'smallint',
  },
} as const;
const passageKey = {
  place: 'text',
  at: 'bigint',
  id: 'text',
  area: 'text',
  person: 'text',
} as const;
const replaced = Object.keys(passageTable.columns)
  .slice(5)
  .map((name) => `${name} = excluded.${name}`);
const passageUpsert = {
  asNew: passageTable,
  ...passageTable,
  onConflict: `(place, at, id, area, person) DO UPDATE SET ${replaced.join(', ')}`,
} as const;

/** Writes over those that are there. */
export const writePassages = (unit: Unit, passages: readonly PassageOf[]): Promise<void> =>
  write(unit, passages, insertRows);

/** The same of passages of which none is there, as far as is known. */
export const writeNewPassages = (unit: Unit, passages: readonly PassageOf[]): Promise<void> =>
  write(unit, passages, insertNewRows);

async function write(
  unit: Unit,
  passages: readonly PassageOf[],
  insert: typeof insertRows | typeof insertNewRows,
): Promise<void> {
  const asTheyLie = passages.toSorted((a, b) => passageAt(a.passage) - passageAt(b.passage));
  await insert(unit, passageUpsert, asTheyLie.map(passageRow));
  const written = passages.map(({ key, passage }) => ({ ...key, at: passageAt(passage) }));
  await countChanges(unit, written);
}

export async function deletePassages(unit: Unit, keys: readonly PassageKey[]): Promise<void> {
  await deleteRows(
    unit,
    { table: 'passage', columns: passageKey },
    keys.map((k): Row => [k.place, k.at, k.id, k.area, k.person]),
  );
  await countChanges(unit, keys);
}

const passageRow = ({ key, passage }: PassageOf): Row => {
  const { entry, exit } = passage;
  return [
    key.place,
    passageAt(passage),
    passage.id,
    key.area,
    key.person,
    passage.cardUid,
    entry?.at ?? null,
    entry?.punchId ?? null,
    entry?.accessPoint ?? null,
    entry?.by ?? null,
    exit?.at ?? null,
    exit?.punchId ?? null,
    exit?.accessPoint ?? null,
    exit?.by ?? null,
    passage.status,
    passage.anomalies.join('|'),
    passage.corrected ? 1 : 0,
  ];
};

export type PassageColumns = PassageTables['passage'];

export const passageOf = (row: PassageColumns): Passage => ({
  id: row.id,
  entry: endOf(row.entry_at, row.entry_punch, row.entry_access_point, row.entry_by),
  exit: endOf(row.exit_at, row.exit_punch, row.exit_access_point, row.exit_by),
  status: row.status,
  anomalies: row.anomalies === '' ? [] : (row.anomalies.split('|') as Anomaly[]),
  cardUid: row.card_uid,
  corrected: row.corrected !== 0,
});

const endOf = (
  at: number | null,
  punchId: string | null,
  accessPoint: string | null,
  by: PassageEnd['by'] | null,
): PassageEnd | null => (at === null || by === null ? null : { at, punchId, accessPoint, by });
