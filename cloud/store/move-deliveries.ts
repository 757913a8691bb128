import { sql } from 'kysely';
import type { Unit } from './rows.ts';

/** As many as one statement names. */
const idsAtOnce = 500;

/**
 * What waits to be told of these punches goes by when they were and whose they are now, for order and for who looks:
 * what is told is read of the journal anyway. What is there already keeps the time it was told with.
 */
export async function moveDeliveries(unit: Unit, punchIds: readonly string[]): Promise<void> {
  for (let from = 0; from < punchIds.length; from += idsAtOnce)
    await sql`UPDATE delivery SET occurred_at = k.occurred_at,
        person = coalesce(k.person, delivery.person)
      FROM known_entry k
      WHERE k.kind = 'punch' AND k.id = delivery.punch AND k.device = delivery.device
      AND delivery.punch IN (${sql.join(punchIds.slice(from, from + idsAtOnce))})
      AND delivery.state <> 'delivered'`.execute(unit.tx);
}
