import { randomBytes } from 'node:crypto';
import type { Account } from '../../shared/domain/ledger.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Debt } from '../ports/erasures.ts';
import { appendAudit } from './audit-log.ts';
import { readBalance } from './balances.ts';
import type { Db, Tx } from './database.ts';
import { appendEntries } from './ledger-entries.ts';
import type { Unit } from './rows.ts';

interface Debtor {
  readonly memberId: string;
  readonly name: string;
  readonly email: string | null;
}

/** What a member owes, hundredths of a token; 0: nothing. */
export async function readOwed(db: Db, memberId: string): Promise<number> {
  return Math.max(0, -((await readBalance(db, `member:${memberId}`)) ?? 0));
}

/** Keeps who owes something before their account loses its name; nothing where they owe nothing. */
export async function keepDebt(tx: Tx, { memberId, name, email }: Debtor, at: number) {
  const units = await readOwed(tx, memberId);
  if (units === 0) return;
  const last = await tx
    .selectFrom('ledger_entry')
    .select((of) => of.fn.max<number>('number').as('number'))
    .where('from_account', '=', `member:${memberId}`)
    .executeTakeFirst();
  const id = `debt-${randomBytes(9).toString('hex')}`;
  await tx
    .insertInto('debt')
    .values({
      id,
      member_id: memberId,
      ...{ name, email, units, entry: Number(last?.number ?? 0), erased_at: at },
    })
    .execute();
}

export async function listDebts(db: Db): Promise<readonly Debt[]> {
  const rows = await debtRows(db).orderBy('debt.erased_at', 'desc').orderBy('debt.id').execute();
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    name: row.name,
    email: row.email,
    units: Number(row.units),
    placeId: row.place,
    usedAt: Number(row.used_at),
    erasedAt: Number(row.erased_at),
  }));
}

/**
 * Gives their nameless account what it lacks, so that the ledger says that nothing is owed any more, and lets go of who
 * it was. Answers whose it was.
 */
export async function settleDebt(unit: Unit, id: string, by: string, at: number): Promise<string> {
  const { tx } = unit;
  const debt = await debtRows(tx).where('debt.id', '=', id).executeTakeFirst();
  if (!debt) throw failure('notFound', { what: 'debt', id });
  const units = Number(debt.units);
  await appendEntries(unit, [
    {
      key: `settled ${id}`,
      kind: 'credit',
      ...{ at, usedAt: at, units, madeBy: by, words: null },
      from: `issued:${debt.place ?? ''}`,
      to: debt.from_account as Account,
      ...{ of: null, rate: null, minutes: null, reverses: null, place: debt.place },
    },
  ]);
  await tx.deleteFrom('debt').where('id', '=', id).execute();
  const after = { units };
  const about = { kind: 'debt', id, placeId: debt.place, after } as const;
  await appendAudit(tx as Tx, by, { verb: 'ended', ...about }, at);
  return debt.member_id;
}

/** What a backup brought back was settled already: it is again, so that the ledger says so too. */
export async function settleAgain(unit: Unit, memberId: string, at: number): Promise<void> {
  const back = await unit.tx
    .selectFrom('debt')
    .select('id')
    .where('member_id', '=', memberId)
    .execute();
  for (const { id } of back) await settleDebt(unit, id, 'system', at);
}

const debtRows = (db: Db) =>
  db
    .selectFrom('debt')
    .innerJoin('ledger_entry', 'ledger_entry.number', 'debt.entry')
    .select(['debt.id', 'member_id', 'name', 'email', 'debt.units', 'erased_at'])
    .select(['ledger_entry.place', 'ledger_entry.used_at', 'ledger_entry.from_account']);
