import type { SequenceKey } from '../shared/domain/punch.ts';
import { bookPassages } from './book-passages.ts';
import {
  deletePassages,
  type PassageKey,
  type PassageOf,
  writePassages,
} from './store/passages.ts';
import { deletePunches, type PunchAt, type StoredPunch, writePunches } from './store/punches.ts';
import type { Unit } from './store/rows.ts';

/** What pairing several sequences comes to, gathered to be written at once. */
export interface Writes {
  readonly goneTaps: PunchAt[];
  readonly gonePassages: PassageKey[];
  readonly taps: (StoredPunch & { readonly key: SequenceKey })[];
  readonly passages: PassageOf[];
}

export const newWrites = (): Writes => ({
  goneTaps: [],
  gonePassages: [],
  taps: [],
  passages: [],
});

/**
 * One batch may open a passage and close it: it is written as it is in the end.
 *
 * @param since how many were there before this sequence's.
 */
export function addPassage({ passages }: Writes, since: number, of: PassageOf): void {
  let at = passages.length - 1;
  while (at >= since && passages[at]?.passage.id !== of.passage.id) at--;
  if (at < since) passages.push(of);
  else passages[at] = of;
}

/** All that goes before anything comes: a punch may move from one sequence to another. */
export async function writeAll(
  unit: Unit,
  writes: Writes,
  { rated, now }: { readonly rated: ReadonlySet<string>; readonly now: () => number },
): Promise<void> {
  await deletePunches(unit, writes.goneTaps);
  await deletePassages(unit, writes.gonePassages);
  await writePunches(unit, writes.taps);
  await writePassages(unit, writes.passages);
  if (rated.size > 0) await bookPassages(unit, { ...writes, rated, now: now() });
}
