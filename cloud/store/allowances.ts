import type { AllowanceVersion } from '../../shared/domain/allowance.ts';
import type { Month } from '../../shared/domain/month.ts';
import type { Db } from './database.ts';
import { type EntryRow, entryOf, type StoredEntry } from './ledger-entries.ts';

export interface StoredAllowance {
  readonly id: string;
  readonly place: string;
  readonly group: string;
  readonly groupName: string;
  readonly timeZone: string;
  readonly paid: Month | null;
  /** The oldest first. */
  readonly versions: readonly AllowanceVersion[];
}

/** Of groups that are there, in the order in which they were first set. */
export async function readAllowances(db: Db): Promise<readonly StoredAllowance[]> {
  const rows = await db
    .selectFrom('allowance as a')
    .innerJoin('place as p', 'p.id', 'a.place')
    .innerJoin('member_group as g', 'g.id', 'a.group_id')
    .select(['a.id', 'a.place', 'a.group_id', 'a.paid', 'p.time_zone', 'g.name'])
    .orderBy('a.id')
    .execute();
  const versions = Map.groupBy(
    await db.selectFrom('allowance_version').selectAll().orderBy('since').execute(),
    ({ allowance }) => allowance,
  );
  return rows.map(({ id, place, group_id: group, name, time_zone: timeZone, paid }) => ({
    ...{ id, place, group, groupName: name, timeZone, paid },
    versions: (versions.get(id) ?? []).map(({ since, units, keeps }) => ({
      ...{ since, units: Number(units), keeps: Number(keeps) !== 0 },
    })),
  }));
}

/** Who is in it, and whose access is not over; `since` when they were first known, epoch ms. */
export async function readHolders(
  db: Db,
  group: string,
  today: string,
): Promise<readonly { readonly member: string; readonly since: number }[]> {
  const rows = await db
    .selectFrom('member_group_member as g')
    .innerJoin('member as m', 'm.id', 'g.member_id')
    .select(['m.id', 'm.created_at'])
    .where('g.group_id', '=', group)
    .where((or) => or.or([or('m.valid_from', 'is', null), or('m.valid_from', '<=', today)]))
    .where((or) => or.or([or('m.valid_until', 'is', null), or('m.valid_until', '>=', today)]))
    .orderBy('m.id')
    .execute();
  return rows.map(({ id, created_at }) => ({ member: id, since: Number(created_at) }));
}

/** What was ever written of an allowance that counts for these instants, with what undid it. */
export async function readAmounts(
  db: Db,
  { place, id }: Pick<StoredAllowance, 'place' | 'id'>,
  from: number,
  until: number,
): Promise<readonly StoredEntry[]> {
  const rows = await db
    .selectFrom('ledger_entry')
    .selectAll()
    .where('place', '=', place)
    .where('rate', '=', id)
    .where('used_at', '>=', from)
    .where('used_at', '<', until)
    .orderBy('number')
    .execute();
  return rows.map((row) => entryOf(row as EntryRow));
}

/** What members used in a time, and what they held at its end, by what entries count for. */
export async function readUse(
  db: Db,
  accounts: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ReadonlyMap<string, { readonly used: number; readonly held: number }>> {
  const found = new Map<string, { used: number; held: number }>();
  for (let at = 0; at < accounts.length; at += 1_000) {
    const some = accounts.slice(at, at + 1_000);
    const rows = await db
      .selectFrom('ledger_leg as l')
      .innerJoin('ledger_entry as e', 'e.number', 'l.entry')
      .select((sum) => ['l.account', sum.fn.sum<number>('l.units').as('held')])
      .where('l.account', 'in', some)
      .where('e.used_at', '<', until)
      .groupBy('l.account')
      .execute();
    const uses = await db
      .selectFrom('ledger_leg as l')
      .innerJoin('ledger_entry as e', 'e.number', 'l.entry')
      .select((sum) => ['l.account', sum.fn.sum<number>('l.units').as('units')])
      .where('l.account', 'in', some)
      .where('e.passage', 'is not', null)
      .where('e.used_at', '>=', from)
      .where('e.used_at', '<', until)
      .groupBy('l.account')
      .execute();
    const used = new Map(uses.map(({ account, units }) => [account, -Number(units)]));
    for (const { account, held } of rows)
      found.set(account, { held: Number(held), used: used.get(account) ?? 0 });
  }
  return found;
}
