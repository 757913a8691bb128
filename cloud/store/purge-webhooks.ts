import type { Database } from './database.ts';
import { eventsKeptMs } from './webhook-events.ts';

/** Takes away events and tries of more than a month ago, with what still waited of them. */
export const purgeWebhooks = (database: Database, now: number): Promise<void> =>
  database.inTransaction(async (tx) => {
    const before = now - eventsKeptMs;
    await tx.deleteFrom('webhook_event').where('made_at', '<', before).execute();
    await tx.deleteFrom('webhook_attempt').where('at', '<', before).execute();
  });
