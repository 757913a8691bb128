import type { Database } from './database.ts';

const dayMs = 86_400_000;
/** What was sent, or given up; long enough to be asked about. */
const doneKeptMs = 30 * dayMs;
/** What was found: longer than anybody looks back, so that nothing is told again. */
const alertKeptMs = 90 * dayMs;

/** Takes away what is over: alerts, what was sent of them, and links in mails that work no more. */
export const purgeAlerts = (database: Database, now: number): Promise<void> =>
  database.inTransaction(async (tx) => {
    await tx
      .deleteFrom('dispatch')
      .where((or) =>
        or.or([or('done_at', '<', now - doneKeptMs), or('made_at', '<', now - alertKeptMs)]),
      )
      .execute();
    await tx
      .deleteFrom('alert')
      .where('lasts', '=', 0)
      .where('at', '<', now - alertKeptMs)
      .execute();
    await tx.deleteFrom('exit_link').where('expires_at', '<', now).execute();
  });
