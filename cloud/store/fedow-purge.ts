import type { Passage } from '../../shared/domain/passage.ts';
import type { Db } from './database.ts';
import { pairAtVenue } from './fedow-punches.ts';
import { type VenueAfar, venuesAfar } from './fedow-venues.ts';
import type { KeptAt } from './retention-rules.ts';

/** One person's taps at one venue. */
export interface AtVenue {
  readonly venue: VenueAfar;
  readonly person: Parameters<typeof pairAtVenue>[2];
}

/** From when on taps of nobody in particular are kept there. */
export const keptOfPlace = (kept: KeptAt): number =>
  kept.passage({ area: kept.place, person: '', accessPoint: null });

/** Of what a Fedow told that place, whatever may be too old. */
export async function oldAtVenues(db: Db, kept: KeptAt): Promise<readonly AtVenue[]> {
  const connections = await db
    .selectFrom('connection')
    .select('id')
    .where('place', '=', kept.place)
    .execute();
  const own = new Set(connections.map(({ id }) => id));
  const old: AtVenue[] = [];
  for (const venue of await venuesAfar(db, null)) {
    if (!own.has(venue.connection)) continue;
    const persons = await db
      .selectFrom('fedow_punch')
      .select('person')
      .distinct()
      .where('venue', '=', venue.id)
      .where('at', '<', kept.latest)
      .execute();
    old.push(...persons.map(({ person }) => ({ venue, person })));
  }
  return old;
}

const lastAt = ({ entry, exit }: Passage): number => (exit ?? entry)?.at ?? 0;
const firstAt = ({ entry, exit }: Passage): number => (entry ?? exit)?.at ?? 0;

/** Takes away whole passages with their taps, as those of the place that reads them; answers how many. */
export async function purgeAtVenue(
  tx: Db,
  { venue, person }: AtVenue,
  kept: KeptAt,
): Promise<number> {
  const from = kept.passage({ area: kept.place, person, accessPoint: null });
  const before = await pairAtVenue(tx, venue, person);
  const stays = before.filter((passage) => lastAt(passage) >= from).map(firstAt);
  const gone = await tx
    .deleteFrom('fedow_punch')
    .where('venue', '=', venue.id)
    .where('person', '=', person)
    .where('at', '<', Math.min(from, ...stays))
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) return 0;
  return before.length - (await pairAtVenue(tx, venue, person)).length;
}

/** They name nobody, but lead to what does; they go as taps of nobody in particular do. */
export async function purgeBlocks(tx: Db, kept: KeptAt): Promise<void> {
  await tx
    .deleteFrom('fedow_block')
    .where(
      'connection',
      'in',
      tx.selectFrom('connection').select('id').where('place', '=', kept.place),
    )
    .where('at', '<', keptOfPlace(kept))
    .execute();
}
