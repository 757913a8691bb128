import { sql } from 'kysely';
import { failure } from '../../shared/runtime/errors.ts';
import type { Attempt, WhyStopped } from '../ports/webhook-endpoints.ts';
import type { Database, Db, Tx } from './database.ts';
import { insertIncidents } from './journal-mishaps.ts';
import { unitOf } from './rows.ts';
import type { WebhookTables } from './schema/webhooks.ts';
import { type EndpointRow, insertAttempt, rowOf, typesOf } from './webhook-endpoints.ts';

/** Long past every deadline of a try: who claimed it and said nothing is gone, and another goes on. */
const leaseMs = 2 * 60_000;
const spreadAtOnce = 200;
/* Words of the queries that an index is for are written into them: SQLite takes no parameter for them. */

export type EventRow = WebhookTables['webhook_event'];

export interface Claimed {
  readonly endpoint: EndpointRow;
  readonly event: EventRow;
  /** This one counted. */
  readonly attempts: number;
}

/** What a try comes to, for its event and for its endpoint. */
export interface Settled {
  readonly attempt: Attempt;
  readonly state: 'delivered' | 'failed' | 'pending';
  readonly nextTryAt: number;
  /** It asked to be left alone until then; 0: it did not. */
  readonly heldUntil: number;
  /** Null: it goes on. */
  readonly stop: WhyStopped | null;
}

export interface WebhookOutbox {
  /** Says to whom each new event goes. Answers how many there were; more may be left. */
  spread(now: number): Promise<number>;
  /** Endpoints with something to be sent now. */
  due(now: number): Promise<readonly string[]>;
  /** What has been due for longest; nobody else gets it for two minutes. At least once, then, with the same id. */
  claim(endpoint: string, now: number): Promise<Claimed | null>;
  /** A claim that ran out meanwhile says nothing any more of its event. */
  settle(claimed: Claimed, settled: Settled): Promise<void>;
  /** What waits for an endpoint is due now. */
  hurry(endpoint: string, now: number): Promise<void>;
  /** Throws `notFound`. */
  again(endpoint: string, event: string, now: number): Promise<void>;
  replay(endpoint: string, since: number, now: number): Promise<number>;
}

export function openWebhookOutbox(database: Database): WebhookOutbox {
  const { db } = database;
  return {
    async spread(now) {
      // Nearly always there is none: then nobody who writes is waited for.
      const fresh = await db
        .selectFrom('webhook_event')
        .select('id')
        .where('spread', '=', sql.lit(0))
        .limit(1)
        .executeTakeFirst();
      if (!fresh) return 0;
      return database.inTransaction((tx) => spread(tx, database.engine, now));
    },
    async due(now) {
      const rows = await db
        .selectFrom('webhook_endpoint as e')
        .select('e.id')
        .where('e.state', '=', 'enabled')
        .where('e.held_until', '<=', now)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('webhook_delivery as d')
              .select('d.event')
              .whereRef('d.endpoint', '=', 'e.id')
              .where('d.state', '=', sql.lit('pending'))
              .where('d.next_try_at', '<=', now)
              .where('d.claimed_until', '<=', now),
          ),
        )
        .execute();
      return rows.map(({ id }) => id);
    },
    async claim(id, now) {
      const endpoint = await rowOf(db, id);
      if (endpoint?.state !== 'enabled' || endpoint.held_until > now) return null;
      const claimed = await claimNext(db, id, now);
      if (!claimed) return null;
      const event = await db
        .selectFrom('webhook_event')
        .selectAll()
        .where('id', '=', claimed.event)
        .executeTakeFirst();
      return event ? { endpoint, event, attempts: claimed.attempts } : null;
    },
    settle: (claimed, settled) =>
      database.inTransaction(async (tx) => {
        const { endpoint, event, attempts } = claimed;
        const { attempt, state, nextTryAt, heldUntil, stop } = settled;
        await insertAttempt(tx, endpoint.id, attempt);
        await tx
          .updateTable('webhook_delivery')
          .set({ state, next_try_at: nextTryAt, claimed_until: 0 })
          .where('endpoint', '=', endpoint.id)
          .where('event', '=', event.id)
          .where('attempts', '=', attempts)
          .execute();
        const { at } = attempt;
        const failing = (since: number | null) => since ?? at;
        const isDone = state === 'delivered';
        await tx
          .updateTable('webhook_endpoint')
          .set({
            failing_since: isDone ? null : failing(endpoint.failing_since),
            ...(isDone && { succeeded_at: at }),
            ...(heldUntil > 0 && { held_until: heldUntil }),
          })
          .where('id', '=', endpoint.id)
          .execute();
        if (stop !== null) await stopEndpoint(tx, endpoint.id, stop, at);
      }),
    async hurry(endpoint, now) {
      await db
        .updateTable('webhook_delivery')
        .set({ next_try_at: now })
        .where('endpoint', '=', endpoint)
        .where('state', '=', 'pending')
        .execute();
    },
    async again(endpoint, id, now) {
      const event = await db
        .selectFrom('webhook_event')
        .select('id')
        .where('id', '=', id)
        .executeTakeFirst();
      if (!event) throw failure('notFound', { what: 'event', id });
      await database.inTransaction((tx) => deliver(tx, endpoint, [id], now, true));
    },
    replay: (endpoint, since, now) =>
      database.inTransaction(async (tx) => {
        const row = await rowOf(tx, endpoint);
        if (!row) throw failure('notFound', { what: 'webhook', id: endpoint });
        const events = await tx
          .selectFrom('webhook_event')
          .selectAll()
          .where('made_at', '>=', since)
          .orderBy('made_at')
          .execute();
        const ids = events.filter((event) => isTold(row, event)).map(({ id }) => id);
        await deliver(tx, endpoint, ids, now, true);
        return ids.length;
      }),
  };

  async function stopEndpoint(tx: Tx, id: string, why: WhyStopped, at: number): Promise<void> {
    const stopped = await tx
      .updateTable('webhook_endpoint')
      .set({ state: 'stopped', why })
      .where('id', '=', id)
      .where('state', '=', 'enabled')
      .returning(['url', 'place'])
      .executeTakeFirst();
    if (!stopped) return;
    const details = { webhook: id, host: URL.parse(stopped.url)?.host ?? '', why };
    const of = { kind: 'webhookStopped', device: '', placeId: stopped.place } as const;
    await insertIncidents(unitOf(database, tx), [{ ...of, details, same: [id, at] }], at);
  }
}

