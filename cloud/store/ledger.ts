import { failure } from '../../shared/runtime/errors.ts';
import {
  type GivenKind,
  givenKinds,
  type Ledger,
  type LedgerFault,
  type LedgerLine,
} from '../ports/ledger.ts';
import { appendAudit } from './audit-log.ts';
import { readBalance, readBalancesOf, readHolders, readLegs } from './balances.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db } from './database.ts';
import { checkLedger, keepBalances } from './ledger-check.ts';
import {
  appendEntries,
  type EntryRow,
  entryOf,
  keptKey,
  type StoredEntry,
} from './ledger-entries.ts';
import { mustExist, onlyPlace } from './registry-references.ts';
import { unitOf } from './rows.ts';

/** The ledger as staff and members read it, and what staff add to it. */
export function openLedger(
  database: Database,
  around: { readonly now: () => number; readonly changed: () => void },
): Ledger {
  const { db } = database;
  const accountOf = (memberId: string) => `member:${memberId}` as const;

  return {
    balanceOf: (memberId) => readBalance(db, accountOf(memberId)),
    balancesOf: (memberIds) => readBalancesOf(db, memberIds),
    holders: (page) => readHolders(db, page),
    async statement(memberId, from, to) {
      const account = accountOf(memberId);
      const opening = await readLegs(db, account, from);
      const rows = await db
        .selectFrom('ledger_entry')
        .selectAll()
        .where((or) => or.or([or('from_account', '=', account), or('to_account', '=', account)]))
        .where('number', 'in', (query) =>
          query.selectFrom('ledger_leg').select('entry').where('account', '=', account),
        )
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('number')
        .execute();
      let balance = opening;
      const lines = (await withReversed(db, rows)).map((line) => {
        const change = line.to === account ? line.units : -line.units;
        balance += change;
        return { ...line, change, balance };
      });
      return { opening, closing: balance, lines };
    },
    async list({ memberId, placeIds, passageId }, { limit, cursor }) {
      const [before = ''] = cursor === null ? [] : cursorParts(cursor);
      let query = db.selectFrom('ledger_entry').selectAll();
      if (before !== '') query = query.where('number', '<', numberOf(before));
      if (memberId !== undefined)
        query = query.where('number', 'in', (legs) =>
          legs.selectFrom('ledger_leg').select('entry').where('account', '=', accountOf(memberId)),
        );
      if (placeIds !== undefined) query = query.where('place', 'in', [...placeIds]);
      if (passageId !== undefined) query = query.where('passage', '=', passageId);
      const rows = await query
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute();
      const items = await withReversed(db, rows.slice(0, limit));
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last ? cursorAfter(last.id) : null };
    },
    async give({ key, kind, memberId, placeId, units, words }, by) {
      const at = around.now();
      const given = await database.inTransaction(async (tx) => {
        const place = placeId ?? (await onlyPlace(tx));
        await mustExist(tx, 'place', place);
        await mustExist(tx, 'member', memberId);
        const moved = {
          key: `given ${key}`,
          kind,
          ...{
            at,
            usedAt: at,
            units,
            words,
            madeBy: by,
            rate: null,
            minutes: null,
            reverses: null,
          },
          from: kind === 'refund' ? (`used:${place}` as const) : (`issued:${place}` as const),
          to: accountOf(memberId),
          of: null,
          place,
        };
        const added = await appendEntries(unitOf(database, tx), [moved]);
        const stands = await tx
          .selectFrom('ledger_entry')
          .selectAll()
          .where('key', '=', keptKey(moved.key))
          .executeTakeFirstOrThrow();
        const same = entryOf(stands);
        if (same.from !== moved.from || same.to !== moved.to || same.units !== units)
          throw failure('conflict', { detail: `The key ${key} was used for something else.` });
        if (added > 0) await written(tx, 'created', stands, memberId, by, at);
        return { stands, isNew: added > 0 };
      });
      if (given.isNew) around.changed();
      const [line] = await withReversed(db, [given.stands]);
      if (!line) throw failure('notFound', { what: 'entry', id: key });
      return { line, isNew: given.isNew };
    },
    async undo(id, { words, by, places }) {
      const at = around.now();
      const stands = await database.inTransaction(async (tx) => {
        const row = await tx
          .selectFrom('ledger_entry')
          .selectAll()
          .where('number', '=', numberOf(id))
          .executeTakeFirst();
        const isTheirs = places === '*' || (row?.place && places.includes(row.place));
        if (!row || !isTheirs) throw failure('notFound', { what: 'entry', id });
        const was = entryOf(row);
        if (!givenKinds.includes(was.kind as GivenKind))
          throw failure('conflict', {
            detail: 'Only what staff gave can be undone so; correct the passage instead.',
          });
        const reversal = {
          ...was,
          key: `reversal ${was.key}`,
          kind: 'reversal',
          ...{ at, usedAt: at, words, madeBy: by, reverses: was.key },
          from: was.to,
          to: was.from,
          place: row.place,
        } as const;
        if ((await appendEntries(unitOf(database, tx), [reversal])) === 0)
          throw failure('conflict', { detail: 'It was undone already.' });
        const made = await tx
          .selectFrom('ledger_entry')
          .selectAll()
          .where('key', '=', keptKey(reversal.key))
          .executeTakeFirstOrThrow();
        await written(tx, 'undone', made, was.to.slice('member:'.length), by, at);
        return made;
      });
      around.changed();
      const [line] = await withReversed(db, [stands]);
      if (!line) throw failure('notFound', { what: 'entry', id });
      return line;
    },
    check: (): Promise<readonly LedgerFault[]> => checkLedger(db),
    keepBalances: () => database.inTransaction((tx) => keepBalances(unitOf(database, tx))),
  };
}

const written = (
  tx: Parameters<typeof appendAudit>[0],
  verb: 'created' | 'undone',
  row: EntryRow,
  memberId: string,
  by: string,
  at: number,
) =>
  appendAudit(
    tx,
    by,
    {
      verb,
      kind: 'ledgerEntry',
      id: idOf(row.number),
      placeId: row.place,
      memberId,
      after: { kind: row.kind, units: row.units, reason: row.words },
    },
    at,
  );

const idOf = (number: number): string => `entry-${number}`;
/** Of an id that is none: no entry has it. */
const numberOf = (id: string): number => Number(/^entry-(\d{1,15})$/.exec(id)?.[1] ?? -1);

/** With the ids of what they undo, which the rows know by another name. */
async function withReversed(db: Db, rows: readonly EntryRow[]): Promise<readonly LedgerLine[]> {
  const keys = rows.flatMap(({ reverses }) => reverses ?? []);
  const found =
    keys.length === 0
      ? []
      : await db
          .selectFrom('ledger_entry')
          .select(['key', 'number'])
          .where('key', 'in', keys)
          .execute();
  const ids = new Map(found.map(({ key, number }) => [key, idOf(number)]));
  return rows.map((row) => lineOf(entryOf(row), ids));
}

function lineOf(
  { key: _, reverses, number, ...entry }: StoredEntry,
  ids: ReadonlyMap<string, string>,
): LedgerLine {
  return { id: idOf(number), ...entry, reversed: reverses && (ids.get(reverses) ?? null) };
}
