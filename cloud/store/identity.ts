import { failure } from '../../shared/runtime/errors.ts';
import type { Identity, StaffMember } from '../ports/identity.ts';
import type { Database, Db, Tx } from './database.ts';
import { columnsOfDuty, type DutyColumns, dutyOf, storedPlaces } from './duty.ts';
import { newId } from './registry-repository.ts';
import { newSecret, secretHash } from './secret.ts';
import { dutyOfMaker, reachOf } from './token-person.ts';

const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;
/** A sign-in is seen at most this often: reading a page must not write the disk each time. */
const seenEveryMs = 60_000;
const usedEveryMs = 3_600_000;

const keyOf = (name: string): string => name.trim().toLowerCase();

/** Staff, their sign-ins and API tokens. Passwords arrive as argon2id hashes, secrets rest as SHA-256. */
export function openIdentity(database: Database): Identity {
  const { db } = database;
  return {
    async createInvitation(role, name, expiresAt, duty) {
      const secret = newSecret();
      await db
        .insertInto('invitation')
        .values({
          id: newId('invitation'),
          secret_hash: secretHash(secret),
          role,
          name,
          expires_at: expiresAt,
          ...columnsOfDuty(duty ?? {}),
          made_by: duty?.madeBy ?? null,
        })
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
        const duty = dutyOf(invitation);
        if (known) return renewed(tx, { id: known.id, name: known.name, ...duty }, passwordHash);
        const made = { id: newId('staff'), name: wanted, ...duty };
        await tx
          .insertInto('staff')
          .values({
            ...columnsOfDuty(duty),
            id: made.id,
            name: wanted,
            role: duty.role,
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
        .where('ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async findStaffByName(name) {
      const row = await staffByName(db, name);
      if (!row || row.ended_at !== null) return null;
      const needsCode = row.code_confirmed === 1;
      return { ...memberOf(row), passwordHash: row.password_hash, needsCode };
    },
    async createSession(staffId, now, browser) {
      const secret = newSecret();
      await db
        .insertInto('sign_in')
        .values({
          id: newId('session'),
          secret_hash: secretHash(secret),
          staff_id: staffId,
          signed_in_at: now,
          seen_at: now,
          confirmed_at: now,
          browser: browser?.slice(0, 300) ?? null,
        })
        .execute();
      return secret;
    },
    async findSession(secret, now, isUse = true) {
      const row = await db
        .selectFrom('sign_in')
        .innerJoin('staff', 'staff.id', 'sign_in.staff_id')
        .select(['staff.id', 'staff.name', 'staff.role', 'staff.places', 'staff.rights'])
        .select(['seen_at', 'confirmed_at', 'sign_in.id as session_id'])
        .where('secret_hash', '=', secretHash(secret))
        .where('ended_at', 'is', null)
        .where('seen_at', '>', now - idleMs)
        .where('signed_in_at', '>', now - longestMs)
        .executeTakeFirst();
      if (!row) return null;
      if (isUse && now - row.seen_at >= seenEveryMs) {
        await db
          .updateTable('sign_in')
          .set({ seen_at: now })
          .where('secret_hash', '=', secretHash(secret))
          .execute();
      }
      return {
        ...memberOf(row),
        sessionId: row.session_id ?? '',
        confirmedAt: row.confirmed_at,
      };
    },
    async confirmSession(secret, now) {
      await db
        .updateTable('sign_in')
        .set({ confirmed_at: now })
        .where('secret_hash', '=', secretHash(secret))
        .execute();
    },
    async liveSessions(secrets, now) {
      if (secrets.length === 0) return new Set();
      const byHash = new Map(secrets.map((secret) => [secretHash(secret), secret]));
      const rows = await liveSignIns(db, now)
        .innerJoin('staff', 'staff.id', 'sign_in.staff_id')
        .select('secret_hash')
        .where('secret_hash', 'in', [...byHash.keys()])
        .where('ended_at', 'is', null)
        .execute();
      return new Set(rows.flatMap(({ secret_hash }) => byHash.get(secret_hash) ?? []));
    },
    async endSession(secret) {
      await db.deleteFrom('sign_in').where('secret_hash', '=', secretHash(secret)).execute();
    },
    async createToken(role, name, now, limits = {}) {
      const secret = `bdg_${newSecret()}`;
      await db
        .insertInto('api_token')
        .values({
          id: newId('token'),
          secret_hash: secretHash(secret),
          role,
          name,
          created_at: now,
          places: storedPlaces(limits.places ?? '*'),
          scopes: JSON.stringify(limits.scopes ?? ['*']),
          expires_at: limits.expiresAt ?? null,
          made_by: limits.madeBy ?? null,
        })
        .execute();
      return secret;
    },
    async findToken(secret, now) {
      const row = await db
        .selectFrom('api_token')
        .select(['id', 'role', 'places', 'scopes', 'used_at', 'made_by'])
        .where('secret_hash', '=', secretHash(secret))
        .where('revoked_at', 'is', null)
        .where((or) => or.or([or('expires_at', 'is', null), or('expires_at', '>', now)]))
        .executeTakeFirst();
      const may = row && (await dutyOfMaker(db, row.made_by));
      if (!row || !may) return null;
      if (row.used_at === null || now - row.used_at >= usedEveryMs) {
        await db.updateTable('api_token').set({ used_at: now }).where('id', '=', row.id).execute();
      }
      return { id: row.id, ...reachOf(row, may) };
    },
    async tidy(now) {
      await db.deleteFrom('invitation').where('expires_at', '<=', now).execute();
      await db.deleteFrom('sign_in_step').where('expires_at', '<=', now).execute();
      await db
        .deleteFrom('sign_in')
        .where((or) =>
          or.or([or('seen_at', '<=', now - idleMs), or('signed_in_at', '<=', now - longestMs)]),
        )
        .execute();
    },
  };
}

/** Sign-ins that still let somebody in. */
export const liveSignIns = (db: Db, now: number) =>
  db
    .selectFrom('sign_in')
    .where('seen_at', '>', now - idleMs)
    .where('signed_in_at', '>', now - longestMs);

const staffByName = (db: Tx | Database['db'], name: string) =>
  db.selectFrom('staff').selectAll().where('name_key', '=', keyOf(name)).executeTakeFirst();

const memberOf = (
  row: DutyColumns & { readonly id: string; readonly name: string },
): StaffMember => ({
  id: row.id,
  name: row.name,
  ...dutyOf(row),
});

/**
 * A lost password, or somebody who comes back: the link named the person, and every place still signed in must sign
 * in again. A lost phone is lost with it: the second step is set up anew.
 */
async function renewed(tx: Tx, member: StaffMember, passwordHash: string): Promise<StaffMember> {
  await tx
    .updateTable('staff')
    .set({
      ...columnsOfDuty(member),
      password_hash: passwordHash,
      ended_at: null,
      code_secret: null,
      code_confirmed: 0,
    })
    .where('id', '=', member.id)
    .execute();
  await tx.deleteFrom('recovery_code').where('staff_id', '=', member.id).execute();
  await tx.deleteFrom('sign_in').where('staff_id', '=', member.id).execute();
  return member;
}
