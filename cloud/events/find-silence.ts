import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../store/database.ts';
import { unitOf } from '../store/rows.ts';
import { findSilentDevices } from '../store/standing-alerts.ts';
import { writeEvents } from '../store/webhook-events.ts';

/** Tells once of each device that is not heard any more, and once when it is heard again. */
export async function findSilence(database: Database, now: number): Promise<void> {
  const { db } = database;
  const places = await db.selectFrom('place').select('id').orderBy('id').execute();
  const found = await Promise.all(places.map((place) => findSilentDevices(database, place, now)));
  const silent = new Map(
    found
      .flat()
      .map(({ placeId, about }) => [
        String(about['device']),
        { place: placeId, since: Number(about['since']) },
      ]),
  );
  const known = await db.selectFrom('webhook_silence').selectAll().execute();
  const fresh = [...silent].filter(([device]) => known.every((one) => one.device !== device));
  const over = known.filter(({ device }) => !silent.has(device));
  if (fresh.length === 0 && over.length === 0) return;
  await database.inTransaction(async (tx) => {
    const tell = (device: string, place: string, since: number, isOver: boolean) =>
      writeEvents(
        unitOf(database, tx),
        [
          {
            ...{ id: uuidv7({ msecs: now }), place, device, memberId: null, at: now },
            type: isOver ? 'terminal.online' : 'terminal.offline',
            subject: `device/${device}`,
            data: { device, silentSince: new Date(since).toISOString() },
          },
        ],
        now,
      );
    // Two aggregators look; the one that writes the row tells.
    for (const [device, { place, since }] of fresh) {
      const row = await tx
        .insertInto('webhook_silence')
        .values({ device, place, since })
        .onConflict((one) => one.doNothing())
        .returning('device')
        .executeTakeFirst();
      if (row) await tell(device, place, since, false);
    }
    for (const { device, place, since } of over) {
      const row = await tx
        .deleteFrom('webhook_silence')
        .where('device', '=', device)
        .returning('device')
        .executeTakeFirst();
      if (row) await tell(device, place, since, true);
    }
  });
}
