import { failure } from '../../shared/runtime/errors.ts';
import type { Grant } from '../ports/registry.ts';
import type { Tx } from './database.ts';
import { mustBeAt, mustExist, onlyPlace } from './registry-references.ts';
import type { Rules } from './registry-repository.ts';

export const grantRules: Rules<Grant> = {
  async settle(tx, grant) {
    if ((grant.memberId === null) === (grant.groupId === null)) {
      throw failure('badRequest', { detail: 'a grant is for a memberId or for a groupId' });
    }
    if (grant.memberId !== null) await mustExist(tx, 'member', grant.memberId);
    if (grant.groupId !== null && grant.groupId !== 'everyone') {
      await mustExist(tx, 'member_group', grant.groupId);
    }
    if (grant.scheduleId !== null) await mustExist(tx, 'schedule', grant.scheduleId);
    const placeId = grant.placeId || (await placeOfGrant(tx, grant.accessPoints));
    await mustExist(tx, 'place', placeId);
    if (grant.accessPoints !== '*') {
      for (const id of grant.accessPoints) await mustBeAt(tx, 'access_point', id, placeId);
    }
    return { ...grant, placeId };
  },
  // After it was asked whether they may write there: of another place nobody learns what it has.
  afterWrite: (tx, grant) => mustSaySomethingNew(tx, grant),
  changes(before, after) {
    const both = [before, after].filter((grant) => grant !== null);
    const placeIds = [...new Set(both.map((grant) => grant.placeId))];
    if (both.some((grant) => grant.groupId === 'everyone')) return [{ kind: 'access', placeIds }];
    return [
      {
        kind: 'access',
        placeIds,
        memberIds: both.flatMap((grant) => grant.memberId ?? []),
        groupIds: both.flatMap((grant) => grant.groupId ?? []),
      },
    ];
  },
};

/** Twice the same opens nothing more, and one of them left behind shuts nothing when the other ends. */
async function mustSaySomethingNew(tx: Tx, grant: Grant): Promise<void> {
  // One after the other: two could otherwise each find nothing like theirs.
  await tx
    .updateTable('place')
    .set({ id: grant.placeId })
    .where('id', '=', grant.placeId)
    .execute();
  const rows = await tx
    .selectFrom('access_grant')
    .select(['id', 'access_points'])
    .where('place_id', '=', grant.placeId)
    .where('id', '!=', grant.id)
    .where('member_id', 'is not distinct from', grant.memberId)
    .where('group_id', 'is not distinct from', grant.groupId)
    .where('schedule_id', 'is not distinct from', grant.scheduleId)
    .execute();
  const points = new Set(grant.accessPoints);
  const same = rows.find(({ access_points: stored }) => {
    const others = JSON.parse(stored) as Grant['accessPoints'];
    if (grant.accessPoints === '*' || others === '*') return grant.accessPoints === others;
    return others.length === points.size && others.every((id) => points.has(id));
  });
  if (same) throw failure('grantRepeated', { id: same.id });
}

/** Where nothing is said: the place of the access points, or the only place there is. */
async function placeOfGrant(tx: Tx, accessPoints: Grant['accessPoints']): Promise<string> {
  const [first] = accessPoints === '*' ? [] : accessPoints;
  if (first !== undefined) {
    const point = await tx
      .selectFrom('access_point')
      .select('place_id')
      .where('id', '=', first)
      .executeTakeFirst();
    if (!point) throw failure('unknownReference', { what: 'access point', id: first });
    return point.place_id;
  }
  return onlyPlace(tx);
}
