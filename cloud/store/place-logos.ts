import { failure } from '../../shared/runtime/errors.ts';
import type { PlaceLogos } from '../ports/papers.ts';
import type { Database } from './database.ts';

export function openPlaceLogos({ db }: Pick<Database, 'db'>): PlaceLogos {
  return {
    async find(placeId) {
      const row = await db
        .selectFrom('place_logo')
        .selectAll()
        .where('place_id', '=', placeId)
        .executeTakeFirst();
      return row ? { type: row.type, content: Buffer.from(row.content, 'base64') } : null;
    },
    async put(placeId, { type, content }) {
      const place = await db
        .selectFrom('place')
        .select('id')
        .where('id', '=', placeId)
        .executeTakeFirst();
      if (!place) throw failure('notFound', { what: 'place', id: placeId });
      const row = { place_id: placeId, type, content: Buffer.from(content).toString('base64') };
      await db
        .insertInto('place_logo')
        .values(row)
        .onConflict((one) => one.column('place_id').doUpdateSet(row))
        .execute();
    },
    async remove(placeId) {
      await db.deleteFrom('place_logo').where('place_id', '=', placeId).execute();
    },
  };
}
