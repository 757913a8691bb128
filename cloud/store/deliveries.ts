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

/** As many as one statement names. */
const idsAtOnce = 500;

/** With whose punch each is, and where: a punch that is no more has no delivery either. */
const recordRows = ({ db }: Pick<Database, 'db'>) =>
  db
    .selectFrom('delivery as d')
    .leftJoin('known_entry as k', (join) =>
      join
        .onRef('k.id', '=', 'd.punch')
        .onRef('k.device', '=', 'd.device')
        .on('k.kind', '=', 'punch'),
    )
    .leftJoin('entry as e', 'e.key', 'k.key')
    .selectAll('d')
    .select(['k.area', 'k.person as holder', 'e.body']);

/** Of each of these punches, by connection. */
export async function deliveriesOf(
  database: Pick<Database, 'db'>,
  punchIds: readonly string[],
): Promise<readonly DeliveryRecord[]> {
  const found: DeliveryRecord[] = [];
  for (let from = 0; from < punchIds.length; from += idsAtOnce) {
    const rows = await recordRows(database)
      .where('d.punch', 'in', punchIds.slice(from, from + idsAtOnce))
      .orderBy('d.connection')
      .orderBy('d.punch')
      .execute();
    found.push(...rows.map(recordOf));
  }
  return found;
}

/** What became of punches at other systems, for staff. */
export function openDeliveries(database: Database): Deliveries {
  const { db } = database;
  /** The index begins with the state: each has its newest, and together they hold the newest of all. */
  async function newest(
    connectionId: string,
    state: DeliveryState,
    { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  ): Promise<readonly DeliveryRecord[]> {
    let query = recordRows(database)
      .where('d.connection', '=', connectionId)
      .where('d.state', '=', state);
    if (cursor !== null) {
      const [at = '', punch = ''] = cursorParts(cursor);
      // One that somebody made up leads to the beginning of time, where nothing is.
      const before = /^\d{1,15}$/.test(at) ? Number(at) : 0;
      query = query
        .where('d.occurred_at', '<=', before)
        .where(sql<boolean>`(d.occurred_at < ${before} OR d.punch < ${punch})`);
    }
    const rows = await query
      .orderBy('d.occurred_at', 'desc')
      .orderBy('d.punch', 'desc')
      .limit(limit + 1)
      .execute();
    return rows.map(recordOf);
  }
  const endPause = async (id: string): Promise<void> => {
    await db.updateTable('connection').set({ paused_until: 0 }).where('id', '=', id).execute();
  };
  return {
    async list({ connectionId, states = deliveryStates }, page) {
      const found = await Promise.all(states.map((state) => newest(connectionId, state, page)));
      const all = found.flat().toSorted(newestFirst);
      const items = all.slice(0, page.limit);
      const last = items.at(-1);
      const more = all.length > page.limit && last;
      return {
        items,
        nextCursor: more ? cursorAfter(String(last.occurredAt), last.punchId) : null,
      };
    },
    ofPunches: (punchIds) => deliveriesOf(database, punchIds),
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
      if (again.numUpdatedRows > 0n) return endPause(connectionId);
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
    async tryParkedAgain(connectionId, now) {
      const { numUpdatedRows } = await db
        .updateTable('delivery')
        .set({ state: 'pending', next_try_at: now, done_at: null })
        .where('connection', '=', connectionId)
        .where('state', '=', 'parked')
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await endPause(connectionId);
      return Number(numUpdatedRows);
    },
  };
}

const newestFirst = (a: DeliveryRecord, b: DeliveryRecord): number =>
  b.occurredAt - a.occurredAt || (a.punchId < b.punchId ? 1 : -1);

type RecordRow = ConnectionTables['delivery'] & {
  readonly area: string | null;
  readonly holder: string | null;
  readonly body: string | null;
};

const recordOf = ({ holder, body, area, ...row }: RecordRow): DeliveryRecord => ({
  ...{ connectionId: row.connection, punchId: row.punch, device: row.device },
  ...{ occurredAt: row.occurred_at, state: row.state, reason: row.reason, tries: row.tries },
  ...{ nextTryAt: row.next_try_at, madeAt: row.made_at, doneAt: row.done_at },
  memberId: holder?.startsWith('member:') ? holder.slice('member:'.length) : null,
  accessPoint: body === null ? null : (JSON.parse(body) as { accessPoint: string }).accessPoint,
  area,
  about: row.about === null ? null : (JSON.parse(row.about) as Record<string, string>),
  isForGood: row.state === 'unknown' && row.done_at !== null,
  receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as Record<string, string>),
});
