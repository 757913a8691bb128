import type { Database } from '../../cloud/store/database.ts';
import { insertAttempt } from '../../cloud/store/webhook-endpoints.ts';
import { testNow } from '../cloud/web/fixture.ts';

/** A program that stopped answering, and one try that it took. */
export async function seedWebhooks(database: Database): Promise<void> {
  await database.inTransaction(async (tx) => {
    await tx
      .insertInto('webhook_endpoint')
      .values({
        ...{ id: 'wh-1', place: null, url: 'https://n8n.filature.example/webhook/badgeuse' },
        ...{ description: 'n8n', types: '["door.forced"]', algorithm: 'v1', secret: 'closed' },
        ...{ former_secret: null, former_until: null, state: 'stopped', why: 'failing' },
        ...{ failing_since: testNow - 86_400_000, held_until: 0, succeeded_at: testNow - 90_000 },
        made_at: testNow - 900_000,
      })
      .execute();
    const tried = { id: 'try-1', eventId: 'event-1', type: 'door.forced', at: testNow } as const;
    const answer = { tookMs: 120, status: 500, why: null, said: 'Internal error' };
    await insertAttempt(tx, 'wh-1', { ...tried, ...answer });
  });
}
