import type { EpochMs } from './clock.ts';
import { localClock } from './local-clock.ts';
import { passageAt } from './pair.ts';
import type { PassageStatus } from './passage.ts';
import { type PassageRow, rowPerson } from './report.ts';

/** Up to so long at a venue on one day is half a day there; longer is a day. As Dokos counts. */
export const halfDayMs = 4 * 3_600_000;

/** What people of one home did at one venue. */
export interface VenueUse {
  readonly passages: number;
  /** As the report adds it up: rooms beside the place they are in. */
  readonly ms: number;
  /** Persons' days of up to four hours, and those above. */
  readonly halfDays: number;
  readonly days: number;
  /** Of `passages`: those whose end nobody tapped or confirmed. */
  readonly unconfirmed: number;
  /** Of `ms`: what a rule closed by itself. */
  readonly unconfirmedMs: number;
}

/** A cell of the matrix. */
export interface SettlementCell extends VenueUse {
  /** `2026-03`, local at the venue. */
  readonly month: string;
  /** Null: nobody said where they are at home. */
  readonly home: string | null;
  readonly visited: string;
}

export const noUse: VenueUse = {
  ...{ passages: 0, ms: 0, halfDays: 0, days: 0 },
  ...{ unconfirmed: 0, unconfirmedMs: 0 },
};

export const addUse = (a: VenueUse, b: VenueUse): VenueUse => ({
  passages: a.passages + b.passages,
  ms: a.ms + b.ms,
  halfDays: a.halfDays + b.halfDays,
  days: a.days + b.days,
  unconfirmed: a.unconfirmed + b.unconfirmed,
  unconfirmedMs: a.unconfirmedMs + b.unconfirmedMs,
});

type Counted = Pick<
  PassageRow,
  'place' | 'timeZone' | 'memberId' | 'cardUid' | 'entry' | 'exit' | 'status' | 'durationMs'
>;

/** Adds up passages one by one, in any order. */
export interface SettlementInProgress {
  add(row: Counted, home: string | null): void;
  /** Sorted by month, home (none last) and venue. */
  cells(): readonly SettlementCell[];
}

interface Sum {
  readonly month: string;
  readonly home: string | null;
  readonly visited: string;
  passages: number;
  ms: number;
  unconfirmed: number;
  unconfirmedMs: number;
  /** By local day and person: the time from which until which they were there. */
  readonly stays: Map<number, Map<string, Stays>>;
}
type Stays = readonly (readonly [from: EpochMs, until: EpochMs])[];

const isConfirmed = (status: PassageStatus): boolean =>
  status === 'closed' || status === 'presence';

/**
 * Whose members were where, by month.
 *
 * A passage counts whole on the local day it began (or ended, without an entry), as the report lists it. Days are of a
 * person at a venue: their time there on that day added up, what overlaps once, for who is in a room is in the place
 * around it as well. What has no duration (open, an end missing, presence) is a passage and no time.
 */
export function settlementInProgress(): SettlementInProgress {
  const sums = new Map<string, Sum>();

  return {
    add(row, home) {
      const clock = localClock(row.timeZone);
      const day = clock.dayOf(passageAt(row));
      const month = monthOf(day);
      const key = `${month}\n${home ?? '\n'}\n${row.place}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = { month, home, visited: row.place, ...noTime(), stays: new Map() };
        sums.set(key, sum);
      }
      const ms = row.durationMs ?? 0;
      sum.passages++;
      sum.ms += ms;
      if (!isConfirmed(row.status)) {
        sum.unconfirmed++;
        sum.unconfirmedMs += ms;
      }
      if (row.durationMs === null || row.entry === null) return;
      const people = sum.stays.get(day) ?? new Map<string, Stays>();
      if (people.size === 0) sum.stays.set(day, people);
      const person = rowPerson(row as PassageRow);
      const stay = [row.entry.at, row.entry.at + ms] as const;
      people.set(person, [...(people.get(person) ?? []), stay]);
    },
    cells: () => [...sums.values()].sort(inOrder).map(cellOf),
  };
}

const noTime = () => ({ passages: 0, ms: 0, unconfirmed: 0, unconfirmedMs: 0 });

function cellOf({ stays, ...sum }: Sum): SettlementCell {
  let halfDays = 0;
  let days = 0;
  for (const people of stays.values())
    for (const times of people.values()) {
      if (timeIn(times) <= halfDayMs) halfDays++;
      else days++;
    }
  return { ...sum, halfDays, days };
}

/** What overlaps is one time. */
function timeIn(stays: Stays): number {
  let [ms, until] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, to] of stays.toSorted((a, b) => a[0] - b[0])) {
    ms += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return ms;
}

const inOrder = (a: Sum, b: Sum): number =>
  compare(a.month, b.month) || compareHomes(a.home, b.home) || compare(a.visited, b.visited);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareHomes = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);

const months = new Map<number, string>();
function monthOf(day: number): string {
  let month = months.get(day);
  if (month === undefined) {
    month = new Date(day * 86_400_000).toISOString().slice(0, 7);
    if (months.size > 4_000) months.clear();
    months.set(day, month);
  }
  return month;
}
