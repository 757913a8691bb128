import { folded } from '../../shared/domain/folded.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { CardRecord, Group, Member, RegistryChange } from '../ports/registry.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db, Tx } from './database.ts';
import { columnsOf, recordOf } from './registry-mapping.ts';
import * as mappings from './registry-mappings.ts';
import { type Insertion, insertRows, type Row, unitOf } from './rows.ts';

interface Written<T> {
  readonly before: T | null;
  readonly after: T;
}

/** What is there before an import: all of it, for any line may be about any of them. */
export async function readKnown(db: Db) {
  const members = await db.selectFrom('member').selectAll().execute();
  const cards = await db.selectFrom('card').selectAll().execute();
  const groups = await db.selectFrom('member_group').select(['id', 'name']).execute();
  const joined = await db.selectFrom('member_group_member').selectAll().execute();
  const byGroup = Map.groupBy(joined, (row) => row.group_id);
  return {
    members: members.map((row): Member => recordOf(mappings.members, { ...row })),
    cards: cards.map((row): CardRecord => recordOf(mappings.cards, { ...row })),
    groups: groups.map(
      ({ id, name }): Group => ({
        id,
        name,
        memberIds: (byGroup.get(id) ?? []).map((row) => row.member_id),
      }),
    ),
  };
}

export interface WrittenPlan {
  readonly members: readonly Written<Member>[];
  readonly cards: readonly Written<CardRecord>[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly joins: readonly { readonly groupId: string; readonly memberId: string }[];
}

interface WriteAs {
  readonly kind: 'members' | 'cards';
  readonly by: string;
  readonly now: number;
  readonly cardGiven: (
    tx: Tx,
    given: { uid: string; memberId: string; from: number; by: string },
  ) => Promise<void>;
}

const memberInsertion: Insertion = {
  table: 'member',
  columns: {
    id: 'text',
    name: 'text',
    email: 'text',
    valid_from: 'text',
    valid_until: 'text',
    folded: 'text',
    created_at: 'bigint',
  },
  onConflict: `(id) DO UPDATE SET name = excluded.name, email = excluded.email,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until, folded = excluded.folded`,
};

const cardInsertion: Insertion = {
  table: 'card',
  columns: {
    id: 'text',
    uid: 'text',
    tag8: 'text',
    number: 'text',
    member_id: 'text',
    state: 'text',
    state_since: 'bigint',
    valid_from: 'text',
    valid_until: 'text',
    sponsor_id: 'text',
    guest_name: 'text',
    created_at: 'bigint',
  },
  onConflict: `(id) DO UPDATE SET uid = excluded.uid, tag8 = excluded.tag8, number = excluded.number,
    member_id = excluded.member_id, state = excluded.state, state_since = excluded.state_since,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until`,
};

const groupInsertion: Insertion = {
  table: 'member_group',
  columns: { id: 'text', name: 'text', created_at: 'bigint' },
};

const joinInsertion: Insertion = {
  table: 'member_group_member',
  columns: { group_id: 'text', member_id: 'text' },
};

/** Writes a plan, in the transaction it was made in. Answers what to tell once it is committed. */
export async function writePlan(
  database: Database,
  tx: Tx,
  plan: WrittenPlan,
  as: WriteAs,
): Promise<readonly RegistryChange[]> {
  const unit = unitOf(database, tx);
  const insert = async (into: Insertion, rows: readonly Row[]) => {
    for (let at = 0; at < rows.length; at += 1000) {
      await insertRows(unit, into, rows.slice(at, at + 1000));
      await breathe();
    }
  };
  await insert(
    memberInsertion,
    plan.members.map(({ after }) => memberRow(after, as.now)),
  );
  await insert(
    groupInsertion,
    plan.groups.map(({ id, name }) => [id, name, as.now]),
  );
  await insert(
    joinInsertion,
    plan.joins.map((one) => [one.groupId, one.memberId]),
  );
  await insert(
    cardInsertion,
    plan.cards.map(({ after }) => cardRow(after, as.now)),
  );
  for (const { before, after } of plan.cards) {
    const { uid, memberId } = after;
    if (before === null || uid === null || memberId === null) continue;
    if (before.memberId === memberId && before.uid !== null) continue;
    await as.cardGiven(tx, { uid, memberId, from: as.now, by: as.by });
  }
  await tell(tx, plan, as);
  return changesOf(plan);
}

const memberRow = (member: Member, now: number): Row => {
  const row = columnsOf(mappings.members, member);
  return cells(memberInsertion, { ...row, folded: folded(member.name), created_at: now });
};

const cardRow = (card: CardRecord, now: number): Row =>
  cells(cardInsertion, { ...columnsOf(mappings.cards, card), created_at: now });

const cells = (into: Insertion, row: Record<string, unknown>): Row =>
  Object.keys(into.columns).map((column) => (row[column] ?? null) as string | number | null);

/** One row for all that is new, and one for each record that was there and is another now. */
async function tell(tx: Tx, plan: WrittenPlan, { kind, by, now }: WriteAs): Promise<void> {
  for (const { before, after } of plan.members) {
    if (before === null) continue;
    const { id } = after;
    await appendAudit(
      tx,
      by,
      { verb: 'changed', kind: 'member', id, memberId: id, before, after },
      now,
    );
  }
  for (const { before, after } of plan.cards) {
    if (before === null) continue;
    const { id, memberId } = after;
    await appendAudit(tx, by, { verb: 'changed', kind: 'card', id, memberId, before, after }, now);
  }
  const counts = {
    members: plan.members.filter(({ before }) => before === null).length,
    cards: plan.cards.filter(({ before }) => before === null).length,
    groups: plan.groups.length,
  };
  const about = kind === 'members' ? 'member' : 'card';
  await appendAudit(tx, by, { verb: 'imported', kind: about, after: counts }, now);
}

function changesOf(plan: WrittenPlan): readonly RegistryChange[] {
  const uids = plan.cards.flatMap(({ after }) => after.uid ?? []);
  const memberIds = [
    ...plan.members.flatMap(({ before, after }) => (before === null ? [] : after.id)),
    ...plan.joins.map(({ memberId }) => memberId),
  ];
  if (uids.length === 0 && memberIds.length === 0) return [];
  return [{ kind: 'access', placeIds: '*', uids, memberIds: [...new Set(memberIds)] }];
}
