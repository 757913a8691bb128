import { hash } from 'node:crypto';
import { breathe } from '../../shared/runtime/breathe.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { AuditEntry } from '../ports/audit.ts';
import { auditDetails } from './audit-details.ts';
import type { Database, Db, Tx } from './database.ts';
import { type Row as Cells, type Insertion, insertRows, type Unit } from './rows.ts';
import type { AuditTables } from './schema/audit.ts';

export type AuditRow = AuditTables['audit'];

/** What the hash of a row covers: all of it but its details, which an erasure may blank, and their own hash instead. */
type Chained = Omit<AuditRow, 'hash' | 'details'>;
/** A row before it has its place in the chain: made where no writer waits for it. */
export type PreparedAudit = Omit<AuditRow, 'seq' | 'hash'>;

export function preparedAudit(who: string, entry: AuditEntry, at: number): PreparedAudit {
  const details = auditDetails(entry.before ?? null, entry.after ?? null);
  return {
    at,
    who,
    verb: entry.verb,
    kind: entry.kind,
    subject: entry.id ?? null,
    place: entry.placeId ?? null,
    member_id: entry.memberId ?? null,
    details,
    details_hash: details === null ? '' : hash('sha256', details, 'hex'),
  };
}

/** The hash of a row that follows the one with the hash `before`. */
export function linkOf(before: string, row: Chained): string {
  const { at, details_hash, kind, member_id, place, seq, subject, verb, who } = row;
  const fixed = { at, details_hash, kind, member_id, place, seq, subject, verb, who };
  return hash('sha256', canonicalJson([before, fixed]), 'hex');
}

export async function chainOne(tx: Tx, prepared: PreparedAudit): Promise<void> {
  const head = await tx
    .updateTable('audit_head')
    .set((column) => ({ seq: column('seq', '+', 1) }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  const row = { ...prepared, seq: Number(head.seq) };
  const link = linkOf(head.hash, row);
  await tx
    .insertInto('audit')
    .values({ ...row, hash: link })
    .execute();
  await tx.updateTable('audit_head').set({ hash: link }).execute();
}

/**
 * Writes rows into the transaction of what they tell: all are there, or none. Put it last, for the head's row is taken
 * until the commit.
 */
export async function chain(unit: Unit, prepared: readonly PreparedAudit[]): Promise<void> {
  const head = await unit.tx
    .updateTable('audit_head')
    .set((column) => ({ seq: column('seq', '+', prepared.length) }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  let seq = Number(head.seq) - prepared.length;
  let link = head.hash;
  for (let at = 0; at < prepared.length; at += rowsAtOnce) {
    const rows = prepared.slice(at, at + rowsAtOnce).map((one): Cells => {
      seq += 1;
      link = linkOf(link, { ...one, seq });
      const row: AuditRow = { ...one, seq, hash: link };
      return columns.map((column) => row[column]);
    });
    await insertRows(unit, insertion, rows);
    await breathe();
  }
  await unit.tx.updateTable('audit_head').set({ hash: link }).execute();
}

const rowsAtOnce = 1000;

const insertion = {
  table: 'audit',
  columns: {
    seq: 'bigint',
    at: 'bigint',
    who: 'text',
    verb: 'text',
    kind: 'text',
    subject: 'text',
    place: 'text',
    member_id: 'text',
    details: 'text',
    details_hash: 'text',
    hash: 'text',
  },
} as const satisfies Insertion;
const columns = Object.keys(insertion.columns) as (keyof AuditRow)[];

/** What a plan was made from: as long as nothing was changed since, it still holds. */
export async function auditSeq(db: Db): Promise<number> {
  const head = await db.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
  return Number(head.seq);
}

/** From here to the end of the transaction nobody else changes what is written down, for that is written with it. */
export async function holdAudit({ engine }: Database, tx: Tx): Promise<void> {
  // SQLite has one writer at a time already.
  if (engine === 'sqlite') return;
  await tx.selectFrom('audit_head').select('seq').forUpdate().executeTakeFirstOrThrow();
}

/** Whether anything was changed after that row. */
export async function anyChangeSince(tx: Tx, seq: number): Promise<boolean> {
  const change = await tx
    .selectFrom('audit')
    .select('seq')
    .where('seq', '>', seq)
    .where('verb', 'not in', ['seen', 'exported', 'signedIn', 'signedOut'])
    .limit(1)
    .executeTakeFirst();
  return change !== undefined;
}
