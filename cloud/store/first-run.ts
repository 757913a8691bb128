import type { FirstRun, FirstRunState } from '../ports/first-run.ts';
import type { Database, Db } from './database.ts';

const nothing: FirstRunState = {
  placeId: null,
  leaving: null,
  skipped: [],
  waitingSince: null,
  finishedAt: null,
};

export function openFirstRun(database: Database): FirstRun {
  return {
    read: () => readState(database.db),
    write: (changed) =>
      database.inTransaction(async (tx) => {
        const state = { ...((await readState(tx)) ?? nothing), ...changed };
        const row = {
          place_id: state.placeId,
          leaving: state.leaving,
          skipped: JSON.stringify(state.skipped),
          waiting_since: state.waitingSince,
          finished_at: state.finishedAt,
        };
        await tx
          .insertInto('first_run')
          .values({ only_one: 1, ...row })
          .onConflict((taken) => taken.column('only_one').doUpdateSet(row))
          .execute();
        return state;
      }),
  };
}

async function readState(db: Db): Promise<FirstRunState | null> {
  const row = await db.selectFrom('first_run').selectAll().executeTakeFirst();
  if (!row) return null;
  return {
    placeId: row.place_id,
    leaving: row.leaving,
    skipped: JSON.parse(row.skipped) as FirstRunState['skipped'],
    waitingSince: row.waiting_since,
    finishedAt: row.finished_at,
  };
}
