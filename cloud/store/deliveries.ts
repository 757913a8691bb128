import { sql } from 'kysely';
import { failure } from '../../shared/runtime/errors.ts';
import {
  type Deliveries,
  type DeliveryRecord,
  type DeliveryState,
  deliveryStates,
} from '../ports/connections.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database } from './database.ts';
import type { ConnectionTables } from './schema/connections.ts';

/** What became of punches at other systems, for staff. */
export function openDeliveries({ db }: Database): Deliveries {
  return {
    async list({ connectionId, states }, { limit, cursor }) {
      let query = db.selectFrom('delivery').selectAll().where('connection', '=', connectionId);
      if (states) query = query.where('state', 'in', [...states]);
      if (cursor !== null) {
        const [at = '', punch = ''] = cursorParts(cursor);
        const before = Number(at);
        query = query.where(
          sql<boolean>`(occurred_at < ${before} OR (occurred_at = ${before} AND punch < ${punch}))`,
        );
      }
      const rows = await query
        .orderBy('occurred_at', 'desc')
        .orderBy('punch', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(recordOf);
      const last = items.at(-1);
      const more = rows.length > limit && last;
      return {
        items,
        nextCursor: more ? cursorAfter(String(last.occurredAt), last.punchId) : null,
      };
    },
    async ofPunch(punchId) {
      const rows = await db
        .selectFrom('delivery')
        .selectAll()
        .where('punch', '=', punchId)
        .orderBy('connection')
        .execute();
      return rows.map(recordOf);
    },
    async count(connectionId) {
      const rows = await db
        .selectFrom('delivery')
        .select(['state', sql<number>`count(*)`.as('count')])
        .where('connection', '=', connectionId)
        .groupBy('state')
        .execute();
      const none = Object.fromEntries(deliveryStates.map((state) => [state, 0]));
      const found = Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
      return { ...none, ...found } as Record<DeliveryState, number>;
    },
    async tryAgain({ connectionId, punchId }, now) {
      const again = await db
        .updateTable('delivery')
        .set({ next_try_at: now, done_at: null })
        // What may be there is looked for again, and not taken for what never left.
        .set({ state: sql`CASE WHEN state = 'unknown' THEN 'unknown' ELSE 'pending' END` })
        .where('connection', '=', connectionId)
        .where('punch', '=', punchId)
        .where(sql<boolean>`(done_at IS NULL OR state IN ('parked', 'notShared'))`)
        .executeTakeFirst();
      if (again.numUpdatedRows > 0n) {
        await db
          .updateTable('connection')
          .set({ paused_until: 0 })
          .where('id', '=', connectionId)
          .execute();
        return;
      }
      const there = await db
        .selectFrom('delivery')
        .select('state')
        .where('connection', '=', connectionId)
        .where('punch', '=', punchId)
        .executeTakeFirst();
      if (!there) throw failure('notFound', { what: 'delivery', id: punchId });
      const detail =
        there.state === 'delivered' ? 'It is there already.' : 'It is too late for it there.';
      throw failure('conflict', { detail });
    },
  };
}

const recordOf = (row: ConnectionTables['delivery']): DeliveryRecord => ({
  ...{ connectionId: row.connection, punchId: row.punch, device: row.device },
  ...{ occurredAt: row.occurred_at, state: row.state, reason: row.reason, tries: row.tries },
  ...{ nextTryAt: row.next_try_at, madeAt: row.made_at, doneAt: row.done_at },
  about: row.about === null ? null : (JSON.parse(row.about) as Record<string, string>),
  isForGood: row.state === 'unknown' && row.done_at !== null,
  receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as Record<string, string>),
});
