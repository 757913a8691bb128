import { v7 as uuidv7 } from 'uuid';
import type { Addition, Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { aroundPassage, mustBeAsSeen } from '../pairing/around-passage.ts';
import { pairInTransaction } from '../pairing/pair-in-transaction.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import type { CorrectionAuthor, Corrections } from '../ports/corrections.ts';
import {
  correctionOf,
  endCorrection,
  insertCorrection,
  listRecorded,
  readCorrection,
} from '../store/corrections.ts';
import type { Database } from '../store/database.ts';
import { type CorrectionOf, tellOfCorrections } from '../store/events-of-corrections.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { applyCorrections } from './apply-corrections.ts';
import { mustBeMeant } from './meant-correction.ts';
import { previewCorrection } from './preview-correction.ts';
import { previewTokens } from './preview-tokens.ts';
import { isAddition, madeTogether, replacing } from './replace-end.ts';

/** What staff say of the record: written with its author, and what it touches paired anew at once. */
export function createCorrections(database: Database, pairing: Pairing): Corrections {
  const inTransaction = pairInTransaction(database, pairing);

  return {
    record: (change, author, seen = null, replaces = false) =>
      inTransaction(async (unit) => {
        if (seen) await mustBeAsSeen(unit, seen);
        await mustBeMeant(unit, change);
        return replaces && isAddition(change)
          ? replaceEnd(unit, pairing, change, author)
          : recordCorrection(unit, pairing, change, author);
      }),
    // A transaction of its own, though nothing is written: it sees no half of another one's work.
    async preview(change, author, replaces = false) {
      const { key, ...preview } = await database.inTransaction(async (tx) => {
        const unit = unitOf(database, tx);
        await mustBeMeant(unit, change);
        if (!replaces || !isAddition(change))
          return previewCorrection(unit, madeOf(change, author));
        const { addition, aside, ended } = await replacing(unit, change);
        const [made, ...others] = [addition, ...aside].map((one) => madeOf(one, author));
        return previewCorrection(unit, made ?? madeOf(change, author), others, ended);
      });
      const make = (unit: Unit, trial: Pairing) =>
        replaces && isAddition(change)
          ? replaceEnd(unit, trial, change, author)
          : recordCorrection(unit, trial, change, author);
      const tokens = key && (await previewTokens(database, author.madeAt, key, preview, make));
      return { ...preview, tokens };
    },
    around: (passageId) =>
      database.inTransaction((tx) => aroundPassage(unitOf(database, tx), passageId)),
    async find(id) {
      const row = await readCorrection(database.db, id);
      return row ? correctionOf(row) : null;
    },
    async list(page) {
      const { items, nextCursor } = await listRecorded(unitOf(database, database.db), page);
      return { items: items.map(({ correction }) => correction), nextCursor };
    },
    listRecorded: (page) => listRecorded(unitOf(database, database.db), page),
    undo: (id, author) =>
      inTransaction(async (unit) => {
        const row = await readCorrection(unit.tx, id);
        if (!row) throw failure('notFound', { what: 'correction', id });
        if (row.undone_at !== null) return correctionOf(row);
        const made = correctionOf(row);
        const together = [made, ...(await madeTogether(unit, made))];
        await applyCorrections(unit, pairing, together, async (keyOf) => {
          for (const one of together) await endCorrection(unit, one.id, author);
          await tellOfCorrections(unit, counted(together, keyOf), true, author.madeAt);
        });
        return { ...made, undone: true };
      }),
  };
}

const madeOf = (change: CorrectionChange, author: CorrectionAuthor): Correction => ({
  ...change,
  id: uuidv7({ msecs: author.madeAt }),
  madeAt: author.madeAt,
  madeBy: author.madeBy,
  reason: author.reason,
  undone: false,
});

/** Inside the transaction of whoever asks: giving a card to another member records one too. */
export async function recordCorrection(
  unit: Unit,
  pairing: Pairing,
  change: CorrectionChange,
  author: CorrectionAuthor,
): Promise<Correction> {
  const made = madeOf(change, author);
  await applyCorrections(unit, pairing, [made], async (keyOf) => {
    const key = keyOf(made);
    if (made.kind !== 'assignCard' && key === null)
      throw failure('notFound', { what: 'punch', id: made.punchId });
    await insertCorrection(unit, change, made, key);
    await tellOfCorrections(unit, counted([made], keyOf), false, author.madeAt);
  });
  return made;
}

/** Another end in place of the one that is there, in one step: what follows from it changes once. */
async function replaceEnd(
  unit: Unit,
  pairing: Pairing,
  change: Addition,
  author: CorrectionAuthor,
): Promise<Correction> {
  const { addition, aside, ended } = await replacing(unit, change);
  const made = madeOf(addition, author);
  const others = aside.map((one) => ({ one, made: madeOf(one, author) }));
  const touched = [made, ...others.map((other) => other.made)];
  await applyCorrections(unit, pairing, touched, async (keyOf) => {
    const taken: Correction[] = [];
    for (const id of ended) {
      const row = await readCorrection(unit.tx, id);
      if (row) taken.push(correctionOf(row));
      await endCorrection(unit, id, author);
    }
    const key = keyOf(made);
    await tellOfCorrections(
      unit,
      counted(taken, () => key),
      true,
      author.madeAt,
    );
    for (const other of others)
      await insertCorrection(unit, other.one, other.made, keyOf(other.made));
    await insertCorrection(unit, addition, made, key);
    await tellOfCorrections(unit, counted(touched, keyOf), false, author.madeAt);
  });
  return made;
}

/** Those whose punch counts somewhere. */
const counted = (
  corrections: readonly Correction[],
  keyOf: (made: Correction) => CorrectionOf['key'] | null,
): readonly CorrectionOf[] =>
  corrections.flatMap((made) => {
    const key = keyOf(made);
    return key ? [{ made, key }] : [];
  });
