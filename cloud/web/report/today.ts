import {
  type Counted,
  type HoursShown,
  judgesEachPassage,
  needsCheck,
  showsHours,
} from '../../../shared/domain/report-shown.ts';
import type { Place } from '../../ports/registry.ts';
import { everyPassage, type PassageRow } from '../../ports/report.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, zoned } from '../format.ts';
import { type Reader, readersOf } from '../readers.ts';
import { type Filling, fillingOf } from './filling.ts';
import {
  occupancyOf,
  type Stay,
  sameWeekdays,
  slotMinutes,
  type Usual,
  usualOf,
} from './occupancy.ts';
import { personOf } from './summary.ts';

/** What the dashboard tells. */
export interface Today {
  readonly now: number;
  readonly today: string;
  readonly timeZone: string;
  readonly inNow: readonly PassageRow[];
  /** Of the places that say how many people they hold. */
  readonly filling: readonly Filling[];
  readonly passages: number;
  readonly toCheck: number;
  readonly readers: readonly Reader[];
  readonly occupancy: readonly number[];
  readonly usual: Usual | null;
}

/** What was usual on a day that is over changes with corrections and late punches alone: an hour is soon enough. */
const keptMs = 3_600_000;
const mostKept = 500;

/** Reads a place's day, or all of them where none is chosen. */
export function todayReader(deps: WebDeps) {
  const kept = new Map<string, { readonly at: number; readonly day: readonly number[] }>();

  async function dayOnce(
    place: string | null,
    day: string,
    now: number,
    may: (row: Counted) => boolean,
    whose: string,
  ): Promise<readonly number[] | null> {
    const key = `${whose}\n${place ?? ''}\n${day}`;
    const known = kept.get(key);
    if (known && now - known.at < keptMs && known.at <= now) return known.day;
    const rows: PassageRow[] = [];
    const filter = { ...everyPassage, place, from: day, to: day };
    for await (const some of deps.passages.stream(filter, now))
      for (const row of some) if (row.area === row.place && may(row)) rows.push(row);
    if (rows.length === 0) return null;
    const counted = occupancyOf(rows, day, now);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { at: now, day: counted });
    return counted;
  }

  /** Of the days before today: who may be in still, and who came home after midnight. Null: ask the rows. */
  async function stillHere(
    place: string | null,
    since: string,
    today: string,
    now: number,
    may: (row: Pick<PassageRow, 'place' | 'area'>) => boolean,
  ) {
    const to = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString();
    const read = await deps.days?.read({ place, from: since, to }, now);
    if (!read) return null;
    const inNow: PassageRow[] = [];
    const stays: Stay[] = [];
    for (const { place: id, timeZone, groups, open } of read.days) {
      if (!may({ place: id, area: id })) continue;
      for (const { row } of open) {
        if (row.area !== id) continue;
        stays.push(row);
        if (row.status === 'open') inNow.push(row);
      }
      for (const { area, status, overnight } of groups) {
        if (area !== id) continue;
        for (const { entryAt, exitAt } of overnight)
          stays.push({ entry: { at: entryAt }, exit: { at: exitAt }, status, timeZone });
      }
    }
    return { inNow, stays };
  }

  /** @param whose who may see the same rows shares what was counted of them. */
  return async (
    places: readonly Place[],
    chosen: Place | null,
    hours: HoursShown,
    whose: string,
  ): Promise<Today> => {
    const may = showsHours(hours);
    const now = deps.clock.now();
    const timeZone = (chosen ?? places[0])?.timeZone ?? 'Europe/Paris';
    const today = dayOf(now, timeZone);
    const place = chosen?.id ?? null;
    // Older than the longest visit nothing is open any more: years of passages stay unread.
    const longestMinutes = Math.max(720, ...places.map((one) => one.maxVisitMinutes));
    const since = Temporal.PlainDate.from(today)
      .subtract({ days: Math.ceil(longestMinutes / 1440) + 1 })
      .toString();
    const before = judgesEachPassage(hours) ? null : await stillHere(place, since, today, now, may);
    const inNow: PassageRow[] = [...(before?.inNow ?? [])];
    const stays: Stay[] = [...(before?.stays ?? [])];
    let passages = 0;
    let toCheck = 0;
    const recent = { ...everyPassage, place, from: before ? today : since };
    for await (const rows of deps.passages.stream(recent, now)) {
      for (const row of rows) {
        if (!may(row)) continue;
        const isHere = row.area === row.place;
        if (isHere) stays.push(row);
        if (isHere && row.status === 'open') inNow.push(row);
        if (dayOf((row.entry ?? row.exit)?.at ?? 0, row.timeZone) !== today) continue;
        passages++;
        if (needsCheck(row)) toCheck++;
      }
    }
    const days: (readonly number[])[] = [];
    for (const day of sameWeekdays(today)) {
      const counted = await dayOnce(place, day, now, may, whose);
      if (counted) days.push(counted);
    }
    const readers = (await readersOf(deps, now)).filter(
      ({ placeId }) =>
        (place === null || placeId === place) && places.some(({ id }) => id === placeId),
    );
    // A quarter counts who was in when it began; the one that runs counts who is in now, as the sentence above does.
    const { hour, minute } = zoned(now, timeZone);
    const occupancy = occupancyOf(stays, today, now).with(
      Math.floor((hour * 60 + minute) / slotMinutes),
      new Set(inNow.map(personOf)).size,
    );
    const filling = fillingOf(chosen ? [chosen] : places, inNow, may);
    return {
      ...{ now, today, timeZone, inNow, filling, passages, toCheck, readers },
      ...{ occupancy, usual: usualOf(days) },
    };
  };
}
