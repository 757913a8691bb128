import type { EpochMs } from './clock.ts';
import type { Anomaly, PassageEnd, PassageStatus } from './passage.ts';

/** A passage with the names a person reads. Rows come by entry (or exit) time. */
export interface PassageRow {
  readonly id: string;
  readonly place: string;
  /** The place's own area has the place's id. */
  readonly area: string;
  /** IANA name, the place's. */
  readonly timeZone: string;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly cardUid: string;
  readonly cardNumber: string | null;
  readonly entry: PassageEnd | null;
  readonly exit: PassageEnd | null;
  readonly entryAccessPointName: string | null;
  readonly exitAccessPointName: string | null;
  /** As of `now`: an open passage that went stale is `missing_exit` or `auto_closed` here. */
  readonly status: PassageStatus;
  readonly anomalies: readonly Anomaly[];
  /** From entry to exit; null while open, and where an end is missing. */
  readonly durationMs: number | null;
  readonly corrected: boolean;
}

/** Who a row is about: the same in all rows of one person with one card. */
export type RowHolder = Pick<PassageRow, 'memberId' | 'memberName' | 'cardUid' | 'cardNumber'>;

/** Where a row happened and what came of it: the same in very many rows. */
export type RowSetting = Pick<
  PassageRow,
  | 'place'
  | 'area'
  | 'timeZone'
  | 'entryAccessPointName'
  | 'exitAccessPointName'
  | 'status'
  | 'anomalies'
  | 'corrected'
>;

/** Which rows a report shows, asked once for all that have it in common. */
export interface RowsShown {
  readonly setting: (setting: RowSetting) => boolean;
  /** By when it began, of who was at home elsewhere before: a row is counted where they were then. */
  readonly holder: (holder: RowHolder) => boolean | ((at: EpochMs) => boolean);
  /** Whether passages there may be seen, where nothing else is said of who it was. */
  readonly hoursThere: (
    setting: Pick<RowSetting, 'place' | 'area'> & {
      readonly entryAccessPoint: string | null;
      readonly exitAccessPoint: string | null;
    },
  ) => boolean;
  /** Whether theirs may be seen, wherever; null: as there. */
  readonly hoursOf: (holder: RowHolder) => boolean | null;
}

/** A length of time as people and programs read it: whole seconds, rounded down. Add milliseconds first. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / 1_000);

/** Who a row is about: the member, or a card that has none. */
export const rowPerson = (row: PassageRow): string =>
  row.memberId === null ? `card:${row.cardUid}` : `member:${row.memberId}`;

const stays = (row: PassageRow): row is PassageRow & { entry: PassageEnd; exit: PassageEnd } =>
  row.entry !== null && row.exit !== null && row.entry.at < row.exit.at;

/**
 * Passages during which the same person was also in elsewhere, by id, with the ids of those other places: both are
 * counted, and marked.
 *
 * @param rows in any order; passages without a duration overlap nothing.
 */
export const overlapsElsewhere = (
  rows: readonly PassageRow[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const overlapping = new Map<string, Set<string>>();
  const mark = (id: string, place: string) =>
    overlapping.set(id, (overlapping.get(id) ?? new Set()).add(place));
  const lastStays = new Map<string, { id: string; place: string; until: EpochMs }[]>();
  for (const row of rows.filter(stays).toSorted((a, b) => a.entry.at - b.entry.at)) {
    const person = rowPerson(row);
    const still = (lastStays.get(person) ?? []).filter(({ until }) => until > row.entry.at);
    for (const other of still) {
      if (other.place === row.place) continue;
      mark(other.id, row.place);
      mark(row.id, other.place);
    }
    still.push({ id: row.id, place: row.place, until: row.exit.at });
    lastStays.set(person, still);
  }
  return overlapping;
};
