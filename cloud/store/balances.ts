import type { Account } from '../../shared/domain/ledger.ts';
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
