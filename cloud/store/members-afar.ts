import type { CardRow } from './card-row.ts';
import type { Db } from './database.ts';

/** A card of another aggregator's member, as it was told: an active one, with initials at most. */
export interface MemberAfar {
  readonly uid: string;
  readonly initials: string | null;
  readonly valid_from: string | null;
  readonly valid_until: string | null;
  readonly group_id: string | null;
}

/** Of those federations that these groups stand for: whoever is given no grant is told to no reader. */
export const membersAfar = (db: Db, groups: readonly string[]) =>
  db
    .selectFrom('federation_member as m')
    .innerJoin('federation as f', 'f.id', 'm.federation')
    .select(['m.uid', 'm.initials', 'm.valid_from', 'm.valid_until', 'f.group_id'])
    .where('f.state', '=', 'pooled')
    .where('f.group_id', 'in', groups.length > 0 ? groups : ['']);

/** The groups that stand for the federations whose members these are. */
export function groupsAfar(members: readonly MemberAfar[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { uid, group_id: group } of members)
    if (group !== null) groups.set(uid, [...(groups.get(uid) ?? []), group]);
  return groups;
}

/** As a card of nobody here. */
export const onceEach = (members: readonly MemberAfar[]): readonly CardRow[] => [
  ...new Map(
    members.map((member): readonly [string, CardRow] => [
      member.uid,
      {
        ...{ uid: member.uid, state: 'active', name: member.initials },
        ...{ valid_from: member.valid_from, valid_until: member.valid_until },
        ...{ member_from: null, member_until: null, points_of_sale: null, pin_hash: null },
        ...{ member_id: null, sponsor_id: null, guest_name: null, isAfar: true },
      },
    ]),
  ).values(),
];

export const isAfar = (card: CardRow): boolean => card.isAfar === true;
