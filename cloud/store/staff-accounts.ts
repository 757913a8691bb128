import type { Selectable } from 'kysely';
import { failure } from '../../shared/runtime/errors.ts';
import type { Duty, Invitation, StaffAccount, StaffAccounts } from '../ports/identity.ts';
import type { Database, Db, Tx } from './database.ts';
import { columnsOfDuty, dutyOf } from './duty.ts';
import { liveSignIns } from './identity.ts';
import type { IdentityTables } from './schema/identity.ts';
import { secretHash } from './secret.ts';
import { endTokensOf } from './token-person.ts';

type StaffRow = Selectable<IdentityTables['staff']>;
type InvitationRow = Selectable<IdentityTables['invitation']>;

export function openStaffAccounts(database: Database): StaffAccounts {
  const { db } = database;
  return {
    async list() {
      const rows = await db.selectFrom('staff').selectAll().orderBy('name_key').execute();
      const seen = await lastSeen(db, null);
      return rows.map((row) => accountOf(row, seen.get(row.id) ?? null));
    },
    find: (id) => find(db, id),
    change: (id, duty) =>
      database.inTransaction(async (tx) => {
        const row = await locked(tx, id);
        await tx.updateTable('staff').set(columnsOfDuty(duty)).where('id', '=', id).execute();
        await assertAdministered(tx, row);
        await endWaysIn(tx, row);
        return (await find(tx, id)) ?? accountOf(row, null);
      }),
    end: (id, now) =>
      database.inTransaction(async (tx) => {
        const row = await locked(tx, id);
        await tx
          .updateTable('staff')
          .set({ ended_at: row.ended_at ?? now, code_secret: null, code_confirmed: 0 })
          .where('id', '=', id)
          .execute();
        await assertAdministered(tx, row);
        await endWaysIn(tx, row);
        await tx.deleteFrom('recovery_code').where('staff_id', '=', id).execute();
        await endTokensOf(tx, id, now);
        return (await find(tx, id)) ?? accountOf(row, null);
      }),
    async invitations(now) {
      const rows = await db
        .selectFrom('invitation')
        .selectAll()
        .where('expires_at', '>', now)
        .orderBy('expires_at', 'desc')
        .execute();
      return rows.map(invitationOf);
    },
    async findInvitation(secret) {
      const row = await db
        .selectFrom('invitation')
        .selectAll()
        .where('secret_hash', '=', secretHash(secret))
        .executeTakeFirst();
      return row ? invitationOf(row) : null;
    },
    async withdraw(invitationId) {
      const row = await db
        .deleteFrom('invitation')
        .where('id', '=', invitationId)
        .returningAll()
        .executeTakeFirst();
      if (!row) throw failure('notFound', { what: 'invitation', id: invitationId });
      return invitationOf(row);
    },
    async passwordHash(id) {
      const row = await db
        .selectFrom('staff')
        .select('password_hash')
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) throw absent(id);
      return row.password_hash;
    },
    async setPassword(id, passwordHash) {
      await db
        .updateTable('staff')
        .set({ password_hash: passwordHash })
        .where('id', '=', id)
        .execute();
    },
    async sessions(staffId, now) {
      const rows = await liveSignIns(db, now)
        .select(['sign_in.id', 'signed_in_at', 'seen_at', 'browser'])
        .where('staff_id', '=', staffId)
        .orderBy('signed_in_at', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id ?? '',
        signedInAt: row.signed_in_at,
        seenAt: row.seen_at,
        browser: row.browser,
      }));
    },
    async endSessions(staffId, which) {
      let query = db.deleteFrom('sign_in').where('staff_id', '=', staffId);
      if (which !== 'all') {
        query =
          'only' in which ? query.where('id', '=', which.only) : query.where('id', '!=', which.but);
      }
      return Number((await query.executeTakeFirst()).numDeletedRows);
    },
  };
}

const absent = (id: string) => failure('notFound', { what: 'staff account', id });

/** The last word before the commit: two who remove each other are put in order by the rows of all admins. */
async function assertAdministered(tx: Tx, before: StaffRow): Promise<void> {
  const wasOne = before.role === 'admin' && before.places === null && before.ended_at === null;
  if (!wasOne) return;
  const left = await tx
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'admin')
    .where('places', 'is', null)
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (!left) throw failure('lastAdmin');
}

/** Takes every admin's row in one order: of two who end each other's access at once, one waits and is refused. */
async function locked(tx: Tx, id: string): Promise<StaffRow> {
  await tx
    .updateTable('staff')
    .set((column) => ({ created_at: column.ref('created_at') }))
    .where('id', 'in', (rows) =>
      rows.selectFrom('staff as admin').select('admin.id').where('admin.role', '=', 'admin'),
    )
    .execute();
  const row = await tx.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw absent(id);
  return row;
}

async function endWaysIn(tx: Tx, row: StaffRow): Promise<void> {
  await tx.deleteFrom('sign_in').where('staff_id', '=', row.id).execute();
  await tx.deleteFrom('sign_in_step').where('staff_id', '=', row.id).execute();
  await tx.deleteFrom('invitation').where('name', '=', row.name).execute();
}

async function find(db: Db, id: string): Promise<StaffAccount | null> {
  const row = await db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  return accountOf(row, (await lastSeen(db, id)).get(id) ?? null);
}

async function lastSeen(db: Db, id: string | null): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('sign_in')
    .select(['staff_id', (all) => all.fn.max('seen_at').as('seen_at')])
    .$if(id !== null, (query) => query.where('staff_id', '=', id ?? ''))
    .groupBy('staff_id')
    .execute();
  return new Map(rows.map((row) => [row.staff_id, Number(row.seen_at)]));
}

const accountOf = (row: StaffRow, lastSeenAt: number | null): StaffAccount => ({
  id: row.id,
  name: row.name,
  ...dutyOf(row),
  createdAt: row.created_at,
  endedAt: row.ended_at,
  needsCode: row.code_confirmed === 1,
  lastSeenAt,
});

const invitationOf = (row: InvitationRow): Invitation & Duty => ({
  id: row.id ?? '',
  name: row.name,
  ...dutyOf(row),
  expiresAt: row.expires_at,
  madeBy: row.made_by,
});