/** A place's own is told of its place alone; members and cards are the installation's. */
const isTold = (
  { place, types }: Pick<EndpointRow, 'place' | 'types'>,
  event: Pick<EventRow, 'place' | 'type'>,
): boolean => {
  const wanted = typesOf({ types });
  return (
    (place === null || place === event.place) && (wanted === '*' || wanted.includes(event.type))
  );
};

async function spread(tx: Tx, engine: Database['engine'], now: number): Promise<number> {
  let query = tx
    .selectFrom('webhook_event')
    .selectAll()
    .where('spread', '=', sql.lit(0))
    .orderBy('id')
    .limit(spreadAtOnce);
  // Two aggregators take turns: one would else wait for the other's rows and find them spread.
  if (engine === 'postgres') query = query.forUpdate().skipLocked();
  const events = await query.execute();
  if (events.length === 0) return 0;
  const endpoints = await tx
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('state', '<>', 'off')
    .execute();
  for (const endpoint of endpoints) {
    const own = events.filter(
      (event) => event.made_at >= endpoint.made_at && isTold(endpoint, event),
    );
    await deliver(
      tx,
      endpoint.id,
      own.map(({ id }) => id),
      now,
      false,
    );
  }
  const ids = events.map(({ id }) => id);
  await tx.updateTable('webhook_event').set({ spread: 1 }).where('id', 'in', ids).execute();
  return events.length;
}

async function deliver(
  tx: Tx,
  endpoint: string,
  events: readonly string[],
  now: number,
  isAgain: boolean,
): Promise<void> {
  const anew = { state: 'pending', attempts: 0, next_try_at: now, claimed_until: 0 } as const;
  for (let at = 0; at < events.length; at += spreadAtOnce) {
    const rows = events.slice(at, at + spreadAtOnce).map((event) => ({ endpoint, event, ...anew }));
    await tx
      .insertInto('webhook_delivery')
      .values(rows)
      .onConflict((one) => {
        const same = one.columns(['endpoint', 'event']);
        return isAgain ? same.doUpdateSet(anew) : same.doNothing();
      })
      .execute();
  }
}

async function claimNext(db: Db, endpoint: string, now: number) {
  for (;;) {
    const due = await db
      .selectFrom('webhook_delivery')
      .select(['event', 'attempts'])
      .where('endpoint', '=', endpoint)
      .where('state', '=', sql.lit('pending'))
      .where('next_try_at', '<=', now)
      .where('claimed_until', '<=', now)
      .orderBy('next_try_at')
      .orderBy('event')
      .limit(1)
      .executeTakeFirst();
    if (!due) return null;
    // Of two that found the same one, the second changes no row and looks again.
    const claimed = await db
      .updateTable('webhook_delivery')
      .set({ claimed_until: now + leaseMs, attempts: due.attempts + 1 })
      .where('endpoint', '=', endpoint)
      .where('event', '=', due.event)
      .where('state', '=', 'pending')
      .where('attempts', '=', due.attempts)
      .where('claimed_until', '<=', now)
      .returning(['event', 'attempts'])
      .executeTakeFirst();
    if (claimed) return claimed;
  }
}
