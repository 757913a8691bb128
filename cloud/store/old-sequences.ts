import { sql } from 'kysely';
import type { Person, SequenceKey } from '../../shared/domain/punch.ts';
import type { Database } from './database.ts';

/**
 * The sequences of a place with a tap before that instant. Those of its rooms first: where the exit of the place ends
 * their passages, it has to be there still.
 */
export async function oldSequences(
  { db, engine }: Database,
  place: string,
  before: number,
): Promise<readonly SequenceKey[]> {
  let query = db
    .selectFrom('punch')
    .select(['area', 'person'])
    .distinct()
    .where('place', '=', place)
    .where('at', '<', before);
  // Its rows lie by run, and a run begins with its first instant.
  if (engine === 'sqlite') query = query.where(sql<boolean>`run < ${before}`);
  const rows = await query.execute();
  return rows
    .map(({ area, person }) => ({ place, area, person: person as Person }))
    .sort(
      (a, b) =>
        Number(a.area === place) - Number(b.area === place) ||
        (a.area === b.area ? (a.person < b.person ? -1 : 1) : a.area < b.area ? -1 : 1),
    );
}
