import { tellOfPassages } from '../store/events-of-passages.ts';
import {
  deletePassages,
  type PassageKey,
  type PassageOf,
  writeNewPassages,
  writePassages,
} from '../store/passages.ts';
import {
  deletePunches,
  type PunchAt,
  type StoredPunchAt,
  writeNewPunches,
  writePunches,
} from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { bookPassages } from '../tokens/book-passages.ts';

/** What pairing several sequences comes to, gathered to be written at once. */
export interface Writes {
  readonly gonePunches: PunchAt[];
  readonly gonePassages: PassageKey[];
  /** That cannot be there yet: they are tried without saying what they would write over. */
  readonly newPunches: StoredPunchAt[];
  readonly newPassages: PassageOf[];
  /** Over what is there, where it is. */
  readonly changedPunches: StoredPunchAt[];
  readonly changedPassages: PassageOf[];
}

export const newWrites = (): Writes => ({
  gonePunches: [],
  gonePassages: [],
  newPunches: [],
  newPassages: [],
  changedPunches: [],
  changedPassages: [],
});

/**
 * One batch may open a passage and close it: it is written as it is in the end.
 *
 * @param since how many were new before this sequence's.
 * @param isNew the tap that made it has just come, and gave it its id.
 */
export function addPassage(writes: Writes, since: number, of: PassageOf, isNew: boolean): void {
  const { newPassages, changedPassages } = writes;
  let at = newPassages.length - 1;
  while (at >= since && newPassages[at]?.passage.id !== of.passage.id) at--;
  if (at >= since) newPassages[at] = of;
  else if (isNew) newPassages.push(of);
  else changedPassages.push(of);
}

export const passagesIn = ({ newPassages, changedPassages }: Writes): readonly PassageOf[] => [
  ...newPassages,
  ...changedPassages,
];

/** All that goes before anything comes: a punch may move from one sequence to another. */
export async function writeAll(
  unit: Unit,
  writes: Writes,
  rules: { readonly rated: ReadonlySet<string>; readonly isTold: boolean },
  now: () => number,
): Promise<void> {
  await deletePunches(unit, writes.gonePunches);
  await deletePassages(unit, writes.gonePassages);
  await writeNewPunches(unit, writes.newPunches);
  await writePunches(unit, writes.changedPunches);
  await writeNewPassages(unit, writes.newPassages);
  await writePassages(unit, writes.changedPassages);
  const changed = { gonePassages: writes.gonePassages, passages: passagesIn(writes) };
  const { rated, isTold } = rules;
  if (rated.size > 0) await bookPassages(unit, { ...changed, rated, arriving: true, now: now() });
  if (isTold) await tellOfPassages(unit, changed, now());
}
