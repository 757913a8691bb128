import type { EpochMs } from '../../shared/domain/clock.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import {
  type Carnet,
  type Cover,
  coverOf,
  daysThere,
  noCover,
  type PlaceDays,
} from '../../shared/domain/pass.ts';
import { postUses, standingUses, type UseEntry, usesOf } from '../../shared/domain/pass-use.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { placeTime } from '../../shared/domain/place-time.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import type { Database } from '../store/database.ts';
import {
  appendUses,
  type Holder,
  readCarnets,
  readUsedBefore,
  readUsesSince,
} from '../store/pass-entries.ts';
import { readPlaceDays } from '../store/pass-splits.ts';
import { type PassageOf, passageOf } from '../store/passages.ts';
import { readKeptAt } from '../store/retention-rules.ts';
import type { Unit } from '../store/rows.ts';

/** What is younger no retention took. */
const surelyKeptMs = 27 * 24 * 3_600_000;

/** From when on something of a person's may use other passes. */
export interface Touched extends Holder {
  readonly at: EpochMs;
}

export interface Passes {
  /** What they pay of a passage. */
  coverOf(of: Holder, passage: Passage): Cover;
  /** Passages of days whose passes changed: they cost something else now. */
  readonly again: readonly PassageOf[];
}

interface HolderSince extends Holder {
  /** The first day that may use others. */
  readonly from: LocalDate;
  /** The first one that is read. */
  readonly day: LocalDate;
  readonly days: PlaceDays;
  readonly carnets: readonly Carnet[];
}

/**
 * Takes, in the transaction that changes passages, the passes that days need now, and gives back those they do not any
 * more: of each person from the oldest day that changed. Doing it again changes nothing.
 *
 * @param stand passages are as they were: what passes pay of them is only read.
 */
export async function bookPasses(
  unit: Unit,
  touched: readonly Touched[],
  { now, stand }: { readonly now: EpochMs; readonly stand: boolean },
): Promise<Passes> {
  const holders = await holdersOf(unit, touched, now);
  const entries = await readUsesSince(unit, holders);
  const uses = new Map<string, UseEntry[]>();
  for (const [i, holder] of holders.entries()) uses.set(nameOf(holder), [...(entries[i] ?? [])]);
  const again = stand ? [] : await putRight(unit, holders, uses, now);
  const standing = new Map([...uses].map(([name, of]) => [name, standingUses(of)]));
  const daysOf = new Map(holders.map((holder) => [nameOf(holder), holder.days]));
  return {
    again,
    coverOf(of, passage) {
      const name = nameOf(of);
      const days = daysOf.get(name);
      return days ? coverOf(passage, standing.get(name) ?? [], days) : noCover;
    },
  };
}

const nameOf = ({ place, person }: Holder): string => JSON.stringify([place, person]);

/** Those who were ever given passes where something of theirs changed. */
async function holdersOf(
  unit: Unit,
  touched: readonly Touched[],
  now: EpochMs,
): Promise<readonly HolderSince[]> {
  const first = new Map<string, Touched>();
  for (const one of touched) {
    if (!one.person.startsWith('member:')) continue;
    const known = first.get(nameOf(one));
    if (!known || one.at < known.at) first.set(nameOf(one), one);
  }
  const asked = [...first.values()];
  const given = await readCarnets(unit, asked);
  const held = asked.flatMap((one, i) => {
    const { carnets = [], since = null } = given[i] ?? {};
    return since === null ? [] : [{ ...one, carnets, since }];
  });
  const places = [...new Set(held.map(({ place }) => place))];
  const daysOf = await readPlaceDays(unit.tx, places);
  const kept = new Map<string, Awaited<ReturnType<typeof readKeptAt>>>();
  for (const { place, at } of held)
    if (at < now - surelyKeptMs && !kept.has(place))
      kept.set(place, await readKeptAt(unit, place, now));
  return held.flatMap(({ place, person, at, carnets, since }) => {
    const days = daysOf.get(place);
    if (!days) return [];
    const day = placeTime(at, days.timeZone).date;
    // Of a day that is kept no longer some passages are gone already: what it used stays.
    const keptAt = kept.get(place)?.passage({ area: place, person, accessPoint: null });
    const keptFrom = keptAt === undefined ? day : placeTime(keptAt, days.timeZone).date;
    const from = [day, since, keptFrom].toSorted().at(-1) ?? day;
    return [{ place, person, day, from, days, carnets }];
  });
}

/** Writes what has to be, adds it to what was used, and answers passages of the days it is of. */
async function putRight(
  unit: Unit,
  holders: readonly HolderSince[],
  uses: ReadonlyMap<string, UseEntry[]>,
  now: EpochMs,
): Promise<readonly PassageOf[]> {
  const passages = await readPassagesOf(unit, holders);
  const before = await readUsedBefore(
    unit,
    holders.map(({ place, person, from }) => ({ place, person, day: from })),
  );
  const again: PassageOf[] = [];
  const written: UseEntry[] = [];
  for (const [i, holder] of holders.entries()) {
    const { place, person, from, days, carnets } = holder;
    const dayOf = ({ passage }: PassageOf) => placeTime(passageAt(passage), days.timeZone).date;
    const own = (passages.get(nameOf(holder)) ?? []).filter((one) => dayOf(one) >= from);
    const there = daysThere(
      own.map(({ passage }) => passage),
      days,
    );
    const known = uses.get(nameOf(holder)) ?? [];
    const posted = postUses(
      known.filter(({ day }) => day >= from),
      { place, person, at: now },
      usesOf(carnets, there, before[i]),
    );
    known.push(...posted);
    written.push(...posted);
    const changed = new Set(posted.map(({ day }) => day));
    again.push(...own.filter((one) => changed.has(dayOf(one))));
  }
  await appendUses(unit, written);
  return again;
}

/** Of a place's passages each is looked at once, however many have passes there. */
async function readPassagesOf(
  { tx }: Unit,
  holders: readonly HolderSince[],
): Promise<ReadonlyMap<string, readonly PassageOf[]>> {
  const found: PassageOf[] = [];
  for (const [place, theirs] of Map.groupBy(holders, (one) => one.place)) {
    const at = Math.min(...theirs.map(({ from, days }) => startOf(from, days.timeZone)));
    const persons = theirs.map(({ person }) => person);
    for (const row of await passageRows(tx, place, persons, at, null)) found.push(row);
  }
  return Map.groupBy(found, ({ key }) => nameOf(key));
}

/** Passages of some people that began from `from` until before `until`, in all areas of a place. */
export async function passageRows(
  db: Database['db'],
  place: string,
  persons: readonly string[],
  from: EpochMs,
  until: EpochMs | null,
): Promise<readonly PassageOf[]> {
  if (persons.length === 0) return [];
  const rows = await db
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', place)
    .where('at', '>=', from)
    .$if(until !== null, (query) => query.where('at', '<', until ?? 0))
    .where('person', 'in', persons)
    .execute();
  return rows.map((row) => ({
    key: { place, area: row.area, person: row.person as Person },
    passage: passageOf(row),
  }));
}

/** Not always midnight: some zones skip it. */
export const startOf = (day: LocalDate, timeZone: string): EpochMs =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
