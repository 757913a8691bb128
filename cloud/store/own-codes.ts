import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { failure } from '../../shared/runtime/errors.ts';
import type { OwnCode, OwnCodes } from '../ports/own-page.ts';
import { newUserCode } from './claim-code.ts';
import type { Database } from './database.ts';
import { endCodesFrom, linkOf } from './own-links.ts';
import type { OwnPageTables } from './schema/own-page.ts';
import { newSecret, secretHash } from './secret.ts';

export const codeOf = (row: OwnPageTables['own_code']): OwnCode => ({
  id: row.id,
  memberId: row.member_id,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});

/** What a page stays open for: on a screen in the hall it must not stay. */
const openMs = 2 * 3_600_000;

/** Of those that members make themselves. */
const mostADay = 5;
const dayMs = 86_400_000;
const ownMaxMs = 7 * dayMs;

/** 34 bits are few: who steals the store must pay for each guess, and a salt of its own makes them pay again here. */
const slowly = promisify<string, string, number, object, Buffer>(scrypt);
const cost = { N: 16_384, r: 8, p: 1 };

export function openOwnCodes(database: Database): OwnCodes {
  const { db } = database;
  let salt: Promise<string> | null = null;

  async function hashOf(code: string): Promise<string> {
    salt ??= db
      .selectFrom('own_code_salt')
      .select('salt')
      .executeTakeFirstOrThrow()
      .then((row) => row.salt);
    return (await slowly(code, await salt, 32, cost)).toString('hex');
  }

  /** A row to insert, and the code that is told of it. */
  async function newRow(memberId: string, by: string, now: number, expiresAt: number) {
    const typed = newUserCode();
    const row = {
      id: uuidv7({ msecs: now }),
      member_id: memberId,
      code_hash: await hashOf(readOwnCode(typed)),
      created_at: now,
      created_by: by,
      expires_at: expiresAt,
      revoked_at: null,
    };
    return { row, told: { code: codeOf(row), typed } };
  }

  const one = (id: string) =>
    db.selectFrom('own_code').selectAll().where('id', '=', id).executeTakeFirst();

  return {
    async create(memberId, by, now, expiresAt) {
      const member = await db
        .selectFrom('member')
        .select('id')
        .where('id', '=', memberId)
        .executeTakeFirst();
      if (!member) throw failure('notFound', { what: 'member', id: memberId });
      const { row, told } = await newRow(memberId, by, now, expiresAt);
      await db.insertInto('own_code').values(row).execute();
      return told;
    },
    async createFrom(link, now) {
      const by = `link:${link.id}`;
      const expiresAt = Math.min(now + ownMaxMs, link.expiresAt);
      const { row, told } = await newRow(link.memberId, by, now, expiresAt);
      return database.inTransaction(async (tx) => {
        // One after the other, and none once the link was withdrawn.
        const { numUpdatedRows } = await tx
          .updateTable('own_link')
          .set({ id: link.id })
          .where('id', '=', link.id)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) throw failure('notFound', { what: 'link', id: link.id });
        const today = await tx
          .selectFrom('own_code')
          .select('created_at')
          .where('created_by', '=', by)
          .where('created_at', '>', now - dayMs)
          .orderBy('created_at')
          .execute();
        const [oldest] = today;
        if (oldest && today.length >= mostADay) {
          const seconds = Math.ceil((oldest.created_at + dayMs - now) / 1000);
          throw failure('tooManyRequests', { seconds });
        }
        await endCodesFrom(tx, link.id, now);
        await tx.insertInto('own_code').values(row).execute();
        return told;
      });
    },
    async open(typed, now) {
      const hash = await hashOf(readOwnCode(typed));
      return database.inTransaction(async (tx) => {
        const row = await tx
          .selectFrom('own_code')
          .innerJoin('member', 'member.id', 'own_code.member_id')
          .selectAll('own_code')
          .where('code_hash', '=', hash)
          .where('expires_at', '>', now)
          .where('own_code.revoked_at', 'is', null)
          .executeTakeFirst();
        if (!row) return null;
        // What was opened so and is over is of no use to anybody.
        await tx
          .deleteFrom('own_link')
          .where('code_id', '=', row.id)
          .where('expires_at', '<=', now)
          .execute();
        const secret = newSecret();
        const link = {
          id: uuidv7({ msecs: now }),
          member_id: row.member_id,
          secret_hash: secretHash(secret),
          created_at: now,
          created_by: `code:${row.id}`,
          expires_at: Math.min(now + openMs, row.expires_at),
          revoked_at: null,
          code_id: row.id,
        };
        await tx.insertInto('own_link').values(link).execute();
        return { link: linkOf(link), secret };
      });
    },
    async ofMember(memberId) {
      const rows = await db
        .selectFrom('own_code')
        .selectAll()
        .where('member_id', '=', memberId)
        .orderBy('id', 'desc')
        .limit(50)
        .execute();
      return rows.map(codeOf);
    },
    async find(id) {
      const row = await one(id);
      return row ? codeOf(row) : null;
    },
    revoke: (id, now) =>
      database.inTransaction(async (tx) => {
        for (const [table, column] of [
          ['own_code', 'id'],
          ['own_link', 'code_id'],
        ] as const)
          await tx
            .updateTable(table)
            .set({ revoked_at: now })
            .where(column as 'id', '=', id)
            .where('revoked_at', 'is', null)
            .execute();
      }),
  };
}

/** A digit in a code was a letter that looks like it. */
const meant: Readonly<Record<string, string>> = {
  '8': 'B',
  '6': 'G',
  '5': 'S',
  '2': 'Z',
  '1': 'L',
};

/** As it was typed: small or large, with or without the dash or blanks. */
export const readOwnCode = (typed: string): string =>
  typed
    .slice(0, 40)
    .toUpperCase()
    .replace(/\d/g, (digit) => meant[digit] ?? '')
    .replace(/[^A-Z]/g, '');
