import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';

const dayMs = 86_400_000;

/**
 * What to say of a restored store that is older than what its devices keep of what was acknowledged (wire protocol,
 * ack); null: they still hold all that it lacks.
 */
export function restoredAge(store: string, now: number): string | null {
  const db = openSqliteReadOnly(store);
  try {
    const newest = db.prepare('SELECT max(last_seen_at) FROM device_state').pluck().get();
    const keepDays = db.prepare('SELECT min(journal_keep_days) FROM place').pluck().get();
    if (typeof newest !== 'number' || typeof keepDays !== 'number') return null;
    const kept = now - keepDays * dayMs;
    if (newest >= kept) return null;
    const [from, to] = [newest, kept].map((at) => new Date(at).toISOString().slice(0, 10));
    return (
      `This backup heard its devices last on ${from}, and they keep what was acknowledged for ${keepDays} days: ` +
      `what they recorded from ${from} to ${to} may be nowhere any more, and is told as lost (Incidents). ` +
      'If there is a newer backup, restore that one instead.'
    );
  } finally {
    db.close();
  }
}
