import { createHmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ExitLink, MailLinks, MailWishes } from '../ports/alerts.ts';
import type { Database, Db } from './database.ts';
import { secretHash } from './secret.ts';

/** By when members remember no more when they left. */
const exitLinkMs = 14 * 86_400_000;

/** The links that mails carry. Each is made of a key outside the store, and comes out the same at a second try. */
export interface MailLinkMaker extends MailLinks {
  /** Answers the secret of the link that goes with a dispatch. */
  exitFor(
    dispatchId: string,
    of: Omit<ExitLink, 'expiresAt' | 'usedAt'>,
    now: number,
  ): Promise<string>;
  stopFor(memberId: string): string;
}

export function openMailLinks({ db }: Database, signingKey: KeyObject): MailLinkMaker {
  const root = signingKey.export({ type: 'pkcs8', format: 'der' });
  const key = Buffer.from(hkdfSync('sha256', root, '', 'badgeuse links in mails', 32));
  const signed = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const stopFor = (memberId: string) =>
    `${Buffer.from(memberId).toString('base64url')}.${signed(`stop ${memberId}`)}`;
  return {
    async exitFor(dispatchId, { memberId, passageId, placeId }, now) {
      const secret = signed(`exit ${dispatchId}`);
      await db
        .insertInto('exit_link')
        .values({
          ...{ secret_hash: secretHash(secret), member_id: memberId, passage_id: passageId },
          ...{ place: placeId, expires_at: now + exitLinkMs, used_at: null },
        })
        .onConflict((same) => same.column('secret_hash').doNothing())
        .execute();
      return secret;
    },
    async openExit(secret, now) {
      const row = await db
        .selectFrom('exit_link')
        .innerJoin('member', 'member.id', 'exit_link.member_id')
        .selectAll('exit_link')
        .where('secret_hash', '=', secretHash(secret))
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (!row) return null;
      const { member_id: memberId, passage_id: passageId, place: placeId } = row;
      return { memberId, passageId, placeId, expiresAt: row.expires_at, usedAt: row.used_at };
    },
    stopFor,
    memberOf(secret) {
      const [named = ''] = secret.split('.');
      const memberId = Buffer.from(named, 'base64url').toString('utf8');
      const [given, right] = [Buffer.from(secret), Buffer.from(stopFor(memberId))];
      return given.length === right.length && timingSafeEqual(given, right) ? memberId : null;
    },
  };
}

/** Ends the link in the transaction of what it was for; false: it had been used. */
export async function useExitLink(tx: Db, secret: string, now: number): Promise<boolean> {
  const used = await tx
    .updateTable('exit_link')
    .set({ used_at: now })
    .where('secret_hash', '=', secretHash(secret))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('secret_hash')
    .executeTakeFirst();
  return used !== undefined;
}

export const openMailWishes = ({ db }: Database): MailWishes => ({
  async wants(memberId) {
    const stop = await db
      .selectFrom('mail_stop')
      .select('at')
      .where('member_id', '=', memberId)
      .executeTakeFirst();
    return stop === undefined;
  },
  async set(memberId, wants, now) {
    if (wants) await db.deleteFrom('mail_stop').where('member_id', '=', memberId).execute();
    else
      await db
        .insertInto('mail_stop')
        .values({ member_id: memberId, at: now })
        .onConflict((same) => same.column('member_id').doNothing())
        .execute();
  },
});
