import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { AuditKind, AuditVerb } from '../ports/audit.ts';
import type { Page, RegistryChange, Repository, Writer } from '../ports/registry.ts';
import { appendAudit } from './audit-log.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db, Tx } from './database.ts';
import { tellOfRecord } from './events-of-records.ts';
import { pairingIsDue } from './pairing-due.ts';
import { columnsOf, type Mapping, recordOf } from './registry-mapping.ts';
import { unitOf } from './rows.ts';

/** What is particular to one kind of record; everything else is the same for all of them. */
export interface Rules<T> {
  /** Checks and completes a new or changed record before it is written; throws what is wrong. */
  readonly settle?: (tx: Tx, record: T, before: T | null) => Promise<T>;
  /** Writes what lies beside the row. */
  readonly afterWrite?: (tx: Tx, record: T, before: T | null, by: string) => Promise<void>;
  /** Keeps what is true no longer, for what was before the change; `after` null: it goes. */
  readonly keepBefore?: (tx: Tx, before: T, after: T | null) => Promise<void>;
  /** Reads what lies beside the rows. */
  readonly complete?: (db: Db, records: readonly T[]) => Promise<readonly T[]>;
  /** Ends it; left out: what hangs on it is refused by its foreign keys, else the row goes. */
  readonly beforeRemove?: (tx: Tx, record: T) => Promise<'remove' | Partial<T>>;
  /** The places where it opens something, of what belongs to no place. */
  readonly reached?: (tx: Tx, record: T) => Promise<readonly string[]>;
  /** The places that a write gives something to settle, or takes it from. */
  readonly rehomed?: (before: T | null, after: T) => readonly string[];
  /** What the write changes for devices and for pairing. */
  readonly changes: (
    before: T | null,
    after: T | null,
    tx: Tx,
  ) => readonly RegistryChange[] | Promise<readonly RegistryChange[]>;
}

export interface Effects {
  now(): number;
  tell(changes: readonly RegistryChange[]): void;
  /** Within a transaction: what is read stays as it is until its end. */
  readonly locks: boolean;
}

/** The same queries for every table: names come from the mapping, never from outside. */
type AnyTable = Kysely<Record<string, Record<string, unknown>>>;
const anyTable = (db: Db): AnyTable => db as unknown as AnyTable;

/** The product itself: what it makes on its own is limited by nobody. */
const nobody: Writer = { name: 'system', mayTouch: () => undefined };
const writerOf = (by: string | Writer): Writer =>
  typeof by === 'string' ? { ...nobody, name: by } : by;

