import { sql } from 'kysely';
import type { LedgerFault } from '../ports/ledger.ts';
import type { Db } from './database.ts';
import type { Unit } from './rows.ts';

/** More are not told at once: one is enough to look. */
const most = 20;

/**
 * Whether credits, debits and balances agree: each entry with its two legs, each reversal with what it undoes, all legs
 * with nothing at all, and each balance kept with what was written until then. Nothing is put right here.
 */
export async function checkLedger(db: Db): Promise<readonly LedgerFault[]> {
  const asks = [
    [
      'entry',
      sql<{ id: string }>`SELECT e.number AS id FROM ledger_entry e
        LEFT JOIN ledger_leg l ON l.entry = e.number
        GROUP BY e.number, e.units, e.from_account, e.to_account
        HAVING COUNT(l.entry) <> 2
          OR SUM(CASE WHEN l.account = e.from_account THEN l.units ELSE 0 END) <> -e.units
          OR SUM(CASE WHEN l.account = e.to_account THEN l.units ELSE 0 END) <> e.units
        ORDER BY 1 LIMIT ${most}`,
    ],
    [
      'reversal',
      sql<{ id: string }>`SELECT r.number AS id FROM ledger_entry r
        LEFT JOIN ledger_entry e ON e.key = r.reverses
        WHERE r.kind = 'reversal' AND (e.number IS NULL OR e.units <> r.units
          OR e.from_account <> r.to_account OR e.to_account <> r.from_account)
        ORDER BY 1 LIMIT ${most}`,
    ],
    [
      'sum',
      sql<{ id: string }>`SELECT 'all' AS id FROM (SELECT SUM(units) AS units FROM ledger_leg) s
        WHERE s.units <> 0`,
    ],
    [
      'balance',
      sql<{ id: string }>`SELECT b.account AS id FROM ledger_balance b
        WHERE b.units <> (SELECT COALESCE(SUM(l.units), 0) FROM ledger_leg l
          WHERE l.account = b.account AND l.entry <= b.up_to)
        ORDER BY 1 LIMIT ${most}`,
    ],
  ] as const;
  const faults: LedgerFault[] = [];
  for (const [what, ask] of asks) {
    const { rows } = await ask.execute(db);
    faults.push(...rows.map(({ id }) => ({ what, id: String(id) })));
  }
  return faults;
}

/** What each account holds now. On PostgreSQL entries being written are waited for, so that none is overlooked. */
export async function keepBalances({ tx, engine }: Unit): Promise<void> {
  if (engine === 'postgres')
    await sql`LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  await sql`INSERT INTO ledger_balance (account, up_to, units)
    SELECT account, (SELECT COALESCE(MAX(number), 0) FROM ledger_entry), SUM(units)
    FROM ledger_leg WHERE true GROUP BY account
    ON CONFLICT (account) DO UPDATE SET up_to = excluded.up_to, units = excluded.units`.execute(tx);
}
