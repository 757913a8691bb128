import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Takes a person's name out of the ledger: their accounts go on under a number that says nothing, so that everything
 * still adds up, and what staff wrote beside their entries goes. Passes they were given and used go on likewise.
 */
export async function eraseAccounts(
  tx: Tx,
  memberId: string,
  uids: readonly string[],
): Promise<void> {
  const mine = [`member:${memberId}`, ...uids.map((uid) => `card:${uid}`)];
  for (const account of mine) {
    const nobody = `erased:${randomBytes(12).toString('hex')}`;
    await sql`UPDATE ledger_entry SET words = NULL
      WHERE from_account = ${account} OR to_account = ${account}`.execute(tx);
    for (const column of ['from_account', 'to_account'] as const)
      await tx
        .updateTable('ledger_entry')
        .set({ [column]: nobody })
        .where(column, '=', account)
        .execute();
    await tx
      .updateTable('ledger_entry')
      .set({ person: null })
      .where('person', '=', account)
      .execute();
    await tx
      .updateTable('pass_entry')
      .set({ person: nobody, words: null })
      .where('person', '=', account)
      .execute();
    for (const table of ['ledger_leg', 'ledger_balance'] as const)
      await tx.updateTable(table).set({ account: nobody }).where('account', '=', account).execute();
  }
}
