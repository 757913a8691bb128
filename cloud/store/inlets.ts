import type { EpochMs } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Answered, InletSecrets, LastAsked, ToldRecord } from '../ports/inlets.ts';
import type { Database } from './database.ts';
import { newId } from './registry-repository.ts';
import type { Seal } from './seal.ts';
import { newSecret, secretHash } from './secret.ts';

/** What is kept of it is for settling with other venues, month by month. */
const keptMs = 400 * 86_400_000;
/** A page of the other side's log, not a history of ours: the oldest make room. */
const mostKept = 20_000;

/** Each is a write, and a venue's morning asks often. */
const askedAnewMs = 60_000;

/** What of another system's questions and news lies in the store. */
export function openInletStore(database: Database, seal: Seal) {
  const { db } = database;
  const inletOf = (connectionId: string) =>
    db.selectFrom('inlet').selectAll().where('connection', '=', connectionId).executeTakeFirst();

  return {
    async renew(connectionId: string, now: EpochMs): Promise<InletSecrets> {
      const token = newSecret();
      const webhookSecret = newSecret();
      const row = {
        token_hash: secretHash(token),
        webhook_secret: seal.close(connectionId, webhookSecret),
        since: now,
        ...{ asked_at: null, asked_answer: null },
      };
      await database.inTransaction(async (tx) => {
        const known = await tx
          .selectFrom('connection')
          .select('id')
          .where('id', '=', connectionId)
          .executeTakeFirst();
        if (!known) throw failure('notFound', { what: 'connection', id: connectionId });
        await tx
          .insertInto('inlet')
          .values({ connection: connectionId, ...row })
          .onConflict((on) => on.column('connection').doUpdateSet(row))
          .execute();
      });
      return { token, webhookSecret };
    },

    async since(connectionId: string): Promise<EpochMs | null> {
      return (await inletOf(connectionId))?.since ?? null;
    },

    async isToken(connectionId: string, token: string): Promise<boolean> {
      return (await inletOf(connectionId))?.token_hash === secretHash(token);
    },

    async asked(connectionId: string, answer: Answered, now: EpochMs): Promise<void> {
      const row = await inletOf(connectionId);
      const isNoted = row?.asked_answer === answer && now - (row.asked_at ?? 0) < askedAnewMs;
      if (!row || isNoted) return;
      await database.inTransaction((tx) =>
        tx
          .updateTable('inlet')
          .set({ asked_at: now, asked_answer: answer })
          .where('connection', '=', connectionId)
          .execute(),
      );
    },

    async lastAsked(connectionId: string): Promise<LastAsked | null> {
      const row = await inletOf(connectionId);
      if (!row || row.asked_at === null || row.asked_answer === null) return null;
      return { at: row.asked_at, answer: row.asked_answer };
    },

    /** Null: none was made, or another key sealed it. */
    async webhookSecret(connectionId: string): Promise<string | null> {
      const row = await inletOf(connectionId);
      return row ? seal.open(connectionId, row.webhook_secret) : null;
    },

    /** Once under its key, as it came first; answers whether it is new. */
    keep: (
      connectionId: string,
      {
        key,
        body,
        emails,
      }: { readonly key: string; readonly body: string; readonly emails: readonly string[] },
      now: EpochMs,
    ): Promise<boolean> =>
      database.inTransaction(async (tx) => {
        const known = await tx
          .updateTable('told_record')
          .set((set) => ({ times: set('times', '+', 1) }))
          .where('connection', '=', connectionId)
          .where('record_key', '=', key)
          .executeTakeFirst();
        if (known.numUpdatedRows > 0n) return false;
        const [member, ...others] =
          emails.length === 0
            ? []
            : await tx
                .selectFrom('member')
                .select('id')
                .where((where) => where.fn('lower', ['email']), 'in', emails.map(lower))
                .limit(2)
                .execute();
        const memberId = member && others.length === 0 ? member.id : null;
        await tx
          .insertInto('told_record')
          .values({
            ...{ id: newId('told'), connection: connectionId, record_key: key, body },
            ...{ member_id: memberId, first_at: now, times: 1 },
          })
          .onConflict((on) => on.columns(['connection', 'record_key']).doNothing())
          .execute();
        const oldest = await tx
          .selectFrom('told_record')
          .select('first_at')
          .where('connection', '=', connectionId)
          .orderBy('first_at', 'desc')
          .offset(mostKept)
          .limit(1)
          .executeTakeFirst();
        await tx
          .deleteFrom('told_record')
          .where('connection', '=', connectionId)
          .where('first_at', '<=', Math.max(oldest?.first_at ?? 0, now - keptMs))
          .execute();
        return true;
      }),

    async told(connectionId: string, limit: number): Promise<readonly ToldRecord[]> {
      const rows = await db
        .selectFrom('told_record')
        .selectAll()
        .where('connection', '=', connectionId)
        .orderBy('first_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        ...{ id: row.id, connectionId, memberId: row.member_id },
        ...{ firstAt: row.first_at, times: row.times },
        body: JSON.parse(row.body) as ToldRecord['body'],
      }));
    },

    async sharedMember(connectionId: string, email: string): Promise<string | null> {
      const rows = await db
        .selectFrom('member as m')
        .leftJoin('shared_member as s', (join) =>
          join.onRef('s.member_id', '=', 'm.id').on('s.connection', '=', connectionId),
        )
        .select(['m.id', 's.email_since'])
        .where((where) => where.fn('lower', ['m.email']), '=', lower(email))
        .limit(2)
        .execute();
      const [one, other] = rows;
      return one && !other && one.email_since !== null ? one.id : null;
    },
  };
}

const lower = (text: string): string => text.toLowerCase();
