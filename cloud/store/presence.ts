import type { Presence } from '../ports/link.ts';
import type { Database } from './database.ts';
import { writeStatus } from './device-states.ts';
import { unitOf } from './rows.ts';

/** Births and goodbyes in `device_state`; hellos, which override both, are the ingest's. */
export function openPresence(database: Database): Presence {
  return {
    status: (device, status) =>
      database.inTransaction(async (tx) => {
        const known = await tx
          .selectFrom('device')
          .select('id')
          .where('id', '=', device)
          .executeTakeFirst();
        if (known) await writeStatus(unitOf(database, tx), device, status);
      }),
    async nobody() {
      await database.db
        .updateTable('device_state')
        .set({ online: 0 })
        .where('online', '=', 1)
        .execute();
    },
  };
}
