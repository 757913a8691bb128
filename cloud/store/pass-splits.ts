import { usualSplit } from '../../shared/domain/half-days.ts';
import type { PlaceDays } from '../../shared/domain/pass.ts';
import type { LocalDate, LocalTime } from '../../shared/domain/schedule.ts';
import type { Db } from './database.ts';

export interface PassSplit {
  readonly place: string;
  readonly since: LocalDate;
  readonly splitAt: LocalTime;
}

/** What was ever said of when half-days change over, the oldest first. */
export async function readSplits(db: Db, places: readonly string[]): Promise<readonly PassSplit[]> {
  if (places.length === 0) return [];
  const rows = await db
    .selectFrom('pass_split')
    .select(['place', 'since', 'split_at'])
    .where('place', 'in', places)
    .orderBy('place')
    .orderBy('since')
    .execute();
  return rows.map(({ place, since, split_at: splitAt }) => ({ place, since, splitAt }));
}

/** How these places divide their days. */
export async function readPlaceDays(
  db: Db,
  places: readonly string[],
): Promise<ReadonlyMap<string, PlaceDays>> {
  if (places.length === 0) return new Map();
  const zones = await db
    .selectFrom('place')
    .select(['id', 'time_zone'])
    .where('id', 'in', places)
    .execute();
  const splits = Map.groupBy(await readSplits(db, places), ({ place }) => place);
  return new Map(
    zones.map(({ id, time_zone: timeZone }) => {
      const own = splits.get(id) ?? [];
      const splitOf = (day: LocalDate) =>
        own.findLast(({ since }) => since <= day)?.splitAt ?? usualSplit;
      return [id, { timeZone, splitOf }];
    }),
  );
}
