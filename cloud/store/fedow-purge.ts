import type { Passage } from '../../shared/domain/passage.ts';
import type { Database, Tx } from './database.ts';
import { pairAtVenue } from './fedow-punches.ts';
import { type VenueAfar, venuesAfar } from './fedow-venues.ts';
import { type KeptAt, readKeptAt } from './retention-rules.ts';
import { unitOf } from './rows.ts';

/**
 * Takes away taps at other venues that are kept no longer, as long as those of the place that reads them are: whole
 * passages with their taps. Blocks go as taps of nobody in particular do.
 */
export async function purgeVenues(database: Database, now: number): Promise<void> {
  const { db } = database;
  const rows = await db
    .selectFrom('fedow_reading')
    .innerJoin('connection', 'connection.id', 'fedow_reading.connection')
    .select(['connection.id', 'connection.place'])
    .execute();
  database.sqlite?.pragma('secure_delete = ON');
  try {
    for (const { id, place } of rows) await purgeOf(database, id, place, now);
  } finally {
    database.sqlite?.pragma('secure_delete = OFF');
  }
}

async function purgeOf(database: Database, connection: string, place: string, now: number) {
  const { db } = database;
  const kept = await readKeptAt(unitOf(database, db), place, now);
  if (!kept) return;
  const venues = (await venuesAfar(db, null)).filter((venue) => venue.connection === connection);
  for (const venue of venues) {
    const persons = await db
      .selectFrom('fedow_punch')
      .select('person')
      .distinct()
      .where('venue', '=', venue.id)
      .where('at', '<', kept.latest)
      .execute();
    for (const { person } of persons) {
      const from = kept.passage({ area: place, person, accessPoint: null });
      await database.inTransaction((tx) => purgeSequence(tx, venue, person, from));
    }
  }
  await database.inTransaction(async (tx) => {
    await tx
      .deleteFrom('fedow_block')
      .where('connection', '=', connection)
      .where('at', '<', keptOfPlace(kept))
      .execute();
  });
}

/** From when on taps of nobody in particular are kept there. */
export const keptOfPlace = (kept: KeptAt): number =>
  kept.passage({ area: kept.place, person: '', accessPoint: null });

const lastAt = ({ entry, exit }: Passage): number => (exit ?? entry)?.at ?? 0;
const firstAt = ({ entry, exit }: Passage): number => (entry ?? exit)?.at ?? 0;

async function purgeSequence(
  tx: Tx,
  venue: VenueAfar,
  person: Parameters<typeof pairAtVenue>[2],
  from: number,
): Promise<void> {
  const passages = await pairAtVenue(tx, venue, person);
  const stays = passages.filter((passage) => lastAt(passage) >= from).map(firstAt);
  const gone = await tx
    .deleteFrom('fedow_punch')
    .where('venue', '=', venue.id)
    .where('person', '=', person)
    .where('at', '<', Math.min(from, ...stays))
    .executeTakeFirst();
  if (gone.numDeletedRows > 0n) await pairAtVenue(tx, venue, person);
}
