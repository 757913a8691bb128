import { isMonth } from './month.ts';
import type { SettlementCell, VenueUse } from './settlement.ts';

export const settledPer = ['hour', 'halfDay', 'day', 'passage'] as const;
export type SettledPer = (typeof settledPer)[number];

/** `TIM`: hundredths of a token; else an ISO 4217 currency with a hundred cents. */
export interface SettlementTerms {
  readonly per: SettledPer;
  readonly unit: string;
  /** Hundredths, always an integer. */
  readonly amount: number;
}

/** What two venues agreed on, and since which month: what `home` owes for its people at `visited`. */
export interface SettlementRate {
  readonly id: string;
  readonly home: string;
  readonly visited: string;
  /** `2026-03` */
  readonly since: string;
  /** Null: from then on nothing is owed. */
  readonly terms: SettlementTerms | null;
}

/** A thousand euros, or a hundred tokens: more than that for an hour or a day was typed by mistake. */
const mostCents = 100_000;
const mostTokenUnits = 10_000;
/** Months ahead that venues may agree on. */
const mostMonthsAhead = 24;

export type SettlementRateProblem =
  | 'samePlace'
  | 'badMonth'
  | 'farAhead'
  | 'badUnit'
  | 'notWhole'
  | 'negative'
  | 'tooMuch';

const monthsOf = (month: string): number => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return year * 12 + number;
};

/** Why such a rate is refused when it is set; null: it is not. `thisMonth`: the one of now. */
export function settlementRateProblem(
  { home, visited, since, terms }: Omit<SettlementRate, 'id'>,
  thisMonth: string,
): SettlementRateProblem | null {
  if (home === visited) return 'samePlace';
  if (!isMonth(since)) return 'badMonth';
  if (monthsOf(since) > monthsOf(thisMonth) + mostMonthsAhead) return 'farAhead';
  if (terms === null) return null;
  if (!isUnit(terms.unit)) return 'badUnit';
  if (!Number.isInteger(terms.amount)) return 'notWhole';
  if (terms.amount < 0) return 'negative';
  return terms.amount > (terms.unit === 'TIM' ? mostTokenUnits : mostCents) ? 'tooMuch' : null;
}

/** Of currencies those that have cents: a hundred of them make one. */
function isUnit(unit: string): boolean {
  if (unit === 'TIM') return true;
  if (!/^[A-Z]{3}$/.test(unit) || !Intl.supportedValuesOf('currency').includes(unit)) return false;
  const asked = { style: 'currency', currency: unit } as const;
  return new Intl.NumberFormat('en', asked).resolvedOptions().maximumFractionDigits === 2;
}

/** What holds in a month, of the versions in any order. Of two since one month the later id: ids rise. */
export const settlementRateAt = (
  rates: readonly SettlementRate[],
  { home, visited, month }: { home: string | null; visited: string; month: string },
): (SettlementRate & { readonly terms: SettlementTerms }) | null => {
  let held: SettlementRate | null = null;
  for (const rate of rates) {
    if (rate.home !== home || rate.visited !== visited || rate.since > month) continue;
    if (!held || held.since < rate.since || (held.since === rate.since && held.id < rate.id))
      held = rate;
  }
  return held?.terms ? { ...held, terms: held.terms } : null;
};

/** Hundredths, rounded once, half up. Two half-days are a day, whichever of them is priced. */
export function owedFor(use: VenueUse, { per, amount }: SettlementTerms): number {
  const halves = 2 * use.days + use.halfDays;
  switch (per) {
    case 'hour':
      return rounded(use.ms, amount, 3_600_000);
    case 'halfDay':
      return halves * amount;
    case 'day':
      return rounded(halves, amount, 2);
    case 'passage':
      return use.passages * amount;
  }
}

/** A year of a large venue, in milliseconds, times a price is more than a number holds exactly. */
const rounded = (count: number, amount: number, by: number): number =>
  Number((2n * BigInt(count) * BigInt(amount) + BigInt(by)) / (2n * BigInt(by)));

/** A cell with what it costs. */
export interface SettledCell extends SettlementCell {
  readonly rate: SettlementTerms | null;
  /** Hundredths of the rate's unit; null: the venues agreed on nothing, or they are their own people. */
  readonly owed: number | null;
}

export const settledCells = (
  cells: readonly SettlementCell[],
  rates: readonly SettlementRate[],
): readonly SettledCell[] =>
  cells.map((cell) => {
    const terms = settlementRateAt(rates, cell)?.terms ?? null;
    return { ...cell, rate: terms, owed: terms && owedFor(cell, terms) };
  });

/** What two venues settle, over the cells of one period. */
export interface SettledPair {
  readonly one: string;
  readonly other: string;
  /** One's people at the other, and the other way round. */
  readonly ofOne: readonly SettledCell[];
  readonly ofOther: readonly SettledCell[];
  /** By unit: who pays whom after both are set against each other; `amount` 0: they are even. */
  readonly nets: readonly {
    readonly unit: string;
    readonly from: string;
    readonly to: string;
    readonly amount: number;
  }[];
}

/** Every pair of venues of which one's people were at the other, each once. */
export function settledPairs(cells: readonly SettledCell[]): readonly SettledPair[] {
  const pairs = new Map<string, [string, string]>();
  for (const { home, visited } of cells) {
    if (home === null || home === visited) continue;
    const [one, other] = home < visited ? [home, visited] : [visited, home];
    pairs.set(`${one}\n${other}`, [one, other]);
  }
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, [one, other]]) => pairOf(cells, one, other));
}

/** Also of two that were nowhere: then nothing is owed. */
export function pairOf(cells: readonly SettledCell[], one: string, other: string): SettledPair {
  const of = (home: string, visited: string) =>
    cells.filter((cell) => cell.home === home && cell.visited === visited);
  const [ofOne, ofOther] = [of(one, other), of(other, one)];
  const sums = new Map<string, number>();
  const add = (cell: SettledCell, sign: 1 | -1) => {
    if (cell.rate === null || cell.owed === null) return;
    sums.set(cell.rate.unit, (sums.get(cell.rate.unit) ?? 0) + sign * cell.owed);
  };
  for (const cell of ofOne) add(cell, 1);
  for (const cell of ofOther) add(cell, -1);
  const nets = [...sums].sort().map(([unit, sum]) => {
    const [from, to] = sum < 0 ? [other, one] : [one, other];
    return { unit, from, to, amount: Math.abs(sum) };
  });
  return { one, other, ofOne, ofOther, nets };
}
