import { type Expression, type SqlBool, sql } from 'kysely';
import type { ClaimedDelivery, DeliveryOutbox, DueDelivery } from '../ports/connections.ts';
import type { DeliveryAnswer, MaybeSent } from '../ports/connectors.ts';
import { connectionOf } from './connections.ts';
import type { Database } from './database.ts';
import { outboundPunch } from './outbound-punch.ts';
import type { ConnectionTables } from './schema/connections.ts';

/** Long past every deadline of a try: who claimed it and said nothing is gone, and another goes on. */
const leaseMs = 10 * 60_000;

const isOpen = sql<SqlBool>`done_at IS NULL`;
const noEarlierWaits = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM delivery e
  WHERE e.connection = delivery.connection AND e.person = delivery.person AND e.done_at IS NULL
  AND (e.occurred_at < delivery.occurred_at
    OR (e.occurred_at = delivery.occurred_at AND e.punch < delivery.punch)))`;

export function openDeliveryOutbox(database: Database): DeliveryOutbox {
  const { db } = database;
  const update = (
    { punchId, device, connectionId }: DueDelivery,
    set: Partial<ConnectionTables['delivery']>,
    where: Expression<SqlBool>,
  ) =>
    db
      .updateTable('delivery')
      .set(set)
      .where('punch', '=', punchId)
      .where('device', '=', device)
      .where('connection', '=', connectionId)
      .where(where)
      .executeTakeFirst();

  return {
    async ready(now) {
      const rows = await db
        .selectFrom('connection')
        .selectAll()
        .where('is_on', '=', 1)
        .where('paused_until', '<=', now)
        .orderBy('id')
        .execute();
      return rows.map(connectionOf);
    },
    async due(connectionId, now) {
      const row = await db
        .selectFrom('delivery')
        .selectAll()
        .where('connection', '=', connectionId)
        .where(isOpen)
        .where('next_try_at', '<=', now)
        .where('claimed_until', '<=', now)
        .where(noEarlierWaits)
        .orderBy('next_try_at')
        .orderBy('occurred_at')
        .orderBy('punch')
        .limit(1)
        .executeTakeFirst();
      return row ? dueOf(row, now) : null;
    },
    punchOf: (due) => outboundPunch(db, due),
    async setAside(due, reason, now) {
      if (reason === null) {
        const { punchId, device, connectionId } = due;
        await db
          .deleteFrom('delivery')
          .where('punch', '=', punchId)
          .where('device', '=', device)
          .where('connection', '=', connectionId)
          .execute();
        return;
      }
      const set = { state: 'notShared', reason, done_at: now } as const;
      await update(due, set, sql<SqlBool>`done_at IS NULL AND tries = ${due.tries}`);
    },
    async claim(due, now) {
      const set = { claimed_until: now + leaseMs, sending_at: now, tries: due.tries + 1 };
      // Whoever sent it before may be at it still: what it may have left there stays written.
      const sent = { maybe_first: due.maybeSent?.first, maybe_last: due.maybeSent?.last };
      const free = sql<SqlBool>`done_at IS NULL AND tries = ${due.tries}
        AND claimed_until <= ${now}`;
      const { numUpdatedRows } = await update(due, due.maybeSent ? { ...set, ...sent } : set, free);
      return numUpdatedRows === 1n ? { ...due, claimedAt: now } : null;
    },
    async settle(claimed, answer, { now, nextTryAt }) {
      const mine = sql<SqlBool>`done_at IS NULL AND sending_at = ${claimed.claimedAt}
        AND tries = ${claimed.tries + 1}`;
      await update(claimed, settled(claimed, answer, now, nextTryAt), mine);
    },
    async pause(id, { why, about }, until) {
      const { failures: before } = await db
        .selectFrom('connection')
        .select('failures')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const failures = before + 1;
      await db
        .updateTable('connection')
        .set({
          failures,
          paused_why: why,
          paused_about: jsonOrNull(about),
          paused_until: until(failures),
        })
        .where('id', '=', id)
        .execute();
      return failures;
    },
    async succeeded(id, now) {
      await db
        .updateTable('connection')
        .set({
          failures: 0,
          paused_why: null,
          paused_about: null,
          paused_until: 0,
          succeeded_at: now,
        })
        .where('id', '=', id)
        .execute();
    },
    async resume() {
      await db
        .updateTable('delivery')
        .set({ claimed_until: 0 })
        .where(isOpen)
        .where('claimed_until', '>', 0)
        .execute();
    },
  };
}

function dueOf(row: ConnectionTables['delivery'], now: number): DueDelivery {
  const { punch, device, connection, tries } = row;
  return {
    ...{ connectionId: connection, punchId: punch, device, tries },
    maybeSent: maybeSentOf(row, now),
  };
}

/** One that was being sent when whoever sent it ended left its trace at any time since. */
function maybeSentOf(row: ConnectionTables['delivery'], now: number): MaybeSent | null {
  const { sending_at: at, maybe_first: first, maybe_last: last } = row;
  if (at === null) return first === null || last === null ? null : { first, last };
  const ended = Math.min(now, at + leaseMs);
  return { first: Math.min(first ?? at, at), last: Math.max(last ?? at, ended) };
}

function settled(
  claimed: ClaimedDelivery,
  answer: DeliveryAnswer,
  now: number,
  nextTryAt: number,
): Partial<ConnectionTables['delivery']> {
  const over = { claimed_until: 0, sending_at: null, about: null };
  const nowhere = { ...over, maybe_first: null, maybe_last: null };
  switch (answer.is) {
    case 'delivered': {
      const receipt = JSON.stringify(answer.receipt);
      return { ...nowhere, state: 'delivered', reason: null, receipt, done_at: now };
    }
    case 'unknown': {
      const { first, last } = answer.maybeSent;
      const sent = { maybe_first: first, maybe_last: last };
      const done_at = answer.isForGood ? now : null;
      return {
        ...over,
        ...sent,
        state: 'unknown',
        reason: answer.why,
        next_try_at: nextTryAt,
        done_at,
      };
    }
    case 'parked': {
      const about = jsonOrNull(answer.about);
      return { ...nowhere, state: 'parked', reason: answer.reason, about, done_at: now };
    }
    case 'expired':
      return { ...nowhere, state: 'expired', reason: answer.why, done_at: now };
    case 'retry': {
      // What keeps everybody is no try of this one.
      const tries = answer.concerns === 'everything' ? claimed.tries : claimed.tries + 1;
      const about = jsonOrNull(answer.about);
      return {
        ...nowhere,
        state: 'pending',
        reason: answer.why,
        about,
        tries,
        next_try_at: nextTryAt,
      };
    }
  }
}

const jsonOrNull = (about: object | undefined): string | null =>
  about === undefined ? null : JSON.stringify(about);