export function repositoryOf<T extends { readonly id: string }>(
  database: Database,
  mapping: Mapping<T>,
  rules: Rules<T>,
  around: Effects,
): Repository<T> {
  const absent = (id: string) => failure('notFound', { what: mapping.what, id });

  /** `locked`: nobody else changes it until this transaction ends. */
  const find = async (db: Db, id: string, locked = false): Promise<T | null> => {
    const row = await anyTable(db)
      .selectFrom(mapping.table)
      .selectAll()
      .where('id', '=', id)
      .$if(locked && database.engine === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return null;
    const [record] = await complete(db, [recordOf(mapping, row)]);
    return record ?? null;
  };
  const complete = async (db: Db, records: readonly T[]) =>
    rules.complete ? rules.complete(db, records) : records;

  const ask = async (tx: Tx, writer: Writer, record: T, isNew: boolean) =>
    writer.mayTouch(mapping.kind, record, isNew, (await rules.reached?.(tx, record)) ?? []);

  /**
   * What is still owed after the commit is written with it: a process that ends in between finds it again. So is who
   * changed what.
   */
  const changed = async (tx: Tx, before: T | null, after: T | null, writer: Writer) => {
    const { name: by, homeWasWrong } = writer;
    const corrected = homeWasWrong && before && after && rules.rehomed?.(before, after).length;
    if (before && !corrected) await rules.keepBefore?.(tx, before, after);
    const changes = await rules.changes(before, after, tx);
    for (const change of changes) {
      if (change.kind !== 'pairing') continue;
      await pairingIsDue(tx, change.placeIds, around.now(), { moves: change.moves === true });
    }
    const verb: AuditVerb = before === null ? 'created' : after === null ? 'ended' : 'changed';
    const about = aboutOf(mapping.kind, after ?? before);
    const done = { verb, ...about, before, after };
    await tellOfRecord(unitOf(database, tx), done, around.now());
    const said = corrected ? { ...done, after: { ...after, homeWasWrong: true } } : done;
    await appendAudit(tx, by, said, around.now());
    return changes;
  };

  const write = async (id: string, fields: Partial<T>, writer: Writer): Promise<T> => {
    const by = writer.name;
    const { after, changes } = await database.inTransaction(async (tx) => {
      const before = await find(tx, id, true);
      if (!before) throw absent(id);
      await ask(tx, writer, before, false);
      const wanted = { ...before, ...definedOf(fields), id };
      const after = rules.settle ? await rules.settle(tx, wanted, before) : wanted;
      await ask(tx, writer, after, false);
      writer.mayRehome?.(rules.rehomed?.(before, after) ?? []);
      await anyTable(tx)
        .updateTable(mapping.table)
        .set(columnsOf(mapping, after))
        .where('id', '=', id)
        .execute()
        .catch(rethrowConstraint(mapping.what, id));
      await rules.afterWrite?.(tx, after, before, by).catch(rethrowConstraint(mapping.what, id));
      return { after, changes: await changed(tx, before, after, writer) };
    });
    around.tell(changes);
    return after;
  };

  return {
    kind: mapping.kind,
    async create(fields, by = nobody) {
      const writer = writerOf(by);
      const id = fields.id ?? newId(mapping.prefix);
      const wanted = { ...mapping.defaults, ...definedOf(fields), id } as T;
      const { made, changes } = await database.inTransaction(async (tx) => {
        const record = rules.settle ? await rules.settle(tx, wanted, null) : wanted;
        await ask(tx, writer, record, true);
        writer.mayRehome?.(rules.rehomed?.(null, record) ?? []);
        const row = columnsOf(mapping, record);
        if (mapping.stamped) row['created_at'] = around.now();
        // A device's credential is set when it is provisioned; until then no password fits.
        if (mapping.table === 'device') row['password_hash'] = '';
        await anyTable(tx)
          .insertInto(mapping.table)
          .values(row)
          .execute()
          .catch(rethrowConstraint(mapping.what, id));
        await rules
          .afterWrite?.(tx, record, null, writer.name)
          .catch(rethrowConstraint(mapping.what, id));
        return { made: record, changes: await changed(tx, null, record, writer) };
      });
      around.tell(changes);
      return made;
    },
    async get(id) {
      const record = await find(database.db, id, around.locks);
      if (!record) throw absent(id);
      return record;
    },
    find: (id) => find(database.db, id),
    async list(page, where): Promise<Page<T>> {
      let query = anyTable(database.db).selectFrom(mapping.table).selectAll();
      for (const [column, value] of Object.entries(columnsOf(mapping, where ?? {}))) {
        query = value === null ? query.where(column, 'is', null) : query.where(column, '=', value);
      }
      if (page.cursor !== null) query = query.where('id', '>', cursorParts(page.cursor)[0] ?? '');
      const rows = await query
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      const kept = rows.slice(0, page.limit).map((row) => recordOf(mapping, row));
      const last = kept.at(-1);
      return {
        items: await complete(database.db, kept),
        nextCursor: rows.length > page.limit && last ? cursorAfter(last.id) : null,
      };
    },
    patch: (id, fields, by = nobody) => write(id, fields, writerOf(by)),
    async remove(id, by = nobody) {
      const writer = writerOf(by);
      const changes = await database.inTransaction(async (tx) => {
        const before = await find(tx, id);
        if (!before) throw absent(id);
        await ask(tx, writer, before, false);
        const end = (await rules.beforeRemove?.(tx, before)) ?? 'remove';
        if (end !== 'remove') {
          const after = { ...before, ...end };
          const row = columnsOf(mapping, after);
          await anyTable(tx).updateTable(mapping.table).set(row).where('id', '=', id).execute();
          return changed(tx, before, after, writer);
        }
        await anyTable(tx)
          .deleteFrom(mapping.table)
          .where('id', '=', id)
          .execute()
          .catch(rethrowConstraint(mapping.what, id, 'remove'));
        return changed(tx, before, null, writer);
      });
      around.tell(changes);
    },
  };
}

/** Where a record belongs and whose it is, as its own fields say. */
function aboutOf(kind: AuditKind, record: { readonly id: string } | null) {
  const fields = (record ?? {}) as Readonly<Record<string, unknown>>;
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    kind,
    id: text(fields['id']),
    placeId: kind === 'place' ? text(fields['id']) : text(fields['placeId']),
    memberId: kind === 'member' ? text(fields['id']) : text(fields['memberId']),
  };
}

/** A letter or word that says what it is of, then 50 random bits without look-alikes: `m_4t9k2x7p3a`. */
export function newId(prefix: string): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  const random = [...randomBytes(10)].map((byte) => letters[byte % 32]).join('');
  return `${prefix}${prefix === 'device' ? '-' : '_'}${random}`;
}

const definedOf = <T>(fields: Partial<T>): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;

const rethrowConstraint =
  (what: string, id: string, doing: 'write' | 'remove' = 'write') =>
  (err: unknown): never => {
    const code = errorCodeOf(err) ?? '';
    if (code === '23505' || /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(code)) {
      throw failure('conflict', { detail: `There is already a ${what} like ${id}.` }, err);
    }
    if (code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
      if (doing === 'remove') throw failure('inUse', { what, id }, err);
      throw failure('badRequest', { detail: `the ${what} names something that is not there` }, err);
    }
    throw err;
  };
