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
  /** That cannot be there yet. */
  readonly newTaps: (StoredPunch & { readonly key: SequenceKey })[];
  readonly newPassages: PassageOf[];
}

export const newWrites = (): Writes => ({
  goneTaps: [],
  gonePassages: [],
  taps: [],
  passages: [],
  newTaps: [],
  newPassages: [],
});

/**
 * One batch may open a passage and close it: it is written as it is in the end.
 *
 * @param since how many were new before this sequence's.
 * @param isNew the tap that made it has just come, and gave it its id.
 */
export function addPassage(writes: Writes, since: number, of: PassageOf, isNew: boolean): void {
  const { newPassages, passages } = writes;
  let at = newPassages.length - 1;
  while (at >= since && newPassages[at]?.passage.id !== of.passage.id) at--;
  if (at >= since) newPassages[at] = of;
  else if (isNew) newPassages.push(of);
  else passages.push(of);
}

export const passagesIn = ({ newPassages, passages }: Writes): readonly PassageOf[] => [
  ...newPassages,
  ...passages,
];

/** All that goes before anything comes: a punch may move from one sequence to another. */
export async function writeAll(
  unit: Unit,
  writes: Writes,
  { rated, now }: { readonly rated: ReadonlySet<string>; readonly now: () => number },
): Promise<void> {
  await deletePunches(unit, writes.goneTaps);
  await deletePassages(unit, writes.gonePassages);
  await writePunches(unit, writes.newTaps, true);
  await writePunches(unit, writes.taps);
  await writePassages(unit, writes.newPassages, true);
  await writePassages(unit, writes.passages);
  const changed = { gonePassages: writes.gonePassages, passages: passagesIn(writes) };
  if (rated.size > 0) await bookPassages(unit, { ...changed, rated, now: now() });
}
