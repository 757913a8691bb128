import type { Clock } from '../shared/domain/clock.ts';
import { breathe } from '../shared/runtime/breathe.ts';
import { createKnownAsImports } from './import-known-as.ts';
import { type Sheet, sheetOf } from './imports/columns.ts';
import { countLines, type ImportRules, type Known, type Plan } from './imports/plan.ts';
import { cardPlanner } from './imports/plan-cards.ts';
import { memberPlanner } from './imports/plan-members.ts';
import { type CsvFile, readCsv } from './imports/read-csv.ts';
import type { ImportKind, ImportProgress, ImportReport, Imports } from './ports/imports.ts';
import type { RegistryChange } from './ports/registry.ts';
import { anyChangeSince, auditSeq, holdAudit } from './store/audit-chain.ts';
import type { Database, Db, Tx } from './store/database.ts';
import { preparePlan, readKnown, writePlan } from './store/people-import.ts';
import { placesOfGroup } from './store/registry-groups.ts';
import { rehomed, settledCard, settledMember } from './store/registry-people.ts';
import { newId } from './store/registry-repository.ts';
import { unitOf } from './store/rows.ts';
import { createCreditImports } from './tokens/import-credits.ts';

interface Around {
  readonly clock: Clock;
  /** Tells replication after the commit, as every other change of the registry. */
  readonly announce: (changes: readonly RegistryChange[]) => void;
  /** The registry's: gives what a card punched from now on to its new holder. */
  readonly cardGiven: (
    tx: Tx,
    given: { uid: string; memberId: string; from: number; by: string },
  ) => Promise<void>;
  /** Balances are told to readers that greet with them. */
  readonly ledgerChanged?: () => void;
}

const prefixes = { member: 'm', card: 'c', group: 'g' } as const;

/** Imports into this store, by the rules of the registry. */
export function createImports(database: Database, around: Around): Imports {
  const rulesAt = (now: number): ImportRules => ({
    settleMember: settledMember,
    settleCard: (card, before) => settledCard(card, before, now),
    newId: (of) => newId(prefixes[of]),
  });

  const credits = createCreditImports(database, {
    now: around.clock.now,
    ledgerChanged: around.ledgerChanged,
  });

  const knownAs = createKnownAsImports(database, around.clock.now);

  return {
    async preview(kind, bytes, progress, how = {}) {
      if (kind === 'knownAs') return knownAs.preview(bytes, how);
      if (kind === 'credits') return credits.preview(bytes);
      const file = readCsv(bytes);
      const sheet = sheetOf(kind, file);
      const known = await readKnown(database.db);
      const plan = await planOf(kind, sheet, known, rulesAt(around.clock.now()), progress);
      return reportOf(kind, file, sheet, plan, false);
    },
    async run(kind, bytes, writer, progress, how = {}) {
      if (kind === 'knownAs') return knownAs.run(bytes, writer, how);
      if (kind === 'credits') return credits.run(bytes, writer, how);
      const by = typeof writer === 'string' ? writer : writer.name;
      const file = readCsv(bytes);
      const sheet = sheetOf(kind, file);
      const now = around.clock.now();
      const homeWasWrong = how.homeWasWrong === true;
      const as = { kind, by, now, homeWasWrong, cardGiven: around.cardGiven };
      const planned = async (db: Db) => {
        const plan = await planOf(kind, sheet, await readKnown(db), rulesAt(now), progress);
        return { plan, prepared: await preparePlan(plan, as) };
      };
      const write = async (tx: Tx, { plan, prepared }: Awaited<ReturnType<typeof planned>>) => {
        if (typeof writer !== 'string') {
          for (const id of new Set(plan.joins.map(({ groupId }) => groupId))) {
            writer.mayTouch('group', { id }, false, await placesOfGroup(tx, id));
          }
        }
        if (typeof writer !== 'string')
          for (const { before, after } of [...plan.members, ...plan.cards])
            writer.mayRehome?.(rehomed(before, after));
        await writePlan(unitOf(database, tx), tx, prepared, as);
        return { plan, changes: prepared.changes };
      };
      const { plan, changes } = await writtenUndisturbed(database, planned, write);
      around.announce(changes);
      return reportOf(kind, file, sheet, plan, true);
    },
  };
}

/** Somebody who changes something while a long file is planned: rare, and never this often in a row. */
const triesOutside = 3;

/**
 * Plans while everybody else goes on writing, and writes the plan where nothing was changed meanwhile; otherwise plans
 * again, in the end with everybody waiting.
 */
async function writtenUndisturbed<P, T>(
  database: Database,
  plan: (db: Db) => Promise<P>,
  write: (tx: Tx, planned: P) => Promise<T>,
): Promise<T> {
  for (let tries = 1; tries <= triesOutside; tries++) {
    const seq = await auditSeq(database.db);
    const planned = await plan(database.db);
    const written = await database.inTransaction(async (tx) => {
      await holdAudit(database, tx);
      return (await anyChangeSince(tx, seq)) ? null : { answer: await write(tx, planned) };
    });
    if (written) return written.answer;
  }
  return database.inTransaction(async (tx) => {
    await holdAudit(database, tx);
    return write(tx, await plan(tx));
  });
}

type PeopleKind = Exclude<ImportKind, 'credits' | 'knownAs'>;
const linesPerBreath = 500;

async function planOf(
  kind: PeopleKind,
  sheet: Sheet,
  known: Known,
  rules: ImportRules,
  progress?: ImportProgress,
): Promise<Plan> {
  const planner = kind === 'members' ? memberPlanner(known, rules) : cardPlanner(known, rules);
  for (const [i, row] of sheet.rows.entries()) {
    planner.take(row);
    if (i % linesPerBreath === linesPerBreath - 1) {
      progress?.(i + 1, sheet.rows.length);
      await breathe();
    }
  }
  progress?.(sheet.rows.length, sheet.rows.length);
  return planner.plan();
}

const reportOf = (
  kind: PeopleKind,
  file: CsvFile,
  sheet: Sheet,
  { lines }: Plan,
  isDone: boolean,
): ImportReport => ({
  kind,
  counts: countLines(lines),
  lines,
  columnsIgnored: sheet.columnsIgnored,
  encoding: file.encoding,
  isTibillet: sheet.isTibillet,
  isDone,
});
