import { hash } from 'node:crypto';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { AuditEntry, AuditFilter, AuditLog, AuditRecord } from '../ports/audit.ts';
import { chainOne, linkOf, preparedAudit, type AuditRow as Row } from './audit-chain.ts';
import { auditDetails } from './audit-details.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db, Tx } from './database.ts';

const portion = 1000;
const sameLookMs = 15 * 60_000;

/**
 * Writes one row into the transaction of what it tells: both are there, or neither. Put it last, for the head's row
 * is taken until the commit.
 */
export const appendAudit = (tx: Tx, who: string, entry: AuditEntry, at: number): Promise<void> =>
  chainOne(tx, preparedAudit(who, entry, at));

/** Whether the same look was written down a short while ago. */
async function isTold(db: Db, who: string, entry: AuditEntry, at: number): Promise<boolean> {
  const details = auditDetails(entry.before ?? null, entry.after ?? null);
  const recent = await db
    .selectFrom('audit')
    .select('seq')
    .where('who', '=', who)
    .where('at', '>', at - sameLookMs)
    .where('verb', '=', entry.verb)
    .where('kind', '=', entry.kind)
    .where('subject', 'is not distinct from', entry.id ?? null)
    .where('details', 'is not distinct from', details)
    .limit(1)
    .executeTakeFirst();
  return recent !== undefined;
}

export function openAuditLog(database: Database): AuditLog {
  const { db } = database;
  return {
    record: (who, entry, at) => database.inTransaction((tx) => appendAudit(tx, who, entry, at)),
    async recordLook(who, entry, at) {
      // Nearly always it is: then a page waits for nobody who writes.
      if (await isTold(db, who, entry, at)) return;
      await database.inTransaction(async (tx) => {
        if (!(await isTold(tx, who, entry, at))) await appendAudit(tx, who, entry, at);
      });
    },
    async list(filter, page) {
      let query = narrowed(db, filter);
      if (page.cursor !== null) {
        const before = Number(cursorParts(page.cursor)[0]);
        query = query.where('seq', '<', Number.isSafeInteger(before) ? before : 0);
      }
      const rows = await query
        .orderBy('seq', 'desc')
        .limit(page.limit + 1)
        .execute();
      const kept = rows.slice(0, page.limit);
      const last = kept.at(-1);
      return {
        items: await told(db, kept),
        nextCursor: rows.length > page.limit && last ? cursorAfter(String(last.seq)) : null,
      };
    },
    async firstBroken() {
      for (;;) {
        const oldest = await oldestOf(db);
        const broken = await brokenIn(db);
        // Retention may have taken rows from under the check.
        if (broken === null || oldest === (await oldestOf(db))) return broken;
      }
    },
    head: () => headOf(db),
    purge: (before) =>
      database.inTransaction(async (tx) => {
        await tx.updateTable('audit_head').set({ purge_before: before }).execute();
        // A clock that was set back leaves an old row behind a newer one: taken out of the middle it would break the
        // chain, so it waits for those before it.
        const kept = await tx
          .selectFrom('audit')
          .select((all) => all.fn.min<number | null>('seq').as('seq'))
          .where('at', '>=', before)
          .executeTakeFirst();
        const { numDeletedRows } = await tx
          .deleteFrom('audit')
          .where('at', '<', before)
          .where('seq', '<', Number(kept?.seq ?? Number.MAX_SAFE_INTEGER))
          .executeTakeFirst();
        await tx.updateTable('audit_head').set({ purge_before: 0 }).execute();
        return Number(numDeletedRows);
      }),
    async blank(memberId) {
      await db
        .updateTable('audit')
        .set({ details: null })
        .where('member_id', '=', memberId)
        .execute();
    },
  };
}

const follows = (previous: Row, row: Row): boolean =>
  row.seq === previous.seq + 1 && row.hash === linkOf(previous.hash, row);

/** In portions, so that nobody waits for the whole; rows may be added meanwhile. */
async function brokenIn(db: Db): Promise<number | null> {
  const head = await headOf(db);
  let hashAtHead: string | undefined;
  let previous: Row | undefined;
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', previous?.seq ?? 0)
      .orderBy('seq')
      .limit(portion)
      .execute();
    for (const row of rows) {
      // The oldest row kept may follow one that was purged: it is believed, the others must follow it.
      if (previous && !follows(previous, row)) return row.seq;
      if (!previous && row.seq === 1 && row.hash !== linkOf('', row)) return 1;
      if (row.details !== null && hash('sha256', row.details, 'hex') !== row.details_hash)
        return row.seq;
      if (row.seq === head.seq) hashAtHead = row.hash;
      previous = row;
    }
    if (rows.length < portion) break;
    await breathe();
  }
  if (!previous) return null;
  if (hashAtHead !== head.hash) return Math.min(previous.seq + 1, head.seq);
  // What nobody wrote through the head stands behind it.
  const { seq } = await headOf(db);
  return previous.seq > seq ? seq + 1 : null;
}

async function oldestOf(db: Db): Promise<number | null> {
  const { seq } = await db
    .selectFrom('audit')
    .select((all) => all.fn.min<number | null>('seq').as('seq'))
    .executeTakeFirstOrThrow();
  return seq === null ? null : Number(seq);
}

async function headOf(db: Db) {
  const { seq, hash: newest } = await db
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  return { seq: Number(seq), hash: newest };
}

function narrowed(db: Db, filter: AuditFilter) {
  const { who, memberId, kind, verb, placeIds, from, to } = filter;
  let query = db.selectFrom('audit').selectAll();
  if (who !== undefined) query = query.where('who', '=', who);
  if (memberId !== undefined) query = query.where('member_id', '=', memberId);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (verb !== undefined) query = query.where('verb', '=', verb);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<', to);
  if (placeIds === undefined) return query;
  return query.where((or) =>
    or.or([or('place', 'is', null), ...(placeIds.length > 0 ? [or('place', 'in', placeIds)] : [])]),
  );
}

/** With the names that staff, tokens and members have now. */
async function told(db: Db, rows: readonly Row[]): Promise<readonly AuditRecord[]> {
  const idsOf = (prefix: string) => [
    ...new Set(
      rows.filter(({ who }) => who.startsWith(prefix)).map(({ who }) => who.slice(prefix.length)),
    ),
  ];
  const memberIds = [...new Set(rows.flatMap(({ member_id }) => member_id ?? []))];
  const names = new Map<string, string | null>();
  for (const [prefix, table, ids] of [
    ['staff:', 'staff', idsOf('staff:')],
    ['token:', 'api_token', idsOf('token:')],
    ['member:', 'member', memberIds],
  ] as const) {
    if (ids.length === 0) continue;
    const found = await db
      .selectFrom(table)
      .select(['id', 'name'])
      .where('id', 'in', ids)
      .execute();
    for (const { id, name } of found) names.set(`${prefix}${id}`, name);
  }
  return rows.map((row) => {
    const { before = null, after = null } = row.details === null ? {} : JSON.parse(row.details);
    return {
      seq: Number(row.seq),
      at: row.at,
      who: row.who,
      whoName: names.get(row.who) ?? null,
      verb: row.verb,
      kind: row.kind,
      id: row.subject,
      placeId: row.place,
      memberId: row.member_id,
      memberName: row.member_id === null ? null : (names.get(`member:${row.member_id}`) ?? null),
      before,
      after,
    };
  });
}
