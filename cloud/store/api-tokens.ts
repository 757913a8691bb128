import type { Selectable } from 'kysely';
import { failure } from '../../shared/runtime/errors.ts';
import type { ApiToken, ApiTokens } from '../ports/identity.ts';
import type { Database } from './database.ts';
import { placesOf } from './duty.ts';
import type { IdentityTables } from './schema/identity.ts';
import { secretHash } from './secret.ts';

type Row = Selectable<IdentityTables['api_token']>;

export function openApiTokens({ db }: Database): ApiTokens {
  const by = (column: 'id' | 'secret_hash', value: string) =>
    db.selectFrom('api_token').selectAll().where(column, '=', value).executeTakeFirst();
  return {
    async list() {
      const rows = await db
        .selectFrom('api_token')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(tokenOf);
    },
    async find(id) {
      const row = await by('id', id);
      return row ? tokenOf(row) : null;
    },
    async findBySecret(secret) {
      const row = await by('secret_hash', secretHash(secret));
      return row ? tokenOf(row) : null;
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
      return tokenOf(row);
    },
  };
}

const tokenOf = (row: Row): ApiToken => ({
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
});
