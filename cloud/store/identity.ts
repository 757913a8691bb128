import { failure } from '../../shared/runtime/errors.ts';
import type { Identity, StaffMember } from '../ports/identity.ts';
import type { Database, Tx } from './database.ts';
import { newId } from './registry-repository.ts';
import { newSecret, secretHash } from './secret.ts';

const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;
/** A sign-in is seen at most this often: reading a page must not write the disk each time. */
const seenEveryMs = 60_000;

const keyOf = (name: string): string => name.trim().toLowerCase();

/** Staff, their sign-ins and API tokens. Passwords arrive as argon2id hashes, secrets rest as SHA-256. */
export function openIdentity(database: Database): Identity {
  const { db } = database;
  return {
    async createInvitation(role, name, expiresAt) {
      const secret = newSecret();
      await db
        .insertInto('invitation')
        .values({ secret_hash: secretHash(secret), role, name, expires_at: expiresAt })
        .execute();
      return secret;
    },
    acceptInvitation: (secret, name, passwordHash, now) =>
      database.inTransaction(async (tx) => {
        const invitation = await tx
          .deleteFrom('invitation')
          .where('secret_hash', '=', secretHash(secret))
          .where('expires_at', '>', now)
          .returningAll()
          .executeTakeFirst();
        if (!invitation) throw failure('notFound', { what: 'invitation', id: '(secret)' });
        const wanted = (invitation.name ?? name).trim();
        const known = await staffByName(tx, wanted);
        if (known && invitation.name === null) {
          throw failure('conflict', { detail: `Somebody is called ${wanted} already.` });
        }
        if (known) return renewed(tx, known.id, wanted, invitation.role, passwordHash);
        const made = { id: newId('staff'), name: wanted, role: invitation.role };
        await tx
          .insertInto('staff')
          .values({
            ...made,
            name_key: keyOf(wanted),
            password_hash: passwordHash,
            created_at: now,
          })
          .execute();
        return made;
      }),
    async staffCount() {
      const { count } = await db
        .selectFrom('staff')
        .select((all) => all.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async findStaffByName(name) {
      const row = await staffByName(db, name);
      return row
        ? { id: row.id, name: row.name, role: row.role, passwordHash: row.password_hash }
        : null;
    },
    async createSession(staffId, now) {
      const secret = newSecret();
      await db
        .insertInto('sign_in')
        .values({
          secret_hash: secretHash(secret),
          staff_id: staffId,
          signed_in_at: now,
          seen_at: now,
        })
        .execute();
      return secret;
    },
    async findSession(secret, now) {
      const row = await db
        .selectFrom('sign_in')
        .innerJoin('staff', 'staff.id', 'sign_in.staff_id')
        .select(['staff.id', 'staff.name', 'staff.role', 'seen_at'])
        .where('secret_hash', '=', secretHash(secret))
        .where('seen_at', '>', now - idleMs)
        .where('signed_in_at', '>', now - longestMs)
        .executeTakeFirst();
      if (!row) return null;
      if (now - row.seen_at >= seenEveryMs) {
        await db
          .updateTable('sign_in')
          .set({ seen_at: now })
          .where('secret_hash', '=', secretHash(secret))
          .execute();
      }
      return { id: row.id, name: row.name, role: row.role };
    },
    async endSession(secret) {
      await db.deleteFrom('sign_in').where('secret_hash', '=', secretHash(secret)).execute();
    },
    async createToken(role, name, now) {
      const secret = `bdg_${newSecret()}`;
      await db
        .insertInto('api_token')
        .values({
          id: newId('token'),
          secret_hash: secretHash(secret),
          role,
          name,
          created_at: now,
        })
        .execute();
      return secret;
    },
    async findToken(secret) {
      const row = await db
        .selectFrom('api_token')
        .select(['id', 'role'])
        .where('secret_hash', '=', secretHash(secret))
        .executeTakeFirst();
      return row ?? null;
    },
    async tidy(now) {
      await db.deleteFrom('invitation').where('expires_at', '<=', now).execute();
      await db
        .deleteFrom('sign_in')
        .where((or) =>
          or.or([or('seen_at', '<=', now - idleMs), or('signed_in_at', '<=', now - longestMs)]),
        )
        .execute();
    },
  };
}

const staffByName = (db: Tx | Database['db'], name: string) =>
  db.selectFrom('staff').selectAll().where('name_key', '=', keyOf(name)).executeTakeFirst();

/** A lost password: the link named the person, and every place still signed in must sign in again. */
async function renewed(
  tx: Tx,
  id: string,
  name: string,
  role: StaffMember['role'],
  passwordHash: string,
): Promise<StaffMember> {
  await tx
    .updateTable('staff')
    .set({ password_hash: passwordHash, role })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('sign_in').where('staff_id', '=', id).execute();
  return { id, name, role };
}
