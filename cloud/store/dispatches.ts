import { failure } from '../../shared/runtime/errors.ts';
import type { Channel, Dispatch, Dispatches } from '../ports/alerts.ts';
import type { Database } from './database.ts';
import type { AlertTables } from './schema/alerts.ts';

/** Long past every deadline of a try: who claimed it and said nothing is gone, and another goes on. */
const leaseMs = 5 * 60_000;

/** The outbox, for whoever empties it. */
export interface Outbox {
  /**
   * The one that has been due for longest, claimed: nobody else gets it for five minutes. Where whoever sends it ends
   * before saying what came of it, it is sent again after that: at least once, then, and each time with the same id.
   */
  claim(
    channel: Channel,
    now: number,
    /** Places whose other side is away: theirs wait for the next round. */
    except?: readonly string[],
  ): Promise<Dispatch | null>;
  /** Says what came of a try; a claim that ran out meanwhile says nothing any more. */
  settle(
    claimed: Dispatch,
    outcome: Pick<Dispatch, 'state' | 'said'> & { readonly nextTryAt?: number },
    now: number,
  ): Promise<void>;
  /** It was no try: it is not counted as one. */
  putOff(claimed: Dispatch, until: number): Promise<void>;
}

export function openOutbox({ db }: Database): Outbox {
  return {
    async claim(channel, now, except = []) {
      for (;;) {
        const due = await db
          .selectFrom('dispatch')
          .select(['id', 'attempts'])
          .where('state', '=', 'pending')
          .where('channel', '=', channel)
          .where('next_try_at', '<=', now)
          .where('claimed_until', '<=', now)
          .where('place', 'not in', ['', ...except])
          .orderBy('next_try_at')
          .orderBy('id')
          .limit(1)
          .executeTakeFirst();
        if (!due) return null;
        // Of two that found the same one, the second changes no row and looks again.
        const claimed = await db
          .updateTable('dispatch')
          .set({ claimed_until: now + leaseMs, attempts: due.attempts + 1 })
          .where('id', '=', due.id)
          .where('state', '=', 'pending')
          .where('attempts', '=', due.attempts)
          .where('claimed_until', '<=', now)
          .returningAll()
          .executeTakeFirst();
        if (claimed) return dispatchOf(claimed);
      }
    },
    async settle({ id, attempts }, { state, said, nextTryAt }, now) {
      await db
        .updateTable('dispatch')
        .set({
          ...{ state, said, done_at: state === 'pending' ? null : now, claimed_until: 0 },
          ...(nextTryAt !== undefined && { next_try_at: nextTryAt }),
        })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .where('attempts', '=', attempts)
        .execute();
    },
    async putOff({ id, attempts }, until) {
      await db
        .updateTable('dispatch')
        .set({ next_try_at: until, claimed_until: 0, attempts: attempts - 1 })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .where('attempts', '=', attempts)
        .execute();
    },
  };
}

export function openDispatches({ db }: Database): Dispatches {
  const find = async (id: string): Promise<Dispatch | null> => {
    const row = await db.selectFrom('dispatch').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? dispatchOf(row) : null;
  };
  const decide = async (
    id: string,
    states: readonly Dispatch['state'][],
    said: Partial<AlertTables['dispatch']>,
  ): Promise<boolean> => {
    const row = await db
      .updateTable('dispatch')
      .set(said)
      .where('id', '=', id)
      .where('state', 'in', [...states])
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  };
  const mustBeThere = async (id: string): Promise<never> => {
    if (!(await find(id))) throw failure('notFound', { what: 'dispatch', id });
    throw failure('conflict', { detail: 'This was sent, or given up, meanwhile.' });
  };
  return {
    find,
    async troubled(placeIds, { limit, cursor }) {
      let query = db
        .selectFrom('dispatch')
        .selectAll()
        .where((or) =>
          or.or([
            or('state', '=', 'parked'),
            or.and([or('state', '=', 'pending'), or('said', 'is not', null)]),
          ]),
        );
      if (placeIds !== '*') query = query.where('place', 'in', [...placeIds]);
      if (cursor !== null) query = query.where('id', '<', cursor);
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit).map(dispatchOf);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async tryAgain(id, now) {
      const anew = { state: 'pending', attempts: 0, next_try_at: now, done_at: null } as const;
      if (await decide(id, ['parked'], anew)) return;
      // One that is being sent at this moment keeps its claim: it is not sent a second time beside it.
      if (!(await decide(id, ['pending'], { next_try_at: now }))) await mustBeThere(id);
    },
    async giveUp(id, now) {
      const dropped = { state: 'dropped', done_at: now } as const;
      if (!(await decide(id, ['pending', 'parked'], dropped))) await mustBeThere(id);
    },
  };
}

const dispatchOf = (row: AlertTables['dispatch']): Dispatch => ({
  ...{ id: row.id, placeId: row.place, channel: row.channel, what: row.what },
  ...{ address: row.address, memberId: row.member_id, alertId: row.alert_id },
  period:
    row.period_from === null || row.period_to === null
      ? null
      : { from: row.period_from, to: row.period_to },
  ...{ state: row.state, said: row.said, attempts: row.attempts },
  ...{ madeAt: row.made_at, nextTryAt: row.next_try_at },
});
