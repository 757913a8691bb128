import { v7 as uuidv7 } from 'uuid';
import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { aroundPassage, mustBeAsSeen } from '../pairing/around-passage.ts';
import { pairInTransaction } from '../pairing/pair-in-transaction.ts';
import { lockPlaces, type Pairing } from '../pairing/pair-passages.ts';
import { relocate } from '../pairing/relocate.ts';
import type { CorrectionAuthor, Corrections } from '../ports/corrections.ts';
import {
  correctionOf,
  endCorrection,
  insertCorrection,
  listRecorded,
  readCorrection,
  readSequenceCorrections,
} from '../store/corrections.ts';
import type { Database } from '../store/database.ts';
import { readEntries } from '../store/entries.ts';
import { pointsReader } from '../store/journal.ts';
import { findPunch, readCardPlaces, readCardPunches } from '../store/punches.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { mustBeMeant } from './meant-correction.ts';
import { previewCorrection } from './preview-correction.ts';

/** What staff say of the record: written with its author, and what it touches paired anew at once. */
export function createCorrections(database: Database, pairing: Pairing): Corrections {
  const inTransaction = pairInTransaction(database, pairing);

  return {
    record: (change, author, seen) =>
      inTransaction(async (unit) => {
        if (seen) await mustBeAsSeen(unit, seen);
        await mustBeMeant(unit, change);
        return recordCorrection(unit, pairing, change, author);
      }),
    // A transaction of its own, though nothing is written: it sees no half of another one's work.
    preview: (change, author) =>
      database.inTransaction(async (tx) => {
        const unit = unitOf(database, tx);
        await mustBeMeant(unit, change);
        return previewCorrection(unit, madeOf(change, author));
      }),
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
        const end = () => endCorrection(unit, id, author);
        // A punch whose access point counts nothing any more pairs nowhere.
        const pairs = made.kind === 'assignCard' || (await findPunch(unit, made.punchId, null));
        await (pairs ? apply(unit, pairing, made, end) : end());
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
  await apply(unit, pairing, made, async (key) => {
    await insertCorrection(unit, change, made, key);
  });
  return made;
}

/** Writes it behind the place's lock, and pairs with what staff said before and say now. */
async function apply(
  unit: Unit,
  pairing: Pairing,
  made: Correction,
  write: (key: SequenceKey | null) => Promise<void>,
): Promise<void> {
  if (made.kind === 'assignCard') {
    await lockPlaces(unit, await readCardPlaces(unit, made.uid));
    await write(null);
    await assign(unit, pairing, made);
    return;
  }
  const found = await findPunch(unit, made.punchId, null);
  if (!found) throw failure('notFound', { what: 'punch', id: made.punchId });
  await lockPlaces(unit, [found.key.place]);
  // It may have moved while another transaction held the place.
  const { key } = (await findPunch(unit, made.punchId, null)) ?? found;
  const [was = []] = await readSequenceCorrections(unit, [key]);
  await write(key);
  const [now = []] = await readSequenceCorrections(unit, [key]);
  await pairing.change(unit, [{ key, arrive: [], leave: [], corrections: { was, now } }]);
}

/** Moves the card's punches to whom the card now belonged at each of them. */
async function assign(
  unit: Unit,
  pairing: Pairing,
  { uid, from, to }: Extract<CorrectionChange, { kind: 'assignCard' }>,
): Promise<void> {
  const punches = (await readCardPunches(unit, uid)).filter(
    ({ punch: { occurredAt: at } }) => (from === null || from <= at) && (to === null || at < to),
  );
  const entries = await readEntries(
    unit,
    punches.map(({ punch }) => punch),
  );
  const moves = punches.flatMap(({ punch }, i) => {
    const entry = entries[i];
    const { device, epoch, occurredAt, estimated } = punch;
    return entry ? [{ device, epoch, entry, occurredAt, estimated }] : [];
  });
  await relocate(unit, pairing, moves, pointsReader(unit));
}
