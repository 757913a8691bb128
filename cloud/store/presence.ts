import type { Presence } from '../ports/link.ts';
import type { Database } from './database.ts';

/** Births and goodbyes in `device_state`; hellos, which override both, are the ingest's. */
export function openPresence({ db }: Database): Presence {
  return {
    async status(device, { online, connection }) {
      const known = await db
        .selectFrom('device')
        .select('id')
        .where('id', '=', device)
        .executeTakeFirst();
      if (!known) return;
      // Not the boot: that is what the last hello said, and clones are found by it.
      const said = { online: online ? 1 : 0, connection };
      await db
        .insertInto('device_state')
        .values({
          device,
          ...said,
          boot: null,
          last_seen_at: null,
          access_version: 0,
          config_version: 0,
          unsent: 0,
          hello: null,
        })
        .onConflict((taken) =>
          // A will may be late by minutes: only the newest birth's own word counts.
          taken
            .column('device')
            .doUpdateSet(said)
            .where('device_state.connection', '<=', connection),
        )
        .execute();
    },
    async nobody() {
      await db.updateTable('device_state').set({ online: 0 }).where('online', '=', 1).execute();
    },
  };
}
