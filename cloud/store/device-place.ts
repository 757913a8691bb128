import type { Db } from './database.ts';

/** Null for a device that is unknown or not active. */
export async function placeOfDevice(db: Db, device: string): Promise<string | null> {
  const row = await db
    .selectFrom('device')
    .select('place_id')
    .where('id', '=', device)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return row?.place_id ?? null;
}
