import { failure } from '../../shared/runtime/errors.ts';
import { sheetOf } from '../imports/columns.ts';
import { countLines } from '../imports/plan.ts';
import { type Credit, creditDrafts, creditLines } from '../imports/plan-credits.ts';
import { readCsv } from '../imports/read-csv.ts';
import type { ImportHow, ImportLine, ImportReport } from '../ports/imports.ts';
import type { Writer } from '../ports/registry.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database, Db } from '../store/database.ts';
import { appendEntries, keptKey } from '../store/ledger-entries.ts';
import { readKnown } from '../store/people-import.ts';
import { unitOf } from '../store/rows.ts';

interface Planned {
  readonly report: ImportReport;
  readonly credits: readonly Credit[];
}

/** Tokens for many members from a CSV file: each line once, however often the file is sent. */
export function createCreditImports(
  database: Database,
  around: { readonly now: () => number; readonly ledgerChanged?: (() => void) | undefined },
) {
  return {
    preview: async (bytes: Buffer): Promise<ImportReport> =>
      (await planned(database.db, bytes)).report,
    async run(bytes: Buffer, writer: string | Writer, how: ImportHow): Promise<ImportReport> {
      const by = typeof writer === 'string' ? writer : writer.name;
      const at = around.now();
      const report = await database.inTransaction(async (tx) => {
        const plan = await planned(tx, bytes);
        const { counts } = plan.report;
        if (counts.refuse > 0 && !how.skipRefused)
          throw failure('importLinesRefused', { lines: counts.refuse });
        if (typeof writer !== 'string')
          for (const placeId of new Set(plan.credits.map((credit) => credit.placeId)))
            writer.mayTouch('ledgerEntry', { placeId }, true, []);
        await appendEntries(
          unitOf(database, tx),
          plan.credits.map(({ key, memberId, placeId, units, words }) => ({
            ...{ key: ledgerKey(key), kind: 'credit' as const, at, usedAt: at, units, words },
            ...{ from: `issued:${placeId}` as const, to: `member:${memberId}` as const },
            ...{ of: null, rate: null, minutes: null, reverses: null, madeBy: by, place: placeId },
          })),
        );
        const units = plan.credits.reduce((sum, credit) => sum + credit.units, 0);
        const after = { entries: plan.credits.length, units };
        if (plan.credits.length > 0)
          await appendAudit(tx, by, { verb: 'imported', kind: 'ledgerEntry', after }, at);
        return { ...plan.report, isDone: true };
      });
      around.ledgerChanged?.();
      return report;
    },
  };
}

const ledgerKey = (key: string): string => `given import ${key}`;

async function planned(db: Db, bytes: Buffer): Promise<Planned> {
  const file = readCsv(bytes);
  const sheet = sheetOf('credits', file);
  const drafts = creditDrafts(sheet.rows, await readKnown(db));
  const credits = drafts.flatMap(({ credit }) => credit ?? []);
  const lines: readonly ImportLine[] = creditLines(drafts, await readGiven(db, credits));
  const isNew = new Set(lines.filter(({ verb }) => verb === 'create').map(({ line }) => line));
  return {
    credits: drafts.flatMap(({ line, credit }) => (credit && isNew.has(line) ? credit : [])),
    report: {
      ...{ kind: 'credits', counts: countLines(lines), lines, encoding: file.encoding },
      ...{ columnsIgnored: sheet.columnsIgnored, isTibillet: false, isDone: false },
    },
  };
}

const atOnce = 500;

/** What was given under these keys already. */
async function readGiven(db: Db, credits: readonly Credit[]) {
  const names = new Map(credits.map(({ key }) => [keptKey(ledgerKey(key)), key]));
  const kept = [...names.keys()];
  const given = new Map<string, Pick<Credit, 'memberId' | 'placeId' | 'units'>>();
  for (let at = 0; at < kept.length; at += atOnce) {
    const rows = await db
      .selectFrom('ledger_entry')
      .select(['key', 'from_account', 'to_account', 'units'])
      .where('key', 'in', kept.slice(at, at + atOnce))
      .execute();
    for (const row of rows)
      given.set(names.get(row.key) ?? '', {
        memberId: row.to_account.replace(/^member:/, ''),
        placeId: row.from_account.replace(/^issued:/, ''),
        units: Number(row.units),
      });
  }
  return given;
}
