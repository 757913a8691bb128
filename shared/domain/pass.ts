import { type HalfDayName, halfDayNames, halfDaysOf } from './half-days.ts';
import { passageAt } from './pair.ts';
import type { Passage } from './passage.ts';
import { placeTime } from './place-time.ts';
import type { LocalDate, LocalTime } from './schedule.ts';

export const passKinds = ['day', 'halfDay'] as const;
export type PassKind = (typeof passKinds)[number];

/** Passes of one kind that a member was given together, for one place. Both its days are included. */
export interface Carnet {
  /** Rises: of two that end alike, the one given first is used first. */
  readonly number: number;
  readonly kind: PassKind;
  readonly passes: number;
  readonly from: LocalDate;
  /** Null: for ever. */
  readonly until: LocalDate | null;
}

/** What one pass covers of a day: a day pass all of it, a half-day pass one of its halves. */
export const passParts = ['day', ...halfDayNames] as const;
export type PassPart = (typeof passParts)[number];

/** One pass of a carnet, used on a day. */
export interface PassUse {
  readonly day: LocalDate;
  readonly part: PassPart;
  readonly carnet: number;
}

/** A day on which a member was there, and in which of its halves; in order. */
export interface DayThere {
  readonly day: LocalDate;
  readonly halves: readonly HalfDayName[];
}

/** How a place divides its days. */
export interface PlaceDays {
  readonly timeZone: string;
  readonly splitOf: (day: LocalDate) => LocalTime;
}

/** What of a passage lies in each half of the day it begins on; what lasts past midnight is its evening's. */
interface PassageHalves {
  readonly day: LocalDate;
  readonly ms: Readonly<Partial<Record<HalfDayName, number>>>;
}

/**
 * Only an end that a card or staff gave counts, as it does for its price: one that is missing, or that a rule set,
 * says nothing of the other half.
 */
function halvesOf(passage: Passage, { timeZone, splitOf }: PlaceDays): PassageHalves {
  const begin = passageAt(passage);
  const end = passage.status === 'closed' ? (passage.exit?.at ?? begin) : begin;
  const { date: day } = placeTime(begin, timeZone);
  const whole = { date: day, opensAt: null, splitAt: splitOf(day), closesAt: null };
  const afternoon = halfDaysOf(whole, timeZone).find(({ name }) => name === 'afternoon');
  const split = afternoon?.from ?? Number.POSITIVE_INFINITY;
  const morning = begin < split ? { morning: Math.min(end, split) - begin } : {};
  const isLate = begin >= split || end > split;
  return { day, ms: { ...morning, ...(isLate && { afternoon: end - Math.max(begin, split) }) } };
}

/** The days on which these passages began, oldest first. */
export function daysThere(passages: Iterable<Passage>, days: PlaceDays): readonly DayThere[] {
  const found = new Map<LocalDate, Set<string>>();
  for (const passage of passages) {
    const { day, ms } = halvesOf(passage, days);
    found.set(day, (found.get(day) ?? new Set()).union(new Set(Object.keys(ms))));
  }
  return [...found]
    .map(([day, halves]) => ({ day, halves: halfDayNames.filter((name) => halves.has(name)) }))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** What passes pay of a passage's time. */
export interface Cover {
  /** Each half of the day in which it is known to lie. */
  readonly all: boolean;
  /** How much of its time lies in halves that are covered. */
  readonly ms: number;
}
export const noCover: Cover = { all: false, ms: 0 };

/** @param used on the day on which the passage began. */
export function coverOf(
  passage: Passage,
  used: readonly Pick<PassUse, 'day' | 'part'>[],
  days: PlaceDays,
): Cover {
  if (used.length === 0) return noCover;
  const { day, ms } = halvesOf(passage, days);
  const parts = new Set(used.filter((use) => use.day === day).map(({ part }) => part));
  const halves = Object.entries(ms) as [HalfDayName, number][];
  const covered = halves.filter(([half]) => parts.has('day') || parts.has(half));
  return {
    all: covered.length === halves.length,
    ms: covered.reduce((sum, [, of]) => sum + of, 0),
  };
}
