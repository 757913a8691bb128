import { sql } from 'kysely';
import type { Account } from '../../shared/domain/ledger.ts';
import type { Holder } from '../ports/ledger.ts';
import type { TokensMoved } from '../ports/personal-data.ts';
import type { Page } from '../ports/registry.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Db } from './database.ts';

/** What an account holds; null: nothing ever moved there. */
export async function readBalance(db: Db, account: Account): Promise<number | null> {
  const kept = await db
    .selectFrom('ledger_balance')
    .select(['up_to', 'units'])
    .where('account', '=', account)
    .executeTakeFirst();
  const since = await db
    .selectFrom('ledger_leg')
    .select((sum) => [sum.fn.sum<number | null>('units').as('units')])
    .where('account', '=', account)
    .where('entry', '>', Number(kept?.up_to ?? 0))
    .executeTakeFirst();
  if (!kept && since?.units === null) return null;
  return Number(kept?.units ?? 0) + Number(since?.units ?? 0);
}

/** What it held before an instant, by when entries were booked. */
export async function readLegs(db: Db, account: Account, before: number): Promise<number> {
  const sum = await db
    .selectFrom('ledger_leg')
    .innerJoin('ledger_entry', 'ledger_entry.number', 'ledger_leg.entry')
    .select((of) => [of.fn.sum<number | null>('ledger_leg.units').as('units')])
    .where('ledger_leg.account', '=', account)
    .where('ledger_entry.at', '<', before)
    .executeTakeFirst();
  return Number(sum?.units ?? 0);
}

/** Of everybody who has an account: members, and cards that nobody holds. */
export async function readBalances(db: Db): Promise<ReadonlyMap<string, number>> {
  const kept = await db.selectFrom('ledger_balance').selectAll().execute();
  const upTo = Math.max(0, ...kept.map((one) => Number(one.up_to)));
  const since = await db
    .selectFrom('ledger_leg')
    .select((of) => ['account', of.fn.sum<number>('units').as('units')])
    .where('entry', '>', upTo)
    .groupBy('account')
    .execute();
  const all = new Map(kept.map(({ account, units }) => [account, Number(units)]));
  for (const { account, units } of since) all.set(account, (all.get(account) ?? 0) + Number(units));
  return new Map([...all].filter(([account]) => /^(member|card):/.test(account)));
}

/** What moved since last night, and what was held then. */
const held = sql`SELECT account, units FROM ledger_balance
  UNION ALL SELECT account, units FROM ledger_leg
  WHERE entry > (SELECT COALESCE(MAX(up_to), 0) FROM ledger_balance)`;

/** Members who have an account, whoever owes most first. */
export async function readHolders(
  db: Db,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Promise<Page<Holder>> {
  const [balance = '', folded = '', id = ''] = cursor === null ? [] : cursorParts(cursor);
  const after = /^-?\d{1,15}$/.test(balance)
    ? sql`WHERE balance > ${Number(balance)} OR (balance = ${Number(balance)}
        AND (folded > ${folded} OR (folded = ${folded} AND id > ${id})))`
    : sql``;
  const { rows } = await sql<{ id: string; name: string; folded: string; balance: number }>`
    SELECT id, name, folded, balance FROM (
      SELECT m.id AS id, m.name AS name, m.folded AS folded, SUM(h.units) AS balance
      FROM (${held}) h JOIN member m ON h.account = 'member:' || m.id
      GROUP BY m.id, m.name, m.folded
    ) holders ${after} ORDER BY balance, folded, id LIMIT ${limit + 1}`.execute(db);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => ({
      memberId: row.id,
      name: row.name,
      balance: Number(row.balance),
    })),
    nextCursor:
      rows.length > limit && last ? cursorAfter(String(last.balance), last.folded, last.id) : null,
  };
}

/** Of these members; who has no account is not in it. */
export async function readBalancesOf(
  db: Db,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (memberIds.length === 0) return new Map();
  const accounts = memberIds.map((id) => `member:${id}`);
  const { rows } = await sql<{ account: string; balance: number }>`
    SELECT account, SUM(units) AS balance FROM (${held}) h
    WHERE account IN (${sql.join(accounts)}) GROUP BY account`.execute(db);
  return new Map(
    rows.map(({ account, balance }) => [account.slice('member:'.length), Number(balance)]),
  );
}

/** All that ever moved there, oldest first. */
export async function readMoved(db: Db, account: Account): Promise<readonly TokensMoved[]> {
  const rows = await db
    .selectFrom('ledger_leg')
    .innerJoin('ledger_entry', 'ledger_entry.number', 'ledger_leg.entry')
    .select(['kind', 'at', 'used_at', 'place', 'area', 'passage', 'minutes', 'words'])
    .select('ledger_leg.units as change')
    .where('ledger_leg.account', '=', account)
    .orderBy('ledger_entry.number')
    .execute();
  return rows.map(({ used_at, ...row }) => ({
    ...row,
    at: Number(row.at),
    usedAt: Number(used_at),
    change: Number(row.change),
    minutes: row.minutes === null ? null : Number(row.minutes),
  }));
}
