import type { AccessEntry, ListGrant } from '../../shared/domain/access-list.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { Tx } from './database.ts';

/** The group every active card is in, with a member or not. */
const everyone = 'everyone';
const nameMax = 200;

/**
 * What a place's list should say by now: canonical JSON by uid. Every card is on it, so that a refusal can tell a
 * card that may not enter from an unknown one; a device learns the first name only of those it may greet.
 */
export async function wantedEntries(
  tx: Tx,
  place: string,
  uids?: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const grants = await grantsOf(tx, place);
  const groups = await groupsOf(tx, [...grants.byGroup.keys()]);
  let query = tx
    .selectFrom('card')
    .leftJoin('member', 'member.id', 'card.member_id')
    .select([
      'card.uid',
      'card.member_id',
      'card.state',
      'card.valid_from',
      'card.valid_until',
      'member.name',
    ]);
  if (uids) query = query.where('card.uid', 'in', uids);
  const wanted = new Map<string, string>();
  for (const card of await query.execute()) {
    const member = card.member_id;
    const own = [
      ...(grants.byGroup.get(everyone) ?? []),
      ...(member === null ? [] : (grants.byMember.get(member) ?? [])),
      ...(member === null ? [] : (groups.get(member) ?? [])).flatMap(
        (group) => grants.byGroup.get(group) ?? [],
      ),
    ];
    const entry: AccessEntry = {
      uid: card.uid,
      memberRef: member,
      name: own.length > 0 && card.name !== null ? firstName(card.name) : null,
      state: card.state,
      validFrom: card.valid_from,
      validUntil: card.valid_until,
      grants: card.state === 'active' ? distinct(own) : [],
      primary: null,
    };
    wanted.set(card.uid, canonicalJson(entry));
  }
  return wanted;
}

interface Grants {
  readonly byMember: ReadonlyMap<string, readonly ListGrant[]>;
  readonly byGroup: ReadonlyMap<string, readonly ListGrant[]>;
}

async function grantsOf(tx: Tx, place: string): Promise<Grants> {
  const rows = await tx
    .selectFrom('access_grant')
    .select(['member_id', 'group_id', 'access_points', 'schedule_id'])
    .where('place_id', '=', place)
    .execute();
  const byMember = new Map<string, ListGrant[]>();
  const byGroup = new Map<string, ListGrant[]>();
  for (const row of rows) {
    const named = JSON.parse(row.access_points) as '*' | string[];
    const grant = {
      accessPoints: named === '*' ? named : [...named].sort(),
      schedule: row.schedule_id,
    };
    if (row.member_id !== null) add(byMember, row.member_id, grant);
    if (row.group_id !== null) add(byGroup, row.group_id, grant);
  }
  return { byMember, byGroup };
}

/** The groups, of those named, that each member is in. */
async function groupsOf(
  tx: Tx,
  named: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const groups = new Map<string, string[]>();
  if (named.length === 0) return groups;
  const rows = await tx
    .selectFrom('member_group_member')
    .select(['member_id', 'group_id'])
    .where('group_id', 'in', named)
    .execute();
  for (const row of rows) add(groups, row.member_id, row.group_id);
  return groups;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** In an order of their own: the same grants give the same digest, whoever read them. */
function distinct(grants: readonly ListGrant[]): readonly ListGrant[] {
  const byText = new Map(grants.map((grant) => [canonicalJson(grant), grant]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

/** What a screen greets with; a name that cannot be hashed must not stop the list it is on. */
const firstName = (name: string): string =>
  (name.trim().split(/\s+/)[0] ?? '').slice(0, nameMax).toWellFormed();
