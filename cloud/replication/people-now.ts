import type { EpochMs } from '../../shared/domain/clock.ts';
import { localClock } from '../../shared/domain/local-clock.ts';
import { asOf, durationMs } from '../../shared/domain/passage-as-of.ts';
import { placeTime } from '../../shared/domain/place-time.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { StateMessage } from '../../shared/wire/messages.ts';
import type { PlacePassages, SequencePassage } from '../store/place-now.ts';

export type PersonNow = Omit<StateMessage['members'][number], 'memberRef'>;

/** What a place knows of who is, or was, there today. */
export interface PeopleNow {
  readonly people: ReadonlyMap<Person, PersonNow>;
  /** By area. */
  readonly inside: Readonly<Record<string, number>>;
}

interface Gathered {
  readonly in: Set<string>;
  /** By area: the entry of the open passage, else the newest. */
  readonly entered: Map<string, EpochMs>;
  todayMs: number;
}

/** By the rules of the place, as of now: an open passage that is stale has nobody in it. Passages come in any order. */
export async function peopleNow(
  { id, timeZone, passages, rulesOf, balances, toSettle, passHolders }: PlacePassages,
  now: EpochMs,
): Promise<PeopleNow> {
  const clock = localClock(timeZone);
  const midnight = clock.startOfDay(clock.dayOf(now));
  const gathered = new Map<Person, Gathered>();
  const gather = ({ person, area, passage: stored }: SequencePassage): void => {
    const of = gathered.get(person) ?? { in: new Set(), entered: new Map(), todayMs: 0 };
    gathered.set(person, of);
    const passage = asOf(stored, now, rulesOf(area));
    const { entry, exit } = passage;
    const isOpen = passage.status === 'open';
    if (entry && (isOpen || !of.in.has(area)))
      of.entered.set(area, isOpen ? entry.at : Math.max(entry.at, of.entered.get(area) ?? 0));
    if (isOpen) of.in.add(area);
    else if (area === id && entry && exit && durationMs(passage) !== null)
      of.todayMs += Math.max(0, Math.min(exit.at, now) - Math.max(entry.at, midnight));
  };
  for await (const slice of passages) for (const one of slice) gather(one);
  const inside: Record<string, number> = {};
  for (const of of gathered.values())
    for (const area of of.in) inside[area] = (inside[area] ?? 0) + 1;
  const day = placeTime(now, timeZone).date;
  const people = new Map<Person, PersonNow>();
  for (const [who, of] of gathered) people.set(who, told(of, day));
  // Who was not here yet is greeted with a balance too, and told of an exit.
  for (const who of [...balances.keys(), ...toSettle, ...passHolders] as Person[])
    if (!people.has(who)) people.set(who, nothingNow(day));
  for (const [who, row] of people) {
    const balance = balances.get(who) ?? null;
    const more = { ...(toSettle.has(who) && settle), ...(passHolders.has(who) && pass) };
    people.set(who, { ...row, balance, ...more });
  }
  return { people, inside };
}

const settle = { exitToSettle: true } as const;
const pass = { pass: true } as const;

const told = (of: Gathered, day: string): PersonNow => ({
  day,
  in: [...of.in].sort(),
  todaySeconds: Math.floor(of.todayMs / 1000),
  balance: null,
  entered: Object.fromEntries(
    [...of.entered].map(([area, at]) => [area, new Date(at).toISOString()]),
  ),
});

/** Of somebody nothing is known of any more: their punches were voided, or it is long ago. */
export const nothingNow = (day: string): PersonNow => ({
  day,
  in: [],
  todaySeconds: 0,
  balance: null,
});
