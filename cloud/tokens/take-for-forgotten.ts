import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Person } from '../../shared/domain/punch.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import { lockPlaces } from '../pairing/pair-passages.ts';
import type { Database } from '../store/database.ts';
import { type OpenAfter, openAtOnce, readOpenAfter } from '../store/open-passages.ts';
import { passageOf } from '../store/passages.ts';
import { readRates } from '../store/rates.ts';
import { unitOf } from '../store/rows.ts';
import { bookPassages } from './book-passages.ts';

const minuteMs = 60_000;

/**
 * Takes what a missing exit costs for stays that nobody ended and that are over at `now` by the rules of their place,
 * and gives back what was taken for one that is not. Of each person one stay an area is open at most: so many are
 * looked at, however long ago they began. Looking again changes nothing. Answers how many entries are new.
 */
export async function takeForForgotten(database: Database, now: EpochMs): Promise<number> {
  const rated = await database.db
    .selectFrom('place')
    .select('id')
    .where('rated', '=', 1)
    .orderBy('id')
    .execute();
  let written = 0;
  for (const { id: place } of rated) {
    const versions = await readRates(unitOf(database, database.db), [place]);
    if (!versions.some(({ terms }) => (terms?.missingExitUnits ?? 0) > 0)) continue;
    let after: OpenAfter | null = null;
    do {
      const slice: Slice = await takeSlice(database, place, after, now);
      written += slice.written;
      after = slice.last;
      await breathe();
    } while (after !== null);
  }
  return written;
}

interface Slice {
  readonly written: number;
  /** Null: there are no more. */
  readonly last: OpenAfter | null;
}

const takeSlice = (
  database: Database,
  place: string,
  after: OpenAfter | null,
  now: EpochMs,
): Promise<Slice> =>
  database.inTransaction(async (tx) => {
    const unit = unitOf(database, tx);
    await lockPlaces(unit, [place]);
    const rows = await readOpenAfter(unit, place, after);
    const passages = rows.map((row) => ({
      key: { place, area: row.area, person: row.person as Person },
      passage: passageOf(row),
    }));
    const rated = new Set([place]);
    const changed = { gonePassages: [], passages, rated, stand: true, now };
    const written = await bookPassages(unit, changed);
    return { written, last: rows.length < openAtOnce ? null : (rows.at(-1) ?? null) };
  });

/** By whatever the clock says then: one that was wrong is put right at the next look. */
export const takeForForgottenJob = (
  database: Database,
  around: { readonly now: () => EpochMs; readonly changed: () => void },
): Job => ({
  name: 'take for stays that nobody ended',
  pattern: '*/10 * * * *',
  minGapMs: 5 * minuteMs,
  maxGapMs: 20 * minuteMs,
  async run() {
    if ((await takeForForgotten(database, around.now())) > 0) around.changed();
  },
});
