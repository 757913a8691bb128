import { v7 as uuidv7 } from 'uuid';
import type { CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Announcer } from '../announce.ts';
import { mustBeAsSeen } from '../pairing/around-passage.ts';
import { pairInTransaction } from '../pairing/pair-in-transaction.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import type { Proposal, Proposals } from '../ports/own-page.ts';
import type { Database, Db } from '../store/database.ts';
import { useExitLink } from '../store/mail-links.ts';
import type { OwnPageTables } from '../store/schema/own-page.ts';
import { recordCorrection } from './correct.ts';
import { mustBeMeant } from './meant-correction.ts';

/** Enough for a bad month; more would be somebody else's pastime. */
const mostOpen = 20;

/** What members propose, and what staff make of it: an accepted one is a correction like any other. */
export function createProposals(
  database: Database,
  pairing: Pairing,
  { announce }: Announcer,
): Proposals {
  const inTransaction = pairInTransaction(database, pairing);
  const { db } = database;

  return {
    async propose(wanted, now) {
      const row = await inTransaction(async (unit) => {
        const { exitLink } = wanted;
        if (exitLink !== undefined && !(await useExitLink(unit.tx, exitLink, now)))
          throw failure('conflict', { detail: 'This link was used already.' });
        await mustBeMeant(unit, wanted.change);
        await mustBeAsSeen(unit, wanted);
        const { waiting } = await unit.tx
          .selectFrom('proposal')
          .select((all) => all.fn.countAll<number>().as('waiting'))
          .where('member_id', '=', wanted.memberId)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow();
        if (Number(waiting) >= mostOpen) throw failure('tooManyProposals');
        const made = {
          id: uuidv7({ msecs: now }),
          member_id: wanted.memberId,
          passage_id: wanted.passageId,
          version: wanted.version,
          place: wanted.place,
          change: JSON.stringify(wanted.change),
          words: wanted.words,
          made_at: now,
          ...undecided,
        };
        await unit.tx.insertInto('proposal').values(made).execute();
        return made;
      });
      announce({ device: null });
      return proposalOf(row);
    },
    async find(id) {
      const row = await db
        .selectFrom('proposal')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? proposalOf(row) : null;
    },
    async list({ state, memberId }, { limit, cursor }) {
      let query = db.selectFrom('proposal').selectAll().orderBy('id', 'desc');
      if (state !== undefined) query = query.where('state', '=', state);
      if (memberId !== undefined) query = query.where('member_id', '=', memberId);
      if (cursor !== null) query = query.where('id', '<', cursor);
      const rows = await query.limit(limit + 1).execute();
      const items = rows.slice(0, limit).map(proposalOf);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async accept(id, by) {
      const accepted = await inTransaction(async (unit) => {
        const proposal = await decide(unit.tx, id, {
          state: 'accepted',
          decided_at: by.madeAt,
          decided_by: by.madeBy,
        });
        await mustBeAsSeen(unit, proposal);
        await mustBeMeant(unit, proposal.change);
        const author = { ...by, reason: proposal.words };
        const correction = await recordCorrection(unit, pairing, proposal.change, author);
        await unit.tx
          .updateTable('proposal')
          .set({ correction_id: correction.id })
          .where('id', '=', id)
          .execute();
        return { proposal: { ...proposal, correctionId: correction.id }, correction };
      });
      announce({ device: null });
      return accepted;
    },
    async refuse(id, author) {
      const refused = await database.inTransaction((tx) =>
        decide(tx, id, {
          state: 'refused',
          decided_at: author.madeAt,
          decided_by: author.madeBy,
          answer: author.reason,
        }),
      );
      announce({ device: null });
      return refused;
    },
  };
}

const undecided = {
  state: 'open',
  decided_at: null,
  decided_by: null,
  answer: null,
  correction_id: null,
} as const;

/** Only one decision stands: of two at once, the second finds it decided. */
async function decide(
  tx: Db,
  id: string,
  decision: Partial<OwnPageTables['proposal']>,
): Promise<Proposal> {
  const row = await tx
    .updateTable('proposal')
    .set(decision)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  if (row) return proposalOf(row);
  const known = await tx
    .selectFrom('proposal')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!known) throw failure('notFound', { what: 'proposal', id });
  throw failure('conflict', { detail: 'This proposal was decided already.' });
}

const proposalOf = (row: OwnPageTables['proposal']): Proposal => ({
  id: row.id,
  memberId: row.member_id,
  passageId: row.passage_id,
  version: row.version,
  place: row.place,
  change: JSON.parse(row.change) as CorrectionChange,
  words: row.words,
  madeAt: row.made_at,
  state: row.state,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
  answer: row.answer,
  correctionId: row.correction_id,
});
