import { v7 as uuidv7 } from 'uuid';
import { failure } from '../../shared/runtime/errors.ts';
import type { OwnLink, OwnLinks } from '../ports/own-page.ts';
import type { Database, Db } from './database.ts';
import type { OwnPageTables } from './schema/own-page.ts';
import { newSecret, secretHash } from './secret.ts';

export const linkOf = (row: OwnPageTables['own_link']): OwnLink => ({
  id: row.id,
  memberId: row.member_id,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  codeId: row.code_id,
});

/** Ends the codes made on the page of that link, and what they opened. */
export async function endCodesFrom(tx: Db, linkId: string, now: number): Promise<void> {
  const ended = await tx
    .updateTable('own_code')
    .set({ revoked_at: now })
    .where('created_by', '=', `link:${linkId}`)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  const codes = ended.map(({ id }) => id);
  if (codes.length === 0) return;
  await tx
    .updateTable('own_link')
    .set({ revoked_at: now })
    .where('code_id', 'in', codes)
    .where('revoked_at', 'is', null)
    .execute();
}

export function openOwnLinks(database: Database): OwnLinks {
  const { db } = database;
  const one = (id: string) =>
    db.selectFrom('own_link').selectAll().where('id', '=', id).executeTakeFirst();
  return {
    async create(memberId, by, now, expiresAt) {
      const member = await db
        .selectFrom('member')
        .select('id')
        .where('id', '=', memberId)
        .executeTakeFirst();
      if (!member) throw failure('notFound', { what: 'member', id: memberId });
      const secret = newSecret();
      const row = {
        id: uuidv7({ msecs: now }),
        member_id: memberId,
        secret_hash: secretHash(secret),
        created_at: now,
        created_by: by,
        expires_at: expiresAt,
        revoked_at: null,
        code_id: null,
      };
      await db.insertInto('own_link').values(row).execute();
      return { link: linkOf(row), secret };
    },
    async open(secret, now) {
      const row = await db
        .selectFrom('own_link')
        .innerJoin('member', 'member.id', 'own_link.member_id')
        .selectAll('own_link')
        .where('secret_hash', '=', secretHash(secret))
        .where('expires_at', '>', now)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return row ? linkOf(row) : null;
    },
    async ofMember(memberId) {
      const rows = await db
        .selectFrom('own_link')
        .selectAll()
        .where('member_id', '=', memberId)
        .where('code_id', 'is', null)
        .orderBy('id', 'desc')
        .limit(50)
        .execute();
      return rows.map(linkOf);
    },
    async find(id) {
      const row = await one(id);
      return row ? linkOf(row) : null;
    },
    revoke: (id, now) =>
      database.inTransaction(async (tx) => {
        await tx
          .updateTable('own_link')
          .set({ revoked_at: now })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .execute();
        await endCodesFrom(tx, id, now);
      }),
  };
}
