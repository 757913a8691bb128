import type { Selectable } from 'kysely';
import { failure } from '../../shared/runtime/errors.ts';
import type { ApiToken, ApiTokens, Duty } from '../ports/identity.ts';
import type { Database } from './database.ts';
import { placesOf } from './duty.ts';
import type { IdentityTables } from './schema/identity.ts';
import { secretHash } from './secret.ts';
import { dutyOfMaker, reachOf } from './token-person.ts';

type Row = Selectable<IdentityTables['api_token']>;

export function openApiTokens({ db }: Database): ApiTokens {
  const by = (column: 'id' | 'secret_hash', value: string) =>
    db.selectFrom('api_token').selectAll().where(column, '=', value).executeTakeFirst();
  const tokenNow = async (row: Row) => tokenOf(row, await dutyOfMaker(db, row.made_by));
  return {
    async list() {
      const rows = await db
        .selectFrom('api_token')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      const makers = [...new Set(rows.map(({ made_by }) => made_by))];
      const duties = await Promise.all(makers.map((maker) => dutyOfMaker(db, maker)));
      const dutyOf = new Map(makers.map((maker, i) => [maker, duties[i] ?? null]));
      return rows.map((row) => tokenOf(row, dutyOf.get(row.made_by) ?? null));
    },
    async find(id) {
      const row = await by('id', id);
      return row ? tokenNow(row) : null;
    },
    async findBySecret(secret) {
      const row = await by('secret_hash', secretHash(secret));
      return row ? tokenNow(row) : null;
    },
    async revoke(id, now) {
      await db
        .updateTable('api_token')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
      const row = await by('id', id);
      if (!row) throw failure('notFound', { what: 'token', id });
      return tokenNow(row);
    },
  };
}

const tokenOf = (row: Row, may: Duty | 'command' | null): ApiToken => ({
  id: row.id,
  name: row.name,
  role: row.role,
  places: placesOf(row.places),
  scopes: JSON.parse(row.scopes) as ApiToken['scopes'],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
  revokedAt: row.revoked_at,
  madeBy: row.made_by,
  mayNow: may && reachOf(row, may),
});
