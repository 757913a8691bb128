import type { PassageEnd, PassageStatus } from '../../shared/domain/passage.ts';
import type { PassageColumns } from './passages.ts';

/** Passages of one place, from an instant (included) to another (excluded), in order. */
export interface RowRange {
  readonly place: string;
  readonly from: number;
  readonly to: number;
  /** Of another aggregator's place: what it told. */
  readonly isAfar?: true;
}

export const tableOf = ({ isAfar }: RowRange) => (isAfar ? 'passage_afar' : 'passage');

export interface RowFilter {
  readonly area: string | null;
  readonly person: string | null;
  readonly accessPoint: string | null;
}

/**
 * A row of `passage` as it crosses from the engine. Each value that crosses costs as much as using it: what a
 * thousand rows have in common crosses as one text, and is understood once.
 */
export type PassageTuple = readonly [
  ...Own,
  /** JSON of a `Common`. */
  common: string,
];

export type Own = [
  id: string,
  /** The person, a space, the card's uid. */
  holder: string,
  entryAt: number | null,
  exitAt: number | null,
  exitPunch: string | null,
];

export type Common = readonly [
  place: string,
  area: string,
  status: PassageStatus,
  anomalies: string,
  corrected: number,
  entryAccessPoint: string | null,
  entryBy: PassageEnd['by'] | null,
  /** 1: tapped, and then the passage has the punch's id. */
  entryTapped: 0 | 1,
  exitAccessPoint: string | null,
  exitBy: PassageEnd['by'] | null,
];

/** Where it lies: at its entry, else at its exit. */
export const tupleAt = (row: PassageTuple): number => row[2] ?? row[3] ?? 0;

export interface RowReader {
  read(range: RowRange, filter: RowFilter): Promise<readonly PassageTuple[]>;
  /** When the passage after the next `skipped` ones of a range is; null: it has no more than these. */
  nextAt(range: RowRange, skipped: number): Promise<number | null>;
}

export const tupleOf = (row: PassageColumns): PassageTuple => [
  row.id,
  `${row.person} ${row.card_uid}`,
  row.entry_at,
  row.exit_at,
  row.exit_punch,
  JSON.stringify([
    row.place,
    row.area,
    row.status,
    row.anomalies,
    row.corrected,
    row.entry_access_point,
    row.entry_by,
    row.entry_punch === null ? 0 : 1,
    row.exit_access_point,
    row.exit_by,
  ] satisfies Common),
];
