import { failure } from '../../shared/runtime/errors.ts';
import type { SharedMember, SharedMembers } from '../ports/connections.ts';
import type { Database, Tx } from './database.ts';
import type { ConnectionTables } from './schema/connections.ts';

type SharedRow = ConnectionTables['shared_member'];

/** What members were told, and agreed to, for each other system. */
export function openSharedMembers(database: Database): SharedMembers {
  const { db } = database;
  return {
    async find(connectionId, memberId) {
      await mustBeThere(db, connectionId, memberId);
      const row = await db
        .selectFrom('shared_member')
        .selectAll()
        .where('connection', '=', connectionId)
        .where('member_id', '=', memberId)
        .executeTakeFirst();
      return sharedOf(row ?? { ...nothing, connection: connectionId, member_id: memberId });
    },
    async ofMember(memberId) {
      const rows = await db
        .selectFrom('shared_member')
        .selectAll()
        .where('member_id', '=', memberId)
        .orderBy('connection')
        .execute();
      return rows.map(sharedOf);
    },
    knownAs: (connectionId) => knownAsAt(db, connectionId),
    change: (connectionId, memberId, change, by) =>
      database.inTransaction((tx) => writeShared(tx, { connectionId, memberId }, change, by)),
  };
}

/** What that system calls members, by their ids. */
export async function knownAsAt(
  db: Pick<Database['db'], 'selectFrom'>,
  connectionId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('shared_member')
    .select(['member_id', 'known_as'])
    .where('connection', '=', connectionId)
    .where('known_as', 'is not', null)
    .execute();
  return new Map(rows.map(({ member_id, known_as }) => [member_id, known_as ?? '']));
}

/** Within the transaction of whoever has more to write. Throws `notFound`. */
export async function writeShared(
  tx: Tx,
  { connectionId, memberId }: Pick<SharedMember, 'connectionId' | 'memberId'>,
  { toldOn, sharesEmail, knownAs }: Parameters<SharedMembers['change']>[2],
  { who, now }: Parameters<SharedMembers['change']>[3],
): Promise<SharedMember> {
  await mustBeThere(tx, connectionId, memberId);
  const set = {
    ...(toldOn === null && { told_on: null, told_by: null, told_at: null }),
    ...(typeof toldOn === 'string' && { told_on: toldOn, told_by: who, told_at: now }),
    ...(sharesEmail === false && { email_since: null, email_by: null }),
    ...(sharesEmail && { email_since: now, email_by: who }),
    ...(knownAs !== undefined && { known_as: knownAs }),
  };
  const key = { connection: connectionId, member_id: memberId };
  await tx
    .insertInto('shared_member')
    .values(key)
    .onConflict((one) => one.columns(['connection', 'member_id']).doNothing())
    .execute();
  const row = await tx
    .updateTable('shared_member')
    .set({ ...key, ...set })
    .where('connection', '=', connectionId)
    .where('member_id', '=', memberId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return sharedOf(row);
}

const nothing = {
  ...{ told_on: null, told_by: null, told_at: null },
  ...{ email_since: null, email_by: null, known_as: null },
} as const;

async function mustBeThere(
  db: Pick<Database['db'], 'selectFrom'>,
  connectionId: string,
  memberId: string,
): Promise<void> {
  for (const [what, id] of [
    ['connection', connectionId],
    ['member', memberId],
  ] as const) {
    const row = await db.selectFrom(what).select('id').where('id', '=', id).executeTakeFirst();
    if (!row) throw failure('notFound', { what, id });
  }
}

const sharedOf = (row: SharedRow): SharedMember => ({
  ...{ connectionId: row.connection, memberId: row.member_id, knownAs: row.known_as },
  told:
    row.told_on === null || row.told_by === null || row.told_at === null
      ? null
      : { on: row.told_on, by: row.told_by, at: row.told_at },
  email:
    row.email_since === null || row.email_by === null
      ? null
      : { since: row.email_since, by: row.email_by },
});
