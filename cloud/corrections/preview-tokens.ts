import { standing } from '../../shared/domain/ledger.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { createPairing, type Pairing } from '../pairing/pair-passages.ts';
import type { CorrectionPreview } from '../ports/corrections.ts';
import type { Database } from '../store/database.ts';
import { lastEntry, readEntriesOf, takenSince } from '../store/ledger-entries.ts';
import { readRates } from '../store/rates.ts';
import { type Unit, unitOf } from '../store/rows.ts';

/** Thrown when enough was seen: the transaction goes back, and what was tried in it was never there. */
class TakenBack extends Error {}

/**
 * What the passages shown cost by the ledger, and would. Which days take a pass may change too, so nothing short of the
 * correction itself tells: it is made, whole, and taken back.
 *
 * @param key whose passages they are, and where.
 * @param make records the correction.
 */
export async function previewTokens(
  database: Database,
  now: number,
  key: SequenceKey,
  shown: Pick<CorrectionPreview, 'before' | 'after'>,
  make: (unit: Unit, pairing: Pairing) => Promise<unknown>,
): Promise<CorrectionPreview['tokens']> {
  let tokens: CorrectionPreview['tokens'] = null;
  // It remembers nothing, and so has nothing to forget.
  const pairing = createPairing({ remember: false, now: () => now });
  await database
    .inTransaction(async (tx) => {
      const unit = unitOf(database, tx);
      const rates = await readRates(unit, [key.place]);
      if (rates.length === 0) throw new TakenBack();
      const before = await standingOf(unit, key, shown.before);
      const last = await lastEntry(unit);
      await make(unit, pairing);
      const after = await standingOf(unit, key, shown.after);
      const all = await takenSince(unit, key, last);
      tokens = { before, after, elsewhere: all - (after - before) };
      throw new TakenBack();
    })
    .catch((err: unknown) => {
      if (!(err instanceof TakenBack)) throw err;
    });
  return tokens;
}

async function standingOf(
  unit: Unit,
  { place, area, person }: SequenceKey,
  passages: readonly Passage[],
): Promise<number> {
  const charged = passages.map(({ id }) => ({ place, area, person, passage: id }));
  const entries = await readEntriesOf(unit, charged);
  const units = entries.flatMap((of) => Object.values(standing(of)).map((entry) => entry.units));
  return units.reduce((sum, one) => sum + one, 0);
}
