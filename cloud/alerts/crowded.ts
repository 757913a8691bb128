import type { FoundAlert } from '../ports/alerts.ts';
import { peopleNow } from '../replication/people-now.ts';
import type { Database } from '../store/database.ts';
import { openPlacesNow } from '../store/place-now.ts';

/** Somebody comes, somebody goes: a place that is about full is full again and again. */
const restMs = 3_600_000;

/** A place with as many people inside as it may hold, or more. */
export async function findCrowded(
  database: Database,
  placeId: string,
  now: number,
): Promise<readonly FoundAlert[]> {
  const place = await database.db
    .selectFrom('place')
    .select('capacity')
    .where('id', '=', placeId)
    .executeTakeFirst();
  const capacity = place?.capacity ?? null;
  if (capacity === null) return [];
  const passages = await openPlacesNow(database).read(placeId, now);
  if (passages === null) return [];
  const inside = (await peopleNow(passages, now)).inside[placeId] ?? 0;
  if (inside < capacity) return [];
  return [
    {
      ...{ kind: 'capacity', placeId, key: `capacity ${placeId}`, memberId: null, lasts: true },
      restMs,
      about: { inside, capacity },
    },
  ];
}
