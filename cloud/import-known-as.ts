import { failure } from '../shared/runtime/errors.ts';
import { sheetOf } from './imports/columns.ts';
import { countLines } from './imports/plan.ts';
import { type NamesPlan, planKnownAs } from './imports/plan-known-as.ts';
import { readCsv } from './imports/read-csv.ts';
import type { ImportHow, ImportReport } from './ports/imports.ts';
import type { Writer } from './ports/registry.ts';
import { appendAudit } from './store/audit-log.ts';
import type { Database, Db } from './store/database.ts';
import { readKnown } from './store/people-import.ts';
import { knownAsAt, writeShared } from './store/shared-members.ts';

interface Planned extends NamesPlan {
  readonly report: ImportReport;
  readonly placeId: string;
}

/** What one other system calls members, from a CSV file: all its lines, or those that are right where that is said. */
export function createKnownAsImports(database: Database, now: () => number) {
  return {
    preview: async (bytes: Buffer, how: ImportHow): Promise<ImportReport> =>
      (await planned(database.db, bytes, how)).report,
    async run(bytes: Buffer, writer: string | Writer, how: ImportHow): Promise<ImportReport> {
      const by = typeof writer === 'string' ? writer : writer.name;
      const at = now();
      return database.inTransaction(async (tx) => {
        const { report, names, placeId } = await planned(tx, bytes, how);
        const id = how.connectionId ?? '';
        if (typeof writer !== 'string') writer.mayTouch('connection', { id, placeId }, false, []);
        if (report.counts.refuse > 0 && !how.skipRefused)
          throw failure('importLinesRefused', { lines: report.counts.refuse });
        const about = { kind: 'setting', id, placeId } as const;
        for (const { memberId, after: knownAs } of names)
          await writeShared(tx, { connectionId: id, memberId }, { knownAs }, { who: by, now: at });
        for (const { memberId, before, after } of names)
          await appendAudit(
            tx,
            by,
            {
              ...{ ...about, verb: 'changed', memberId },
              ...{ before: { knownAs: before }, after: { knownAs: after } },
            },
            at,
          );
        const after = { names: names.length };
        if (names.length > 0) await appendAudit(tx, by, { ...about, verb: 'imported', after }, at);
        return { ...report, isDone: true };
      });
    },
  };
}

async function planned(db: Db, bytes: Buffer, { connectionId }: ImportHow): Promise<Planned> {
  const connection = await db
    .selectFrom('connection')
    .select(['id', 'name', 'place'])
    .where('id', '=', connectionId ?? '')
    .executeTakeFirst();
  if (!connection) throw failure('notFound', { what: 'connection', id: connectionId ?? '' });
  const { id, name, place: placeId } = connection;
  const file = readCsv(bytes);
  const sheet = sheetOf('knownAs', file);
  const plan = planKnownAs(sheet.rows, await readKnown(db), await knownAsAt(db, id));
  const { lines } = plan;
  return {
    ...{ ...plan, placeId },
    report: {
      ...{ kind: 'knownAs', counts: countLines(lines), lines, encoding: file.encoding },
      ...{ columnsIgnored: sheet.columnsIgnored, isTibillet: false, isDone: false },
      connection: { id, name },
    },
  };
}
