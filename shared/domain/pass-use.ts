import type { EpochMs } from './clock.ts';
import type { HalfDayName } from './half-days.ts';
import type { Carnet, DayThere, PassKind, PassPart, PassUse } from './pass.ts';
import type { Person } from './punch.ts';
import type { LocalDate } from './schedule.ts';

/**
 * Which passes days take, the oldest day first: a whole day a day pass, a half of one a half-day pass. Where there is
 * none of the fitting kind left, a day pass covers a half, and half-day passes cover a day as far as they go. Of one
 * kind, what ends first is used first. What an older day takes never depends on a later one.
 *
 * @param before how many of each carnet were used on older days than these.
 */
export function usesOf(
  carnets: readonly Carnet[],
  days: readonly DayThere[],
  before: ReadonlyMap<number, number> = new Map(),
): readonly PassUse[] {
  const left = new Map(
    carnets.map(({ number, passes }) => [number, passes - (before.get(number) ?? 0)]),
  );
  const inOrder = carnets.toSorted(endsFirst);
  const take = (kind: PassKind, day: LocalDate): number | null => {
    const found = inOrder.find(
      (one) => one.kind === kind && (left.get(one.number) ?? 0) > 0 && holdsOn(one, day),
    );
    if (!found) return null;
    left.set(found.number, (left.get(found.number) ?? 0) - 1);
    return found.number;
  };
  return days.flatMap(({ day, halves }) => {
    const use = (kind: PassKind, part: PassPart): readonly PassUse[] => {
      const carnet = take(kind, day);
      return carnet === null ? [] : [{ day, part, carnet }];
    };
    const whole = () => use('day', 'day');
    const each = () => halves.flatMap((half) => use('halfDay', half));
    const fitting = halves.length > 1 ? whole() : each();
    if (fitting.length > 0) return fitting;
    return halves.length > 1 ? each() : whole();
  });
}

const holdsOn = ({ from, until }: Carnet, day: LocalDate): boolean =>
  from <= day && (until === null || day <= until);

const endsFirst = (a: Carnet, b: Carnet): number => {
  const [endsA, endsB] = [a.until ?? '~', b.until ?? '~'];
  if (endsA !== endsB) return endsA < endsB ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.number - b.number;
};

/** Days without a pass, of somebody who has had one: from the first day of their first carnet on. */
export function overUseOf(
  carnets: readonly Pick<Carnet, 'from'>[],
  days: readonly DayThere[],
  uses: readonly Pick<PassUse, 'day' | 'part'>[],
): readonly DayThere[] {
  const since = carnets.map(({ from }) => from).toSorted()[0];
  if (since === undefined) return [];
  const used = Map.groupBy(uses, ({ day }) => day);
  return days.flatMap(({ day, halves }) => {
    if (day < since) return [];
    const parts = new Set<PassPart>((used.get(day) ?? []).map(({ part }) => part));
    const open = parts.has('day') ? [] : halves.filter((half: HalfDayName) => !parts.has(half));
    return open.length > 0 ? [{ day, halves: open }] : [];
  });
}

/** A pass that was used, or given back because the day does not take it any more: written once, never changed. */
export interface UseEntry extends PassUse {
  /** The same key is the same entry. */
  readonly key: string;
  readonly kind: 'used' | 'reversal';
  readonly at: EpochMs;
  readonly place: string;
  readonly person: Person;
  /** The key of what it undoes. */
  readonly reverses: string | null;
}

/** Used, and not given back. */
export function standingUses<T extends Pick<UseEntry, 'key' | 'kind' | 'reverses'>>(
  entries: readonly T[],
): readonly T[] {
  const undone = new Set(entries.map(({ reverses }) => reverses));
  return entries.filter(({ kind, key }) => kind === 'used' && !undone.has(key));
}

/**
 * What has to be written so that these days use what they take: nothing where they do already.
 *
 * @param before all entries of these days, in their order.
 */
export function postUses(
  before: readonly UseEntry[],
  { place, person, at }: Pick<UseEntry, 'place' | 'person' | 'at'>,
  wanted: readonly PassUse[],
): readonly UseEntry[] {
  const named = ({ day, part, carnet }: PassUse) => `${day} ${part} ${carnet}`;
  const stands = new Map(standingUses(before).map((entry) => [named(entry), entry]));
  const want = new Map(wanted.map((use) => [named(use), use]));
  const back = [...stands.values()]
    .filter((entry) => !want.has(named(entry)))
    .map(
      (entry): UseEntry => ({
        ...entry,
        key: `reversal ${entry.key}`,
        kind: 'reversal',
        at,
        reverses: entry.key,
      }),
    );
  const taken = [...want]
    .filter(([name]) => !stands.has(name))
    .map(([name, { day, part, carnet }]): UseEntry => {
      const times = before.filter((one) => one.kind === 'used' && named(one) === name).length;
      const key = ['pass', place, person, name, times].join(' ');
      return { key, kind: 'used', at, place, person, day, part, carnet, reverses: null };
    });
  return [...back, ...taken];
}
