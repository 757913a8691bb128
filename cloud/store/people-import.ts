import { folded } from '../../shared/domain/folded.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { AuditEntry } from '../ports/audit.ts';
import type { CardRecord, Group, Member, RegistryChange } from '../ports/registry.ts';
import { chain, type PreparedAudit, preparedAudit } from './audit-chain.ts';
import type { Db, Tx } from './database.ts';
import { cardMoved, keepHomesBefore, memberMoved } from './homes-before.ts';
import { columnsOf, recordOf } from './registry-mapping.ts';
import * as mappings from './registry-mappings.ts';
import { type Insertion, insertRows, type Row, type Unit } from './rows.ts';

interface Written<T> {
  readonly before: T | null;
  readonly after: T;
}

/** What is there before an import: all of it, for any line may be about any of them. */
export async function readKnown(db: Db) {
  const members = await db.selectFrom('member').selectAll().execute();
  const cards = await db.selectFrom('card').selectAll().execute();
  const groups = await db.selectFrom('member_group').select(['id', 'name', 'purpose']).execute();
  const joined = await db.selectFrom('member_group_member').selectAll().execute();
  const byGroup = Map.groupBy(joined, (row) => row.group_id);
  const places = await db.selectFrom('place').select(['id', 'name']).orderBy('id').execute();
  return {
    places,
    members: members.map((row): Member => recordOf(mappings.members, { ...row })),
    cards: cards.map((row): CardRecord => recordOf(mappings.cards, { ...row })),
    groups: groups.map(
      ({ id, name, purpose }): Group => ({
        id,
        name,
        purpose,
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
  readonly homeWasWrong: boolean;
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
    home_place: 'text',
    folded: 'text',
    created_at: 'bigint',
  },
  onConflict: `(id) DO UPDATE SET name = excluded.name, email = excluded.email,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until,
    home_place = excluded.home_place, folded = excluded.folded`,
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
    home_place: 'text',
    created_at: 'bigint',
  },
  onConflict: `(id) DO UPDATE SET uid = excluded.uid, tag8 = excluded.tag8, number = excluded.number,
    member_id = excluded.member_id, state = excluded.state, state_since = excluded.state_since,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until, home_place = excluded.home_place`,
};

const groupInsertion: Insertion = {
  table: 'member_group',
  columns: { id: 'text', name: 'text', created_at: 'bigint' },
};

const joinInsertion: Insertion = {
  table: 'member_group_member',
  columns: { group_id: 'text', member_id: 'text' },
};

/** Everything of a plan that can be made before its transaction: others write meanwhile. */
export interface PreparedPlan {
  readonly rows: readonly (readonly [Insertion, readonly Row[]])[];
  /** Cards that change hands, or get their uid. */
  readonly given: readonly { readonly uid: string; readonly memberId: string }[];
  readonly moved: Parameters<typeof keepHomesBefore>[1];
  readonly told: readonly PreparedAudit[];
  readonly changes: readonly RegistryChange[];
}

export async function preparePlan(plan: WrittenPlan, as: WriteAs): Promise<PreparedPlan> {
  const { now } = as;
  const made = async <T>(records: readonly T[], of: (record: T) => Row) => {
    const rows: Row[] = [];
    for (const [i, record] of records.entries()) {
      rows.push(of(record));
      if (i % rowsAtOnce === rowsAtOnce - 1) await breathe();
    }
    return rows;
  };
  return {
    rows: [
      [memberInsertion, await made(plan.members, ({ after }) => memberRow(after, now))],
      [groupInsertion, plan.groups.map(({ id, name }) => [id, name, now])],
      [joinInsertion, plan.joins.map((one) => [one.groupId, one.memberId])],
      [cardInsertion, await made(plan.cards, ({ after }) => cardRow(after, now))],
    ],
    given: plan.cards.flatMap(({ before, after: { uid, memberId } }) => {
      if (before === null || uid === null || memberId === null) return [];
      return before.memberId === memberId && before.uid !== null ? [] : [{ uid, memberId }];
    }),
    moved: as.homeWasWrong
      ? []
      : [
          ...plan.members.flatMap(({ before, after }) => memberMoved(before, after, now)),
          ...plan.cards.flatMap(({ before, after }) => cardMoved(before, after, now)),
        ],
    told: await toldOf(plan, as),
    changes: changesOf(plan),
  };
}

/** Writes it all: the shorter, the less everybody else waits. */
export async function writePlan(
  unit: Unit,
  tx: Tx,
  { rows, given, moved, told }: PreparedPlan,
  as: WriteAs,
): Promise<void> {
  for (const [into, all] of rows) {
    for (let at = 0; at < all.length; at += rowsAtOnce) {
      await insertRows(unit, into, all.slice(at, at + rowsAtOnce));
      await breathe();
    }
  }
  await keepHomesBefore(tx, moved);
  for (const one of given) await as.cardGiven(tx, { ...one, from: as.now, by: as.by });
  await chain(unit, told);
}

const rowsAtOnce = 1000;

const memberRow = (member: Member, now: number): Row => {
  const row = columnsOf(mappings.members, member);
  return cells(memberInsertion, { ...row, folded: folded(member.name), created_at: now });
};

const cardRow = (card: CardRecord, now: number): Row =>
  cells(cardInsertion, { ...columnsOf(mappings.cards, card), created_at: now });

const cells = (into: Insertion, row: Record<string, unknown>): Row =>
  Object.keys(into.columns).map((column) => (row[column] ?? null) as string | number | null);

/** One row for all that is new, and one for each record that was there and is another now. */
async function toldOf(
  plan: WrittenPlan,
  { kind, by, now, homeWasWrong }: WriteAs,
): Promise<PreparedAudit[]> {
  const told: PreparedAudit[] = [];
  const tell = async (entry: AuditEntry) => {
    told.push(preparedAudit(by, entry, now));
    if (told.length % rowsAtOnce === 0) await breathe();
  };
  const said = <T extends Member | CardRecord>(before: T, after: T) =>
    homeWasWrong && before.homePlaceId !== after.homePlaceId ? { ...after, homeWasWrong } : after;
  for (const { before, after } of plan.members) {
    if (before === null) continue;
    const { id } = after;
    const changed = { verb: 'changed', before, after: said(before, after) } as const;
    await tell({ ...changed, kind: 'member', id, memberId: id });
  }
  for (const { before, after } of plan.cards) {
    if (before === null) continue;
    const { id, memberId } = after;
    const changed = { verb: 'changed', before, after: said(before, after) } as const;
    await tell({ ...changed, kind: 'card', id, memberId });
  }
  const counts = {
    members: plan.members.filter(({ before }) => before === null).length,
    cards: plan.cards.filter(({ before }) => before === null).length,
    groups: plan.groups.length,
  };
  await tell({ verb: 'imported', kind: kind === 'members' ? 'member' : 'card', after: counts });
  return told;
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
