import { failure } from '../../shared/runtime/errors.ts';
import type { Group } from '../ports/registry.ts';
import type { Db, Tx } from './database.ts';
import type { Rules } from './registry-repository.ts';

/** Who belongs to a group, in a table beside it. */
export const groupRules: Rules<Group> = {
  async settle(_tx, group) {
    // A grant to `everyone` is for every active card: a group of that name would be given all of them.
    if (group.id === 'everyone')
      throw failure('conflict', { detail: 'The id everyone has a meaning.' });
    return group;
  },
  async afterWrite(tx, group, before) {
    if (before)
      await tx.deleteFrom('member_group_member').where('group_id', '=', group.id).execute();
    const rows = [...new Set(group.memberIds)].map((memberId) => ({
      group_id: group.id,
      member_id: memberId,
    }));
    for (let at = 0; at < rows.length; at += 500) {
      await tx
        .insertInto('member_group_member')
        .values(rows.slice(at, at + 500))
        .execute();
    }
  },
  reached: (tx, group) => placesOfGroup(tx, group.id),
  complete: (db, groups) => withMembers(db, groups),
  async beforeRemove(tx: Tx, group) {
    await tx.deleteFrom('access_grant').where('group_id', '=', group.id).execute();
    return 'remove';
  },
  changes(before, after) {
    const [were, are] = [new Set(before?.memberIds), new Set(after?.memberIds)];
    const memberIds = [...were.symmetricDifference(are)].sort();
    return memberIds.length === 0 ? [] : [{ kind: 'access', placeIds: '*', memberIds }];
  },
};

/** Where its members may enter because they are in it. */
export async function placesOfGroup(tx: Tx, id: string): Promise<readonly string[]> {
  const grants = await tx
    .selectFrom('access_grant')
    .select('place_id')
    .distinct()
    .where('group_id', '=', id)
    .execute();
  return grants.map((grant) => grant.place_id);
}

async function withMembers(db: Db, groups: readonly Group[]): Promise<readonly Group[]> {
  if (groups.length === 0) return groups;
  const rows = await db
    .selectFrom('member_group_member')
    .selectAll()
    .where(
      'group_id',
      'in',
      groups.map((group) => group.id),
    )
    .orderBy('member_id')
    .execute();
  const byGroup = Map.groupBy(rows, (row) => row.group_id);
  return groups.map((group) => ({
    ...group,
    memberIds: (byGroup.get(group.id) ?? []).map((row) => row.member_id),
  }));
}
