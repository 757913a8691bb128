import type { ExitLinkOfPerson, ToldOfPerson } from '../ports/personal-data.ts';
import type { Db } from './database.ts';

/** Since when a member wants no mail; null: they want it. */
export async function mailsStoppedAt(db: Db, memberId: string): Promise<number | null> {
  const stop = await db
    .selectFrom('mail_stop')
    .select('at')
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return stop?.at ?? null;
}

/** What was found of a member, the oldest first, and what they were sent of it. */
export async function toldOf(db: Db, memberId: string): Promise<readonly ToldOfPerson[]> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'kind', 'place', 'at'])
    .where('member_id', '=', memberId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const mails = await db
    .selectFrom('dispatch')
    .select(['alert_id', 'made_at', 'state', 'said', 'done_at'])
    .where('member_id', '=', memberId)
    .orderBy('id')
    .execute();
  const byAlert = Map.groupBy(mails, ({ alert_id }) => alert_id);
  return alerts.map(({ id, kind, place, at }) => ({
    ...{ kind, placeId: place, at },
    mails: (byAlert.get(id) ?? []).map(({ made_at, state, said, done_at }) => ({
      ...{ madeAt: made_at, state, said, doneAt: done_at },
    })),
  }));
}

/** The links by which a member may propose when they left; their secrets are in their mails alone. */
export async function exitLinksOf(db: Db, memberId: string): Promise<readonly ExitLinkOfPerson[]> {
  const rows = await db
    .selectFrom('exit_link')
    .select(['passage_id', 'place', 'expires_at', 'used_at'])
    .where('member_id', '=', memberId)
    .orderBy('expires_at')
    .orderBy('passage_id')
    .execute();
  return rows.map(({ passage_id, place, expires_at, used_at }) => ({
    ...{ passageId: passage_id, placeId: place, expiresAt: expires_at, usedAt: used_at },
  }));
}
