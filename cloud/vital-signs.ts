import { setTimeout } from 'node:timers/promises';
import type { Vital } from '../shared/runtime/watchdog.ts';
import type { Aggregator } from './aggregator.ts';
import type { Journal } from './open-journal.ts';
import type { Database } from './store/database.ts';

/** Rejects when the store does not answer. SQLite answers through this loop, also while a long derivation holds it. */
export async function probeStore({ sqlite, db }: Database): Promise<void> {
  if (sqlite) sqlite.prepare('SELECT id FROM place LIMIT 1').get();
  else await db.selectFrom('place').select('id').limit(1).execute();
}

/**
 * What must answer, or a restart is the cure. A database server or a broker of its own that is away is not: that
 * is said on `/healthz`, and waited for.
 */
export function cloudVitals(
  database: Database,
  aggregator: Pick<Aggregator, 'answers'>,
  journal: Pick<Journal, 'answers'>,
): readonly Vital[] {
  const probe = () => probeStore(database);
  // Refused at once is an answer too, where the server is another process; only silence is not.
  const store = database.sqlite ? probe : () => probe().catch(() => undefined);
  return [
    { name: 'store', answers: store },
    {
      name: 'ingest',
      answers: (timeoutMs) => Promise.race([journal.answers(), silence(timeoutMs)]),
    },
    { name: 'broker link', answers: (timeoutMs) => aggregator.answers(timeoutMs) },
  ];
}

/** What hangs is named in the log, not only restarted. */
async function silence(timeoutMs: number): Promise<never> {
  await setTimeout(timeoutMs, undefined, { ref: false });
  throw new Error('no answer');
}
